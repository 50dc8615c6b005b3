using Unroll.Autodiff.Ops;
using Unroll.Tensors;

namespace Unroll.Tests.Autodiff.Ops;

/// <summary>The operations of attention: time T, rows of queries N, steps of memory S, rows of memory B.</summary>
internal static partial class OpCases
{
    private static (int T, int N, int S, int B, int D, MemoryRows Rows)[] Memories =>
    [
        (1, 1, 1, 1, 1, default),
        (1, 2, 5, 2, 3, new(new[] { 5, 2 })),
        (3, 2, 4, 2, 33, new(new[] { 0, 3 })),
        (2, 3, 9, 2, 8, new(new[] { 9, 4 }, new[] { 1, 0, 1 })),
        (2, 2, 3, 3, 19, new(default, new[] { 2, 2 })),
    ];

    private static IEnumerable<OpCase> AttentionCases() => [.. Shaping(), .. Memories.SelectMany(m => Attending(m.T, m.N, m.S, m.B, m.D, m.Rows))];

    private static IEnumerable<OpCase> Shaping()
    {
        foreach ((Shape s, int[] lengths) in new (Shape, int[])[] { (new(3, 2), [1, 3]), (new(4, 3, 5), [0, 4, 2]), (new(1, 1, 33), [1]) })
        {
            int batch = s[1], size = s.Length / (s[0] * batch);
            yield return new(
                typeof(ZeroPadding),
                s.ToString(),
                (t, x) => ZeroPadding.Apply(t, x[0], lengths),
                x => [.. x[0].Select((a, i) => i / size / batch < lengths[i / size % batch] ? a : 0)],
                [s]);
        }

        foreach ((Shape a, int n) in new (Shape, int)[] { (new(1), 1), (new(3, 5), 2), (new(2, 3, 16), 33) })
        {
            int m = a.Last;
            yield return new(
                typeof(Concat),
                $"{a} and {n}",
                (t, x) => Concat.Apply(t, x[0], x[1]),
                x => [.. Enumerable.Range(0, a.Length / m).SelectMany(i => x[0].Skip(i * m).Take(m).Concat(x[1].Skip(i * n).Take(n)))],
                [a, a.WithLast(n)]);
        }
    }

    private static IEnumerable<OpCase> Attending(int time, int queries, int steps, int batch, int size, MemoryRows rows)
    {
        string label = $"{time} × {queries} over {steps} × {batch} × {size}";
        Shape q = new(time, queries, size), memory = new(steps, batch, size), weights = new(time, queries, steps);
        yield return new(typeof(DotScores), label, (t, x) => DotScores.Apply(t, x[0], x[1], rows), x => Scores(x[0], x[1], (a, b) => a * b), [q, memory]);
        yield return new(
            typeof(AdditiveScores),
            label,
            (t, x) => AdditiveScores.Apply(t, x[0], x[1], x[2], rows),
            x => Scores(x[0], x[1], (a, b) => Math.Tanh(a + b), x[2]),
            [q, memory, new(size)]);
        yield return new(typeof(WeightedSum), label, (t, x) => WeightedSum.Apply(t, x[0], x[1], rows), x => ContextReference(x[0], x[1]), [weights, memory]);
        yield return new(typeof(Softmax), label, (t, x) => Softmax.Apply(t, x[0], rows), x => SoftmaxReference(x[0]), [weights]);

        int Memory(int row, int step, int d) => (((step * batch) + (rows.Rows.IsEmpty ? row % queries : rows.Rows.Span[row % queries])) * size) + d;

        int Length(int row) => rows.Lengths.IsEmpty ? steps : rows.Lengths.Span[rows.Rows.IsEmpty ? row % queries : rows.Rows.Span[row % queries]];

        double[] Scores(double[] a, double[] k, Func<double, double, double> f, double[]? v = null)
        {
            double[] e = new double[time * queries * steps];
            for (int i = 0; i < e.Length; i++)
            {
                (int row, int step) = Math.DivRem(i, steps);
                e[i] = step < Length(row) ? Enumerable.Range(0, size).Sum(d => f(a[(row * size) + d], k[Memory(row, step, d)]) * (v?[d] ?? 1)) : 0;
            }

            return e;
        }

        double[] SoftmaxReference(double[] x)
        {
            double[] y = new double[x.Length];
            for (int i = 0; i < x.Length; i++)
            {
                (int row, int step) = Math.DivRem(i, steps);
                y[i] = step < Length(row) ? Math.Exp(x[i]) / x.Skip(row * steps).Take(Length(row)).Sum(Math.Exp) : 0;
            }

            return y;
        }

        double[] ContextReference(double[] w, double[] m)
        {
            double[] c = new double[time * queries * size];
            for (int i = 0; i < c.Length; i++)
            {
                (int row, int d) = Math.DivRem(i, size);
                c[i] = Enumerable.Range(0, Length(row)).Sum(s => w[(row * steps) + s] * m[Memory(row, s, d)]);
            }

            return c;
        }
    }
}
