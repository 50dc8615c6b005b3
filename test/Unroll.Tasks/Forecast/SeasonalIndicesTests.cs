using Unroll.Tasks.Forecast;
using Xunit;

namespace Unroll.Tasks.Tests.Forecast;

public sealed class SeasonalIndicesTests
{
    [Theory]
    [InlineData(new[] { 0.5, 1.5, 0.8, 1.2 })]
    [InlineData(new[] { 0.7, 1.4, 0.9 })]
    public void Factors_on_a_level_are_found_again(double[] factors)
    {
        double[] series = [.. Enumerable.Range(0, 40).Select(t => 20 * factors[t % factors.Length])];
        SeasonalIndices indices = SeasonalIndices.Fit(series, factors.Length);
        for (int t = 0; t < 50; t++)
        {
            Assert.Equal(factors[t % factors.Length], indices.At(t), 1e-12);
        }

        Assert.All(indices.Naive2(series, 38, 6).Select((y, h) => (y, h)), p => Assert.Equal(20 * factors[(38 + p.h) % factors.Length], p.y, 1e-12));
    }

    [Fact]
    public void Without_a_significant_season_naive_2_is_naive()
    {
        double[] walk = [5, 6, 5.5, 6.2, 7.1, 6.9, 7.4, 8.1, 8.0, 8.8, 9.1, 9.9, 9.5, 10.4, 10.9, 11];
        Assert.Equal([11, 11, 11], SeasonalIndices.Fit(walk, 4).Naive2(walk, 16, 3));
        Assert.Equal([11, 11], SeasonalIndices.Fit(walk, 1).Naive2(walk, 16, 2));
    }

    [Fact]
    public void Less_than_three_seasons_or_a_zero_have_no_factors()
    {
        double[] swings = [.. Enumerable.Range(0, 24).Select(t => t % 2 == 0 ? 1.0 : 3.0)];
        Assert.Equal(0.5, SeasonalIndices.Fit(swings, 2).At(0), 1e-12);
        Assert.Equal(1, SeasonalIndices.Fit(swings.AsSpan(0, 5), 2).At(0));
        Assert.Equal(1, SeasonalIndices.Fit([0, .. swings], 2).At(0));
    }

    [Fact]
    public void Factors_that_were_kept_go_on_where_they_were_cut()
    {
        double[] factors = [0.5, 1.5, 0.8, 1.2], series = [.. Enumerable.Range(0, 42).Select(t => 20 * factors[t % 4])];
        SeasonalIndices whole = SeasonalIndices.Fit(series, 4), kept = new(whole.From(42), 7);
        for (int i = -3; i < 9; i++)
        {
            Assert.Equal(whole.At(42 + i), kept.At(7 + i), 1e-12);
        }
    }
}
