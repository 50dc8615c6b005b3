using Unroll.Kernels;
using Unroll.Tasks.Forecast.Reservoirs;
using Xunit;

namespace Unroll.Tasks.Tests.Forecast.Reservoirs;

public sealed class ReservoirIntervalsTests
{
    [Fact]
    public void Half_widths_are_the_conformal_ranks_of_the_sizes_of_errors()
    {
        // Sizes 1 to 19: rank ⌈0.2 · 20⌉ = 4, 8, 12 and 16.
        double[][] errors = [.. Enumerable.Range(1, 19).Select(e => new[] { e % 2 == 0 ? e : -e, 10.0 * e })];
        ReservoirIntervals intervals = ReservoirIntervals.Of(errors, 2);
        Assert.Equal([4, 8, 12, 16, 40, 80, 120, 160], intervals.HalfWidths);
        double[] q = new double[9];
        intervals.WriteQuantiles(100, 0, q);
        Assert.Equal([84, 88, 92, 96, 100, 104, 108, 112, 116], q);
    }

    [Fact]
    public void New_errors_of_the_same_kind_lie_within_as_often_as_promised()
    {
        CounterRandom random = new(1);
        double[][] Draw() => [.. Enumerable.Range(0, 2000).Select(_ => new[] { random.NextGaussian() * random.NextGaussian() })];
        double half = ReservoirIntervals.Of(Draw(), 1).HalfWidths[3];
        Assert.InRange(Draw().Count(e => Math.Abs(e[0]) <= half) / 2000.0, 0.77, 0.83);
    }

    [Fact]
    public void Few_windows_are_pooled_as_a_random_walk()
    {
        ReservoirIntervals intervals = ReservoirIntervals.Of([[1, Math.Sqrt(2), Math.Sqrt(3), 2]], 4);
        Assert.All(Enumerable.Range(0, 16), i => Assert.Equal(Math.Sqrt((i / 4) + 1), intervals.HalfWidths[i], 1e-12));
    }
}
