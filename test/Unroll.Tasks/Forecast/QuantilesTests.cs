using Unroll.Kernels;
using Unroll.Losses.Distributions;
using Unroll.Tasks.Forecast;
using Xunit;

namespace Unroll.Tasks.Tests.Forecast;

public sealed class QuantilesTests
{
    [Fact]
    public void The_score_of_deciles_by_hand()
    {
        // All at 2, and 5 came: 2 times the mean of q times 3 over the nine levels, whose mean is a half.
        Assert.Equal(3, Quantiles.Crps([2, 2, 2, 2, 2, 2, 2, 2, 2], 5), 1e-12);
        // 0 came between -1 (four times) and 1 (four times): four times 0.1 to 0.4 of 1 below, as much above.
        Assert.Equal(2 * (0.1 + 0.2 + 0.3 + 0.4 + 0 + 0.4 + 0.3 + 0.2 + 0.1) / 9, Quantiles.Crps([-1, -1, -1, -1, 0, 1, 1, 1, 1], 0), 1e-12);
    }

    [Fact]
    public void The_score_of_deciles_is_at_most_an_eighth_above_that_of_their_distribution_and_never_flatters()
    {
        Gaussian p = new(3, 2);
        double[] deciles = [.. Quantiles.Levels.ToArray().Select(p.Quantile)];
        CounterRandom random = new(1);
        double[] came = [.. Enumerable.Range(0, 2000).Select(_ => p.Sample(ref random))];
        Assert.InRange(came.Average(y => Quantiles.Crps(deciles, y)) / came.Average(p.Crps), 1, 1.125);
    }

    [Theory]
    [InlineData(5.0, 0.0)]
    [InlineData(1.0, 1.0)]
    [InlineData(-3.0, 2.0)]
    [InlineData(7.0, 1.0)]
    [InlineData(6.0, 0.5)]
    public void An_interval_widened_by_its_factor_ends_at_the_value(double value, double factor)
    {
        double[] deciles = [1, 2, 3, 4, 5, 5.5, 6, 6.5, 7];
        Assert.Equal(factor, Quantiles.FactorOf(deciles, value), 1e-12);
        Quantiles.Widen(deciles, factor);
        Assert.Equal(value, value < 5 ? deciles[0] : deciles[8], 1e-12);
        Assert.Equal(5, deciles[4]);
    }
}
