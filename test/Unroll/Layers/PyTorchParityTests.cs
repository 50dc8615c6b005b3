using Unroll.Cells;
using Unroll.Tests.Fixtures;
using Xunit;

namespace Unroll.Tests.Layers;

/// <summary>Outputs, final states, loss and every gradient of PyTorch, for all cells, one and two layers, with an initial state.</summary>
public sealed class PyTorchParityTests
{
    public static TheoryData<string> Cases => [.. PyTorchFixture.Cases()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_float_engine_gives_PyTorchs_values_and_gradients_within_1e_minus_5(string name)
    {
        PyTorchFixture f = PyTorchFixture.Load(name);
        Dictionary<string, double[]> inputs = PyTorchParity.Inputs(f);
        Dictionary<string, double[]> results = PyTorchParity.Engine(f, inputs);
        Assert.Empty(PyTorchParity.Differences(f, results, 1e-5));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_reference_in_double_gives_PyTorchs_values_and_gradients_within_1e_minus_10(string name)
    {
        PyTorchFixture f = PyTorchFixture.Load(name);
        Dictionary<string, double[]> inputs = PyTorchParity.Inputs(f);
        Dictionary<string, double[]> results = f.Cell switch
        {
            "rnn_tanh" => PyTorchParity.Reference<TanhCell>(f, inputs),
            "rnn_relu" => PyTorchParity.Reference<ReluCell>(f, inputs),
            "lstm" => PyTorchParity.Reference<LstmCell>(f, inputs),
            _ => PyTorchParity.Reference<GruCell>(f, inputs),
        };
        Assert.Empty(PyTorchParity.Differences(f, results, 1e-10));
    }

    [Fact]
    public void What_is_compared_are_all_results_that_PyTorch_gave()
    {
        PyTorchFixture f = PyTorchFixture.Load("lstm_2layer_h5");
        IReadOnlyList<string> all = PyTorchParity.Differences(f, new Dictionary<string, double[]>(StringComparer.Ordinal), 1e-5);

        // y, hn, cn, loss; eight parameters; x, h0, c0.
        Assert.Equal(4 + 8 + 3, all.Count);
    }
}
