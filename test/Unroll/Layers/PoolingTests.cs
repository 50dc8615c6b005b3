using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tensors;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Layers;

public sealed class PoolingTests
{
    private const int Time = 4, Batch = 3, Size = 6;
    private static readonly int[] s_lengths = [4, 2, 0];

    public static TheoryData<PoolingKind> Kinds => [.. Enum.GetValues<PoolingKind>()];

    [Fact]
    public void Attention_is_the_mean_of_the_plain_formula_and_its_gradients_are_finite_differences()
    {
        (Parameters p, Pooling pooling) = Make(PoolingKind.Attention);
        double[] x = Numbers.Uniform(1, Time * Batch * Size), dy = Numbers.Uniform(2, Batch * Size), weights = Numbers.ToDouble(p.Values);
        (float[] y, float[] dx, float[] dw) = Run(p, pooling, Numbers.ToSingle(x), Numbers.ToSingle(dy), s_lengths);
        Numbers.AssertValues("pooled", y, Reference(p, weights, x), 1e-5);
        GradientCheck.AssertClose("dx", dx, GradientCheck.Numeric(v => Numbers.Dot(dy, Reference(p, weights, v)), x), 1e-4);
        double[] numeric = GradientCheck.Numeric(w => Numbers.Dot(dy, Reference(p, w, x)), weights);
        foreach (Parameter parameter in p.All)
        {
            Range range = parameter.Start..(parameter.Start + parameter.Shape.Length);
            GradientCheck.AssertClose(parameter.Name, dw.AsSpan(range), numeric.AsSpan(range), 1e-4);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_lies_behind_the_end_of_a_row_changes_no_bit_of_values_and_gradients(PoolingKind kind)
    {
        (Parameters p, Pooling pooling) = Make(kind);
        float[] x = Numbers.ToSingle(Numbers.Uniform(1, Time * Batch * Size)), dy = Numbers.ToSingle(Numbers.Uniform(2, Batch * Size));
        (float[] y, float[] dx, float[] dw) = Run(p, pooling, x, dy, s_lengths);
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = IsPadding(i) ? float.NaN : x[i];
        }

        (float[] y2, float[] dx2, float[] dw2) = Run(p, pooling, x, dy, s_lengths);
        Assert.True(Numbers.SameBits(y, y2) && Numbers.SameBits(dx, dx2) && Numbers.SameBits(dw, dw2));
        Assert.All(Enumerable.Range(0, x.Length).Where(IsPadding), i => Assert.Equal(0, dx[i]));
        Assert.All(y.AsSpan(2 * Size).ToArray(), v => Assert.Equal(0, v));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_row_alone_gives_the_bits_that_it_has_among_others(PoolingKind kind)
    {
        (Parameters p, Pooling pooling) = Make(kind);
        float[] x = Numbers.ToSingle(Numbers.Uniform(1, Time * Batch * Size)), dy = new float[Batch * Size];
        float[] together = Run(p, pooling, x, dy, s_lengths).Y;
        for (int b = 0; b < 2; b++)
        {
            float[] alone = [.. Enumerable.Range(0, s_lengths[b]).SelectMany(t => x.Skip(((t * Batch) + b) * Size).Take(Size))];
            Tape tape = new();
            tape.Begin();
            Assert.True(Numbers.SameBits(together.AsSpan(b * Size, Size), pooling.Forward(tape, Tensor.From(new(s_lengths[b], 1, Size), alone)).Values));
        }
    }

    private static bool IsPadding(int i) => i / (Batch * Size) >= s_lengths[i / Size % Batch];

    private static (Parameters Parameters, Pooling Pooling) Make(PoolingKind kind)
    {
        Parameters p = new();
        Pooling pooling = new(p, "pool", kind, Size, forward: 4);
        p.Initialize(1);
        p.Prepare();
        return (p, pooling);
    }

    private static (float[] Y, float[] Dx, float[] Dw) Run(Parameters p, Pooling pooling, float[] x, float[] dy, int[] lengths)
    {
        AlignedBuffer gradient = new(Math.Max(1, p.Length)), values = new(x.Length), dx = new(x.Length);
        x.CopyTo(values.Span);
        Tape tape = new();
        tape.Begin(gradient, new CounterRandom(1), training: true);
        Tensor y = pooling.Forward(tape, new Tensor(new(Time, Batch, Size), values, 0, dx, 0), lengths);
        dy.CopyTo(y.Gradient);
        tape.RunBackward();
        return (y.Values.ToArray(), dx.Span[..x.Length].ToArray(), gradient.Span[..p.Length].ToArray());
    }

    /// <summary>Σ_t softmax_t(v · tanh(W_q q + W_m x_t)) x_t</summary>
    private static double[] Reference(Parameters p, double[] w, double[] x)
    {
        double[] q = Of("pool.query.weight"), wq = Of("pool.attention.query.weight"), wm = Of("pool.attention.memory.weight"), v = Of("pool.attention.score.weight");
        double[] y = new double[Batch * Size];
        for (int b = 0; b < Batch; b++)
        {
            double[][] steps = [.. Enumerable.Range(0, s_lengths[b]).Select(t => x.AsSpan(((t * Batch) + b) * Size, Size).ToArray())];
            double[] scores = [.. steps.Select(s => Enumerable.Range(0, Size).Sum(a => v[a] * Math.Tanh(Numbers.Dot(wq.AsSpan(a * Size, Size).ToArray(), q) + Numbers.Dot(wm.AsSpan(a * Size, Size).ToArray(), s))))];
            double sum = scores.Sum(Math.Exp);
            for (int i = 0; i < Size; i++)
            {
                y[(b * Size) + i] = steps.Select((s, t) => Math.Exp(scores[t]) / sum * s[i]).Sum();
            }
        }

        return y;

        double[] Of(string name)
        {
            Parameter parameter = p.All.Single(a => a.Name == name);
            return w.AsSpan(parameter.Start, parameter.Shape.Length).ToArray();
        }
    }
}
