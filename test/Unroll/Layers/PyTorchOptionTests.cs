using Unroll.Cells;
using Unroll.Tests.Fixtures;
using Xunit;

namespace Unroll.Tests.Layers;

/// <summary>PyTorch's outputs, states, loss and every gradient with two directions, packed lengths and projections.</summary>
public sealed class PyTorchOptionTests
{
    public static TheoryData<string> Cases => [.. PyTorchFixture.OptionCases()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Directions_lengths_and_projections_have_PyTorchs_values_and_gradients_within_1e_minus_5(string name)
    {
        PyTorchFixture f = PyTorchFixture.Load(name);
        Assert.Empty(PyTorchParity.Differences(f, PyTorchParity.Engine(f, PyTorchParity.Inputs(f)), 1e-5));
    }

    [Fact]
    public void Every_cell_has_two_directions_and_unsorted_lengths_and_the_LSTM_projections_too()
    {
        foreach (string cell in new[] { "rnn_tanh", "rnn_relu", "lstm", "gru" })
        {
            PyTorchFixture[] cases = [.. PyTorchFixture.OptionCases(cell).Select(PyTorchFixture.Load)];
            Assert.Contains(cases, f => f.Bidirectional && f.Lengths.Length == 0);
            Assert.Contains(cases, f => f.Bidirectional && !f.Lengths.SequenceEqual(f.Lengths.OrderDescending()));
            Assert.Equal(cell == "lstm" ? 3 : 0, cases.Count(f => f.Projection > 0));
        }
    }

    [Fact]
    public void What_is_compared_includes_both_directions_and_the_projection()
    {
        PyTorchFixture f = PyTorchFixture.Load("options_lstm_projection_bidirectional");
        IReadOnlyList<string> all = PyTorchParity.Differences(f, new Dictionary<string, double[]>(StringComparer.Ordinal), 1e-5);

        // y, hn, cn, loss; five parameters of two layers and two directions; x, h0, c0.
        Assert.Equal(4 + 20 + 3, all.Count);
    }
}
