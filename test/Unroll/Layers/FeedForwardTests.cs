using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tensors;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Layers;

public sealed class FeedForwardTests
{
    [Theory]
    [InlineData(FeedForwardActivation.Relu)]
    [InlineData(FeedForwardActivation.Sigmoid)]
    [InlineData(FeedForwardActivation.Tanh)]
    public void Outputs_are_those_of_the_plain_formula_and_linear_at_the_end(FeedForwardActivation activation)
    {
        Func<double, double> f = activation switch { FeedForwardActivation.Relu => a => Math.Max(a, 0), FeedForwardActivation.Sigmoid => a => 1 / (1 + Math.Exp(-a)), _ => Math.Tanh };
        Parameters p = new();
        FeedForward network = new(p, "net", [5, 7, 19, 3], activation);
        p.Initialize(1);
        FillBiases(p);
        double[] x = Numbers.Uniform(2, 4 * 5, 2);
        Tape tape = new();
        tape.Begin();
        Tensor y = network.Forward(tape, Tensor.From(new(2, 2, 5), Numbers.ToSingle(x)));
        Assert.Equal(new Shape(2, 2, 3), y.Shape);
        Numbers.AssertValues("outputs", y.Values, [.. Enumerable.Range(0, 4).SelectMany(i => Reference(p, x.AsSpan(i * 5, 5).ToArray(), f))], 1e-5);
    }

    [Fact]
    public void Parameters_are_named_by_their_layer()
    {
        Parameters p = new();
        FeedForward network = new(p, "net", [2, 3, 4]);
        Assert.NotNull(network);
        Assert.Equal(["net.0.weight", "net.0.bias", "net.1.weight", "net.1.bias"], p.All.Select(x => x.Name));
    }

    [Fact]
    public void Dropout_is_active_while_training_only()
    {
        Parameters p = new();
        FeedForward network = new(p, "net", [6, 64, 6], dropout: 0.5f);
        p.Initialize(1);
        Tensor x = Tensor.From(new(3, 6), Numbers.ToSingle(Numbers.Uniform(3, 18)));
        Tape tape = new();
        tape.Begin();
        float[] still = network.Forward(tape, x).Values.ToArray();
        AlignedBuffer gradient = new(p.Length);
        tape.Begin(gradient, new CounterRandom(1), training: false);
        Assert.Equal(still, network.Forward(tape, x).Values.ToArray());
        tape.Begin(gradient, new CounterRandom(1), training: true);
        Assert.NotEqual(still, network.Forward(tape, x).Values.ToArray());
    }

    [Fact]
    public void A_network_of_one_size_is_refused() => Assert.Contains(
        "Feed-forward network 'net': got 1 sizes",
        Assert.Throws<ArgumentException>(() => new FeedForward(new Parameters(), "net", [5])).Message,
        StringComparison.Ordinal);

    private static void FillBiases(Parameters p)
    {
        foreach (Parameter bias in p.All.Where(x => x.Shape.Rank == 1))
        {
            Numbers.ToSingle(Numbers.Uniform((ulong)bias.Start, bias.Shape.Length)).CopyTo(bias.Values);
        }

        p.Prepare();
    }

    private static double[] Reference(Parameters p, double[] x, Func<double, double> f)
    {
        for (int layer = 0; layer < 3; layer++)
        {
            double[] input = layer == 0 ? x : [.. x.Select(f)], weight = Numbers.ToDouble(p.All[2 * layer].Values), bias = Numbers.ToDouble(p.All[(2 * layer) + 1].Values);
            x = [.. bias.Select((b, o) => b + Numbers.Dot(input, weight.AsSpan(o * input.Length, input.Length)))];
        }

        return x;
    }
}
