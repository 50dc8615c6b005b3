using Unroll.Kernels;
using Unroll.Tasks.Forecast.Anomalies;
using Xunit;

namespace Unroll.Tasks.Tests.Forecast.Anomalies;

public sealed class AnomalyScaleTests
{
    [Fact]
    public void A_score_is_minus_the_logarithm_of_the_share_that_lies_further_away()
    {
        AnomalyScale scale = AnomalyScale.Fit([Exponential(100_000, 1)], 0, 1e-4);
        foreach (double share in (double[])[0.5, 0.1, 0.01, 0.001])
            Assert.Equal(-Math.Log(share), scale.Score(-Math.Log(share)), 0.1);
        Assert.Equal(20, scale.Score(1e9));
        Assert.Equal(0, scale.Score(0), 0.02);
    }

    [Theory]
    [InlineData(0, 1e-3)]
    [InlineData(8, 1e-2)]
    public void As_many_usual_points_as_stated_lie_above_the_threshold(double halfLife, double rate)
    {
        AnomalyScale scale = AnomalyScale.Fit([Exponential(20_000, 1)], halfLife, rate);
        double[] scores = AnomalyScale.Smooth([.. Exponential(200_000, 2).Select(scale.Score)], halfLife);
        Assert.InRange(scores.Count(s => s > scale.Threshold) / 200_000.0, rate / 2, rate * 2);
    }

    [Fact]
    public void Smoothing_halves_the_weight_of_a_score_every_half_life()
    {
        double[] smooth = AnomalyScale.Smooth([1, 0, 0, 0, 0], 2);
        Assert.Equal(0.5, smooth[2] / smooth[0], 1e-12);
        Assert.Equal([1, 0, 3], AnomalyScale.Smooth([1, 0, 3], 0));
    }

    [Fact]
    public void Too_few_points_say_nothing_of_rare_ones() =>
        Assert.Contains("expected at least 50", Assert.Throws<DataException>(() => AnomalyScale.Fit([[1, 2, 3]], 0, 1e-3)).Message);

    private static double[] Exponential(int count, ulong seed)
    {
        CounterRandom random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => -Math.Log(1 - random.NextDouble()))];
    }
}
