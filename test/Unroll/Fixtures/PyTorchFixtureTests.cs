using Xunit;

namespace Unroll.Tests.Fixtures;

public sealed class PyTorchFixtureTests
{
    public static TheoryData<string> All => [.. PyTorchFixture.Cases()];

    [Fact]
    public void Every_cell_has_one_and_two_layers_and_a_size_that_fills_no_vector()
    {
        foreach (string cell in new[] { "rnn_tanh", "rnn_relu", "lstm", "gru" })
        {
            Assert.Equal([$"{cell}_1layer_h5", $"{cell}_2layer_h19", $"{cell}_2layer_h5"], PyTorchFixture.Cases(cell));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Shapes_are_those_of_PyTorch_and_every_parameter_has_a_gradient(string name)
    {
        PyTorchFixture f = PyTorchFixture.Load(name);
        int gates = f.Cell switch { "lstm" => 4, "gru" => 3, _ => 1 };

        Assert.Equal([gates * f.H, f.I], f.Shape("weight_ih_l0"));
        Assert.Equal([f.T, f.B, f.I], f.Shape("x"));
        Assert.Equal([f.T, f.B, f.H], f.Shape("y"));
        Assert.Equal([f.Layers, f.B, f.H], f.Shape("hn"));
        foreach (string leaf in f.ParameterNames.Concat(["x", "h0"]).Concat(f.Cell == "lstm" ? ["c0"] : []))
        {
            Assert.Equal(f.Shape(leaf), f.Shape("grad." + leaf));
            Assert.Equal(f.Shape(leaf).Aggregate(1, (a, b) => a * b), f.Double("grad." + leaf).Length);
            Assert.Contains(f.Double("grad." + leaf), value => value != 0);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_last_output_is_the_final_state_of_the_last_layer(string name)
    {
        PyTorchFixture f = PyTorchFixture.Load(name);

        Assert.Equal(f.Double("hn")[^(f.B * f.H)..], f.Double("y")[^(f.B * f.H)..]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void No_two_inputs_are_equal_and_the_loss_is_the_stated_sum(string name)
    {
        PyTorchFixture f = PyTorchFixture.Load(name);
        double[] inputs = [.. f.ParameterNames.Concat(["x", "h0", "d_out", "d_hn"]).SelectMany(f.Double)];
        double loss = Dot("y", "d_out") + Dot("hn", "d_hn") + (f.Cell == "lstm" ? Dot("cn", "d_cn") : 0);

        Assert.Equal(inputs.Length, inputs.Distinct().Count());
        Assert.Equal(f.Double("loss")[0], loss, 1e-9);

        double Dot(string a, string b) => f.Double(a).Zip(f.Double(b), (x, y) => x * y).Sum();
    }
}
