using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tensors;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Layers;

public sealed class InitializerTests
{
    [Theory]
    [InlineData("rnn", 1)]
    [InlineData("lstm", 4)]
    [InlineData("gru", 3)]
    public void The_recurrent_matrix_of_every_gate_is_orthogonal_and_no_two_are_equal(string cell, int gates)
    {
        const int H = 23;
        Parameters p = Recurrent(cell, inputs: 4, H);
        Assert.True(p.TryGet("rnn.weight_hh_l0", out Parameter? w));
        double[] values = Numbers.ToDouble(w.Values);
        for (int gate = 0; gate < gates; gate++)
        {
            for (int i = 0; i < H; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    double dot = Numbers.Dot(values.AsSpan(((gate * H) + i) * H, H), values.AsSpan(((gate * H) + j) * H, H));
                    Assert.Equal(i == j ? 1 : 0, dot, 1e-6);
                }
            }
        }

        Assert.Equal(gates, Enumerable.Range(0, gates).Select(g => values[g * H * H]).Distinct().Count());
    }

    [Fact]
    public void The_forget_gate_starts_at_one_and_every_other_bias_at_zero()
    {
        Parameters p = Recurrent("lstm", 4, 3);
        p.TryGet("rnn.bias_ih_l0", out Parameter? ih);
        p.TryGet("rnn.bias_hh_l0", out Parameter? hh);
        Assert.Equal([0f, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0], ih!.Values.ToArray());
        Assert.Equal(new float[12], hh!.Values.ToArray());
    }

    [Fact]
    public void The_scale_of_a_gates_input_weights_does_not_depend_on_the_number_of_gates()
    {
        const int I = 50, H = 70;
        double bound = Math.Sqrt(6.0 / (I + H));
        foreach (string cell in RecurrentKinds.Names)
        {
            Recurrent(cell, I, H).TryGet("rnn.weight_ih_l0", out Parameter? w);
            AssertUniform(w!.Values, bound);
        }
    }

    [Fact]
    public void Glorot_and_uniform_fill_their_bounds_evenly()
    {
        AssertUniform(Fill(Initializers.GlorotUniform, new Shape(60, 90)), Math.Sqrt(6.0 / 150));
        AssertUniform(Fill(Initializers.Uniform(0.25), new Shape(5000)), 0.25);
    }

    [Fact]
    public void Normal_has_its_deviation_zero_is_zero_and_blocks_are_blocks()
    {
        float[] normal = Fill(Initializers.Normal(0.1), new Shape(20_000));
        Assert.InRange(normal.Average(), -0.004, 0.004);
        Assert.InRange(Math.Sqrt(normal.Average(x => (double)x * x)), 0.097, 0.103);
        Assert.Equal(new float[3], Fill(Initializers.Zero, new Shape(3)));
        Assert.Equal([2f, 2, 3, 3], Fill(Initializers.Blocks([2, 3]), new Shape(4)));
    }

    private static Parameters Recurrent(string cell, int inputs, int hidden)
    {
        Parameters p = new();
        _ = RecurrentKinds.Create(cell, p, "rnn", inputs, hidden, new RecurrentOptions { Layers = 1 });
        p.Initialize(5);
        return p;
    }

    private static float[] Fill(Initializer initializer, Shape shape)
    {
        float[] values = new float[shape.Length];
        values.AsSpan().Fill(float.NaN);
        initializer(values, shape, new CounterRandom(6));
        return values;
    }

    private static void AssertUniform(ReadOnlySpan<float> values, double bound)
    {
        double[] x = Numbers.ToDouble(values);
        Assert.InRange(x.Max(), 0.98 * bound, bound);
        Assert.InRange(x.Min(), -bound, -0.98 * bound);

        // Five standard deviations of the mean and of the mean square.
        Assert.InRange(x.Average() / bound, -5 * Math.Sqrt(1 / 3.0 / x.Length), 5 * Math.Sqrt(1 / 3.0 / x.Length));
        Assert.InRange(x.Average(v => v * v) / (bound * bound), (1 / 3.0) - (1.5 / Math.Sqrt(x.Length)), (1 / 3.0) + (1.5 / Math.Sqrt(x.Length)));
    }
}
