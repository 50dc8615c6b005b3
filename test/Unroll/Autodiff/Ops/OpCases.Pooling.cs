using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Tensors;
using Unroll.TestKit;

namespace Unroll.Tests.Autodiff.Ops;

/// <content>Many steps to one.</content>
internal static partial class OpCases
{
    private static IEnumerable<OpCase> PoolingCases()
    {
        foreach ((Shape s, int[] lengths, int forward) in new (Shape, int[], int)[] { (new(1, 1, 1), [], -1), (new(4, 3, 5), [4, 0, 2], 2), (new(5, 2, 17), [1, 5], 17), (new(3, 2, 8), [], 0) })
        {
            foreach (TimePooling kind in Enum.GetValues<TimePooling>())
            {
                // The largest of numbers that lie close together is no smooth function: the steps are set apart, not in their order.
                float[] apart = [.. Enumerable.Range(0, s.Length).Select(i => kind == TimePooling.Max ? 5f * ((3 * (i / (s[1] * s[2]))) % 5) : 0)];
                yield return new(
                    typeof(PoolOverTime),
                    $"{kind} of {s}",
                    (t, x) => PoolOverTime.Apply(t, Add.Apply(t, x[0], Tensor.From(s, apart)), kind, lengths, forward),
                    x => PoolReference([.. x[0].Zip(apart, (a, b) => a + b)], s, kind, lengths, forward < 0 ? s[2] : forward),
                    [s]);
            }
        }
    }

    private static double[] PoolReference(double[] x, Shape s, TimePooling kind, int[] lengths, int forward)
    {
        double[] y = new double[s[1] * s[2]];
        for (int i = 0; i < y.Length; i++)
        {
            int b = i / s[2], f = i % s[2];
            double[] steps = [.. Enumerable.Range(0, lengths.Length == 0 ? s[0] : lengths[b]).Select(t => x[(t * y.Length) + i])];
            y[i] = steps.Length == 0 ? 0 : kind switch { TimePooling.Mean => steps.Average(), TimePooling.Max => steps.Max(), _ => f < forward ? steps[^1] : steps[0] };
        }

        return y;
    }
}
