using Unroll.Tasks.Forecast;
using Unroll.Tasks.Forecast.Anomalies;
using Unroll.Tasks.Tests.Forecast.Reservoirs;
using Xunit;

namespace Unroll.Tasks.Tests.Forecast.Anomalies;

public sealed class AnomalyScorerTests : IDisposable
{
    private readonly SmallReservoirs _small = new();

    public void Dispose() => _small.Dispose();

    [Theory]
    [InlineData("model.network=reservoir")]
    [InlineData("model.network=recurrent", "train.steps=60", "model.hidden=16")]
    public void What_was_put_into_a_series_is_found_and_little_else(params string[] changes)
    {
        string[] lines = SmallReservoirs.Csv(0, 600).Split('\n');
        lines[531] = "2025-06-14,4.5,20";
        _small.Write("odd.csv", string.Join('\n', lines));
        _small.Train("run", ["data.target=a", "data.horizon=1", "data.anomalyAhead=1", "data.falseAlarmRate=1e-3", .. changes]);
        SeriesAnomalies found = _small.Load("run").Anomalies(_small.File("odd.csv"))[0];
        Assert.Equal(600 - 60, found.Points.Count);
        Assert.Contains(found.Alarms, a => a.First is >= 529 and <= 531);
        Assert.Equal(4.5, found.Points.MaxBy(p => p.Value).Value);

        // Once a strange value is in the history, some more may be far from what it lets expect.
        Assert.InRange(found.Points.Count(p => p.IsAlarm), 1, 25);
        Assert.Contains("alarms shaded", AnomalyChart.Svg([found]));
    }

    [Fact]
    public void A_point_is_held_against_the_forecast_made_so_many_steps_before()
    {
        _small.Train("run", "data.anomalyAhead=3");
        SeriesAnomalies found = _small.Load("run").Anomalies(_small.File("series.csv"))[1];
        string[] rows = SmallReservoirs.Csv(0, 598).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        _small.Write("past.csv", string.Join('\n', rows));
        SeriesForecast forecast = _small.Load("run").Forecast(_small.File("past.csv"), 3)[1];
        AnomalyPoint last = _small.Load("run").Anomalies(_small.File("series.csv"))[1].Points[^1];
        Assert.Equal((62, "2025-08-22"), (found.First, last.Label));
        _small.Write("past.csv", string.Join('\n', rows[..^1]));
        Assert.Equal(_small.Load("run").Forecast(_small.File("past.csv"), 3)[1].Steps[2].Value, last.Expected);
        Assert.NotEqual(forecast.Steps[2].Value, last.Expected);
    }

    [Fact]
    public void A_model_that_keeps_no_scale_says_how_to_get_one()
    {
        _small.Train("run");
        Assert.Contains("anomalyAhead", Assert.Throws<UnrollException>(() => _small.Load("run").Anomalies(_small.File("series.csv"))).Message);
        Assert.Contains("at most 8", Assert.Throws<DataException>(() => _small.Train("run", "data.anomalyAhead=9")).Message);
    }

    [Fact]
    public void Labelled_windows_become_metrics()
    {
        _small.Write("windows.json", """{ "series.csv": [["2025-06-01", "2025-06-20"]] }""");
        TrainReport report = _small.Train("run", "data.anomalies=windows.json".Replace("windows.json", _small.File("windows.json"), StringComparison.Ordinal), "data.target=a");
        Assert.Equal(1, report.Validation.Metrics["windows"]);
        Assert.InRange(report.Validation.Metrics["windowsFound"], 0, 1);
        Assert.Equal(report.Validation.Metrics["falseAlarms"], _small.Load("run").Evaluate(_small.File("series.csv")).Metrics["falseAlarms"]);
    }
}
