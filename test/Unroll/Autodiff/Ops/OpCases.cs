using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Kernels;
using Unroll.Tensors;
using Unroll.TestKit;

namespace Unroll.Tests.Autodiff.Ops;

/// <summary>Every operation but the recurrent layer, which has tests of its own, on several shapes.</summary>
internal static partial class OpCases
{
    private static readonly Shape[] s_shapes = [new(1), new(3), new(8), new(33), new(2, 5), new(7, 3, 4), new(2, 3, 4, 5)];

    public static IReadOnlyList<OpCase> All { get; } = [.. s_shapes.SelectMany(Elementwise), .. Products(), .. Lookups(), .. LossCases(), .. AttentionCases(), .. RowCases(), .. PoolingCases(), .. NadeCases()];

    private static IEnumerable<OpCase> Elementwise(Shape s)
    {
        string label = s.ToString();
        yield return new(typeof(Add), label, (t, x) => Add.Apply(t, x[0], x[1]), x => Map(x[0], x[1], (a, b) => a + b), [s, s]);
        yield return new(typeof(Multiply), label, (t, x) => Multiply.Apply(t, x[0], x[1]), x => Map(x[0], x[1], (a, b) => a * b), [s, s]);
        yield return new(typeof(Scale), label, (t, x) => Scale.Apply(t, x[0], -1.75f), x => Map(x[0], a => -1.75 * a), [s]);
        yield return new(typeof(Sum), label, (t, x) => Sum.Apply(t, x[0]), x => [x[0].Sum()], [s]);
        yield return new(typeof(Sigmoid), label, (t, x) => Sigmoid.Apply(t, x[0]), x => Map(x[0], a => 1 / (1 + Math.Exp(-a))), [s]);
        yield return new(typeof(Tanh), label, (t, x) => Tanh.Apply(t, x[0]), x => Map(x[0], Math.Tanh), [s]);
        yield return new(typeof(Relu), label, (t, x) => Relu.Apply(t, x[0]), x => Map(x[0], a => Math.Max(a, 0)), [s], Gap: 0.05);
        yield return new(typeof(CopyState), label, (t, x) => CopyTo(t, x[0]), x => x[0], [s]);
        float[] g = Numbers.ToSingle(Numbers.Uniform(24, s.Length));
        yield return new(typeof(InnerProduct), label, (t, x) => InnerProduct.Apply(t, x[0], g), x => [x[0].Select((a, i) => a * g[i]).Sum()], [s]);
    }

    private static IEnumerable<OpCase> Products()
    {
        foreach ((Shape x, int outputs) in new (Shape, int)[] { (new(1, 1), 1), (new(3, 5), 2), (new(4, 2, 17), 19), (new(2, 3, 2, 3), 33), (new(7), 16) })
        {
            Shape weight = new(outputs, x.Last), bias = new(outputs);
            yield return new(typeof(Linear), $"{x} to {outputs}", (t, v) => ApplyLinear(t, v[0], v[1], v[2]), v => LinearReference(v[0], v[1], v[2], x.Last), [x, weight, bias]);
            yield return new(
                typeof(Linear), $"{x} to {outputs} without bias", (t, v) => ApplyLinear(t, v[0], v[1], default), v => LinearReference(v[0], v[1], new double[outputs], x.Last), [x, weight]);
        }
    }

    private static IEnumerable<OpCase> Lookups()
    {
        foreach ((int time, int batch, int count, int size) in new[] { (1, 1, 1, 1), (5, 3, 4, 7), (2, 2, 9, 16) })
        {
            CounterRandom random = new(21);
            int[] ids = [.. Enumerable.Range(0, time * batch).Select(_ => random.NextInt32(count))];
            yield return new(
                typeof(Embedding),
                $"{count} × {size}",
                (t, x) => Embedding.Apply(t, "e", x[0], ids, time, batch),
                x => [.. ids.SelectMany(id => x[0].Skip(id * size).Take(size))],
                [new(count, size)]);
        }
    }

    private static Tensor CopyTo(Tape tape, Tensor x)
    {
        Tensor target = new(x.Shape, new AlignedBuffer(x.Shape.Length), 0, tape.Recording ? new AlignedBuffer(x.Shape.Length) : null, 0);
        CopyState.Apply(tape, x, target);
        return target;
    }

    private static Tensor ApplyLinear(Tape tape, Tensor x, Tensor weight, Tensor bias)
    {
        int outputs = weight.Shape[0], inputs = weight.Shape[1];
        PackedMatrix forward = new(inputs, outputs), backward = new(outputs, inputs);
        forward.PackTransposed(weight.Values);
        backward.Pack(weight.Values);
        return Linear.Apply(tape, "linear", x, weight, bias, forward, backward);
    }

    private static double[] LinearReference(double[] x, double[] weight, double[] bias, int inputs)
    {
        int outputs = bias.Length, rows = x.Length / inputs;
        double[] y = new double[rows * outputs];
        for (int i = 0; i < rows; i++)
        {
            for (int o = 0; o < outputs; o++)
            {
                y[(i * outputs) + o] = bias[o] + Numbers.Dot(x.AsSpan(i * inputs, inputs), weight.AsSpan(o * inputs, inputs));
            }
        }

        return y;
    }

    private static double[] Map(double[] a, Func<double, double> f) => [.. a.Select(f)];

    private static double[] Map(double[] a, double[] b, Func<double, double, double> f) => [.. a.Zip(b, f)];
}
