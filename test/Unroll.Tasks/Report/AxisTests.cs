using Unroll.Tasks.Report;
using Xunit;

namespace Unroll.Tasks.Tests.Report;

public sealed class AxisTests
{
    [Fact]
    public void An_axis_ends_at_marks_and_places_values_between()
    {
        Axis axis = Axis.Over([0.13, double.NaN, 1.8, double.PositiveInfinity], 100, 0);
        Assert.Equal((0, 2, false), (axis.Min, axis.Max, axis.IsLogarithmic));
        Assert.Equal(["0", "0.5", "1.0", "1.5", "2.0"], axis.Marks.Select(static m => m.Label));
        Assert.Equal(75, axis.Position(0.5));
    }

    [Theory]
    [InlineData(1, 50, false)]
    [InlineData(1, 51, true)]
    [InlineData(0, 1000, false)]
    [InlineData(-1, 1000, false)]
    public void An_axis_is_logarithmic_where_positive_values_span_a_factor_above_fifty(double low, double high, bool expected) =>
        Assert.Equal(expected, Axis.Over([low, high], 0, 100).IsLogarithmic);

    [Fact]
    public void Equal_ratios_have_equal_distances_on_a_logarithmic_axis()
    {
        Axis axis = Axis.Over([0.01, 10], 0, 100);
        Assert.Equal(axis.Position(1) - axis.Position(0.1), axis.Position(10) - axis.Position(1), 9);
        Assert.InRange(axis.Position(0.01), 0, 5);
        Assert.InRange(axis.Position(10), 95, 100);
    }

    [Theory]
    [InlineData(new double[0])]
    [InlineData(new[] { double.NaN })]
    [InlineData(new[] { 3.0 })]
    [InlineData(new[] { 0.0, 0.0 })]
    [InlineData(new[] { -7.0, -7.0 })]
    [InlineData(new[] { 1e9, 1e9 + 1e-6 })]
    [InlineData(new[] { -1e99, 1e99 })]
    [InlineData(new[] { 1e-300, 1e99 })]
    public void Any_values_make_an_axis_with_two_marks_or_more_inside_of_it(double[] values)
    {
        Axis axis = Axis.Over(values, 10, 110);
        Assert.True(axis.Min < axis.Max);
        Assert.InRange(axis.Marks.Count, 2, 7);
        Assert.All(axis.Marks, static m => Assert.InRange(m.At, 9.999, 110.001));
        Assert.All(values.Where(Axis.Has), v => Assert.InRange(axis.Position(v), 9.999, 110.001));
    }
}
