using System.Globalization;
using Unroll.Tasks.Report;
using Xunit;

namespace Unroll.Tasks.Tests.Report;

public sealed class LinePathTests
{
    private static readonly Axis s_x = Axis.Linear(0, 100, 0, 100), s_y = Axis.Linear(0, 10, 100, 0);

    [Fact]
    public void What_cannot_be_drawn_is_a_gap_and_a_point_between_gaps_a_dot()
    {
        string path = LinePath.Of([(0, 0), (10, 5), (20, double.NaN), (30, 10), (40, double.PositiveInfinity), (50, 1), (60, 2)], s_x, s_y);
        Assert.Equal("M0 100L10 50M30 0m-1.5 0a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0 -3 0M50 90L60 80", path);
        Assert.Equal("", LinePath.Of([], s_x, s_y));
    }

    [Fact]
    public void Of_many_points_the_extremes_stay_and_the_rest_thins_out()
    {
        (double, double)[] points = [.. Enumerable.Range(0, 10_000).Select(static i => (i / 100.0, i == 4567 ? 10 : i == 7777 ? 0 : 4 + (0.5 * Math.Sin(i))))];
        string[] drawn = LinePath.Of(points, s_x, s_y).Split('L');
        Assert.InRange(drawn.Length, 150, 210);
        double[] y = [.. drawn.Select(static p => double.Parse(p.Split(' ')[1], CultureInfo.InvariantCulture))];
        Assert.Equal((0, 100), (y.Min(), y.Max()));
    }
}
