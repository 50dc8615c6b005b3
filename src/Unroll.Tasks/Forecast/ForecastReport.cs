using Unroll.Tasks.Recipes;
using Unroll.Tasks.Report;

namespace Unroll.Tasks.Forecast;

/// <summary>The page about a training run of a forecaster: numbers beside simple forecasts, curves, and some forecasts with what came.</summary>
internal static class ForecastReport
{
    private const int MostFigures = 6;

    public static RunReport Page(RunReport page, Recipe recipe, ForecastData data, EvaluateReport report, IForecaster forecaster) => page with
    {
        Facts =
        [
            new("training data", $"{data.Options.Train}: {data.Series.Count:N0} series, {data.TrainWindows.Length:N0} windows"),
            new("judged on", $"{data.JudgedWindows.Length:N0} forecasts of {data.Options.Horizon:N0} steps, {(data.Options.TestPoints > 0 ? "behind" : "of")} the validation points"),
            new("network", new ForecastModelOptions(recipe.Values).Describe()),
            .. page.Facts,
        ],
        Notes = [.. ForecastTask.Warnings(data)],
        Figures = [.. Figures(data, forecaster)],
    };

    /// <summary>The last forecasts of series spread over all of them.</summary>
    private static IEnumerable<ReportFigure> Figures(ForecastData data, IForecaster forecaster)
    {
        Window[] last = [.. data.JudgedWindows.GroupBy(w => w.Series).Select(g => g.Last())];
        int every = (last.Length + MostFigures - 1) / MostFigures;
        Window[] shown = [.. last.Where((_, i) => i % every == 0)];
        double[][] forecasts = forecaster.Predict(data.Frames, shown);
        for (int i = 0; i < shown.Length; i++)
        {
            TimeSeries series = data.Frames[shown[i].Series].Series;
            int origin = shown[i].Origin;
            double[] q = forecasts[i];
            SeriesForecast forecast = new(series.Name, series.Values[Math.Max(0, origin - data.Features.Reach)..origin],
                [.. Enumerable.Range(0, data.Options.Horizon).Select(h => new ForecastStep(series.LabelOf(origin + h), q[(h * Quantiles.Count) + Quantiles.Median], q[h * Quantiles.Count], q[(h * Quantiles.Count) + Quantiles.Upper]))]);
            yield return new ReportFigure($"Forecast of {series.Name}", ForecastChart.Svg(forecast, series.Values[origin..(origin + data.Options.Horizon)]),
                $"The past in grey, the forecast with its 80 % interval, and what came. It was made after {series.LabelOf(origin - 1)}.");
        }
    }
}
