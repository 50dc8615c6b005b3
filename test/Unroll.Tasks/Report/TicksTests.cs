using Unroll.Tasks.Report;
using Xunit;

namespace Unroll.Tasks.Tests.Report;

public sealed class TicksTests
{
    [Theory]
    [InlineData(1, 5, 0.2)]
    [InlineData(9, 5, 2)]
    [InlineData(21, 5, 5)]
    [InlineData(26, 5, 10)]
    [InlineData(0.003, 5, 0.001)]
    [InlineData(100, 5, 20)]
    public void A_step_is_one_two_or_five(double range, int most, double expected) => Assert.Equal(expected, Ticks.Step(range, most), 1e-12);

    [Fact]
    public void Marks_are_the_numbers_that_people_write()
    {
        Assert.Equal([0, 0.1, 0.2, 0.3], Ticks.Linear(0, 0.35, 0.1));
        Assert.Equal([-10, -5, 0, 5], Ticks.Linear(-10, 9, 5));
        Assert.Equal([0.1, 0.2, 0.5, 1, 2, 5], Ticks.Logarithmic(0.1, 9, 6));
        Assert.Equal([0.001, 0.01, 0.1, 1, 10], Ticks.Logarithmic(0.0009, 12, 6));
        Assert.Equal([1e-8, 1e-6, 1e-4, 1e-2, 1], Ticks.Logarithmic(1e-8, 1, 6));
    }

    [Theory]
    [InlineData(0, 0.1, "0")]
    [InlineData(0.5, 0.25, "0.5")]
    [InlineData(0.30000000000000004, 0.1, "0.3")]
    [InlineData(1, 0.05, "1.00")]
    [InlineData(1500, 500, "1,500")]
    [InlineData(15000, 5000, "15k")]
    [InlineData(2000000, 1000000, "2M")]
    [InlineData(0.00002, 0.00001, "2e-5")]
    [InlineData(-3, 1, "-3")]
    [InlineData(1200000000, 200000000, "1.2e9")]
    [InlineData(3.00002, 0.00001, "3.00002")]
    public void A_label_has_the_decimals_that_its_step_needs(double value, double step, string expected) => Assert.Equal(expected, Ticks.Label(value, step));
}
