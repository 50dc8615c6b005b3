using Unroll.Tasks.Forecast;
using Xunit;

namespace Unroll.Tasks.Tests.Forecast;

public sealed class ForecastScoreTests
{
    private static readonly SeriesScale s_scale = new(0, 1, 1, 10, 4, [], [], [], []);

    [Fact]
    public void Metrics_by_hand()
    {
        ForecastScore score = new(standardised: false), naive2 = new(standardised: false);
        score.Add([10, 20], [12, 16], 2, s_scale);
        score.Add([4, 8], [4, 2], 3, s_scale);
        naive2.Add([10, 20], [10, 10], 2, s_scale);
        naive2.Add([4, 8], [4, 4], 3, s_scale);
        IReadOnlyDictionary<string, double> m = score.Metrics(naive2, intervals: false);

        // Errors 2 and 4 over 2, and 0 and 6 over 3; then 200 |e| / (|y| + |f|).
        double mase = ((3 / 2.0) + (3 / 3.0)) / 2, smape = 200 * ((2 / 22.0) + (4 / 36.0) + 0 + (6 / 10.0)) / 4;
        double mase2 = ((5 / 2.0) + (2 / 3.0)) / 2, smape2 = 200 * (0 + (10 / 30.0) + 0 + (4 / 12.0)) / 4;
        Assert.Equal(mase, m["mase"], 1e-12);
        Assert.Equal(smape, m["smape"], 1e-12);
        Assert.Equal(((mase / mase2) + (smape / smape2)) / 2, m["owa"], 1e-12);
        Assert.Equal(56 / 4.0, m["mse"], 1e-12);
        Assert.Equal(12 / 4.0, m["mae"], 1e-12);
        Assert.Equal(Math.Sqrt(14), m["rmse"], 1e-12);
        // 10, 20, 4, 8 have the mean 10.5 and the variance 34.75.
        Assert.Equal(Math.Sqrt(14 / 34.75), m["nrmse"], 1e-12);
        Assert.Equal(m["mae"], m["crps"], 1e-12);
        Assert.False(m.ContainsKey("coverage80"));
        Assert.Equal(1, naive2.Metrics(naive2, intervals: false)["owa"], 1e-12);
    }

    [Fact]
    public void Standardised_errors_are_those_over_the_deviation_of_the_series()
    {
        ForecastScore score = new(standardised: true);
        score.Add([10, 20], [12, 16], 2, s_scale);
        IReadOnlyDictionary<string, double> m = score.Metrics(score, intervals: false);
        Assert.Equal(((0.5 * 0.5) + (1 * 1)) / 2, m["mse"], 1e-12);
        Assert.Equal(0.75, m["mae"], 1e-12);
        Assert.Equal("mse", m.Keys.First());
        Assert.Equal(1.5, m["mase"], 1e-12);
    }

    [Fact]
    public void Series_that_never_change_are_left_out_of_MASE_and_do_not_spoil_it()
    {
        ForecastScore score = new(standardised: false);
        score.Add([3], [3], double.NaN, s_scale);
        score.Add([3], [5], 4, s_scale);
        Assert.Equal(0.5, score.Mase);
        score.Add([0], [0], double.NaN, s_scale);
        Assert.True(double.IsFinite(score.Smape));
    }

    [Fact]
    public void Coverage_counts_what_lies_between_the_outer_deciles()
    {
        double[] deciles = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        ForecastScore score = new(standardised: false);
        foreach (double y in (double[])[0.5, 1, 5, 9, 9.5])
        {
            score.Add([y], deciles, 1, s_scale);
        }

        Assert.Equal(0.6, score.Metrics(score, intervals: true)["coverage80"], 1e-12);
    }
}
