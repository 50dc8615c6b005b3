using Unroll.Tasks.Forecast;
using Xunit;

namespace Unroll.Tasks.Tests.Forecast;

public sealed class SimpleForecastsTests
{
    private static readonly double[] s_past = [1, 4, 2, 6, 3, 8];

    [Fact]
    public void By_hand()
    {
        Assert.Equal([8, 8, 8], SimpleForecasts.Naive(s_past, 3));
        Assert.Equal([6, 3, 8, 6], SimpleForecasts.SeasonalNaive(s_past, 4, 3));
        Assert.Equal([9.4, 10.8], SimpleForecasts.Drift(s_past, 2).Select(y => Math.Round(y, 12)));
    }

    [Fact]
    public void A_season_longer_than_the_past_repeats_the_last_value() => Assert.Equal([8, 8], SimpleForecasts.SeasonalNaive(s_past, 2, 7));

    [Fact]
    public void The_denominator_of_MASE_is_the_mean_step_from_season_to_season()
    {
        // |2 - 1|, |6 - 4|, |3 - 2|, |8 - 6| are the steps over a season of two.
        Assert.Equal(1.5, SimpleForecasts.SeasonalError(s_past, 2));
        Assert.Equal((3 + 2 + 4 + 3 + 5) / 5.0, SimpleForecasts.SeasonalError(s_past, 1));
        Assert.True(double.IsNaN(SimpleForecasts.SeasonalError([5, 5, 5], 1)));
    }
}
