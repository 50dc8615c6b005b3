using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Tensors;

namespace Unroll.Tests.Autodiff.Ops;

/// <content>Operations on the rows of sequences.</content>
internal static partial class OpCases
{
    private static IEnumerable<OpCase> RowCases()
    {
        foreach (int width in new[] { 1, 3, 17 })
        {
            int[] map = [2, -1, 0, 2, 1], places = [3, -1, 0];
            yield return new(typeof(GatherRows), $"width {width}", (t, x) => GatherRows.Apply(t, x[0], map, new(map.Length, width)), x => [.. map.SelectMany(m => Row(x[0], m, width))], [new(3, width)]);
            yield return new(
                typeof(ScatterRows),
                $"width {width}",
                (t, x) => ScatterTo(t, x[0], places, width),
                x => [.. Enumerable.Range(0, 4).SelectMany(row => Row(x[0], Array.IndexOf(places, row), width))],
                [new(3, width)]);
            Shape s = new(2, 3, width);
            yield return new(typeof(MergeDirections), $"mean, width {width}", (t, x) => MergeDirections.AddScaled(t, x[0], x[1], 0.5f), x => Map(x[0], x[1], (a, b) => 0.5 * (a + b)), [s, s]);
        }
    }

    private static double[] Row(double[] x, int row, int width) => row < 0 ? new double[width] : x.AsSpan(row * width, width).ToArray();

    private static Tensor ScatterTo(Tape tape, Tensor x, int[] map, int width)
    {
        Tensor target = tape.Result(new Shape(4, width));
        target.Values.Clear();
        ScatterRows.Apply(tape, x, map, target);
        return target;
    }
}
