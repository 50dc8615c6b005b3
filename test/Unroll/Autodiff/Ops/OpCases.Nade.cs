using Unroll.Autodiff.Ops;
using Unroll.Kernels;
using Unroll.Tensors;
using Unroll.TestKit;

namespace Unroll.Tests.Autodiff.Ops;

/// <content>The chain of labels.</content>
internal static partial class OpCases
{
    private static IEnumerable<OpCase> NadeCases()
    {
        foreach ((int rows, int labels, int units, double share) in new[] { (1, 1, 1, 1.0), (3, 5, 4, 0.0), (2, 7, 17, 0.4), (4, 9, 3, 1.0) })
        {
            CounterRandom random = new(41);
            float[] values = [.. Enumerable.Range(0, rows * labels).Select(i => random.NextDouble() < share ? i % 3 == 0 ? 0.5f : 1f : 0f)];
            Shape b = new(rows, labels), c = new(rows, units), w = new(labels, units);
            yield return new(
                typeof(NadeLogits),
                $"{rows} × {labels}, {units} units, {share} set",
                (t, x) => NadeLogits.Apply(t, x[0], x[1], x[2], x[3], Tensor.From(b, values)),
                x => NadeReference(x, values, rows, labels, units),
                [b, c, w, w]);
        }
    }

    /// <summary>z_k = b_k + V_k · σ(c + Σ_j&lt;k v_j W_j), as the definition says.</summary>
    private static double[] NadeReference(double[][] x, float[] values, int rows, int labels, int units)
    {
        double[] z = new double[rows * labels];
        for (int n = 0; n < rows; n++)
        {
            for (int k = 0; k < labels; k++)
            {
                z[(n * labels) + k] = x[0][(n * labels) + k] + Enumerable.Range(0, units).Sum(d =>
                {
                    double a = x[1][(n * units) + d] + Enumerable.Range(0, k).Sum(j => values[(n * labels) + j] * x[3][(j * units) + d]);
                    return x[2][(k * units) + d] / (1 + Math.Exp(-a));
                });
            }
        }

        return z;
    }
}
