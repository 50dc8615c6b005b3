using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Forecast.Anomalies;

/// <summary>How many labelled windows the alarms of a model find, and how many alarms are false.</summary>
internal static class AnomalyMetrics
{
    /// <summary>Adds <c>windowsFound</c>, <c>windows</c> and <c>falseAlarms</c> (a week) to a report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="recipe">That names a file of windows, or not.</param>
    /// <param name="forecaster">The model.</param>
    /// <param name="frames">All series.</param>
    /// <param name="starts">Where what is judged begins, a series each.</param>
    /// <param name="scale">What is usual.</param>
    public static EvaluateReport Add(EvaluateReport report, Recipe recipe, IForecaster forecaster, IReadOnlyList<SeriesFrame> frames, IReadOnlyList<int> starts, AnomalyScale? scale)
    {
        ForecastDataOptions options = new(recipe.Values);
        return options.Anomalies is { } path && scale is not null
            ? Add(report, options, AnomalyWindows.Read(recipe.Resolve(path), options.Train), forecaster, frames, starts, scale)
            : report;
    }

    /// <summary>The same of other data, where the file of windows still lies where the recipe says and has a list for it.</summary>
    public static EvaluateReport AddIfLabelled(EvaluateReport report, Recipe recipe, string source, IForecaster forecaster, IReadOnlyList<SeriesFrame> frames, IReadOnlyList<int> starts, AnomalyScale? scale)
    {
        ForecastDataOptions options = new(recipe.Values);
        return options.Anomalies is { } path && scale is not null && AnomalyWindows.Find(recipe.Resolve(path), source) is { } windows
            ? Add(report, options, windows, forecaster, frames, starts, scale)
            : report;
    }

    private static EvaluateReport Add(EvaluateReport report, ForecastDataOptions options, AnomalyWindows windows, IForecaster forecaster, IReadOnlyList<SeriesFrame> frames, IReadOnlyList<int> starts, AnomalyScale scale)
    {
        AnomalyScorer scorer = new(forecaster, options);
        int found = 0, all = 0, wrong = 0;
        double weeks = 0;
        for (int i = 0; i < frames.Count; i++)
        {
            SeriesAnomalies scores = scorer.Score(frames, i, starts[i], scale);
            if (scores.Points.Count > 0)
            {
                (int Found, int Windows, int False) judged = windows.Judge(frames[i].Series, scores);
                (found, all, wrong, weeks) = (found + judged.Found, all + judged.Windows, wrong + judged.False, weeks + AnomalyWindows.Weeks(frames[i].Series, scores));
            }
        }

        Dictionary<string, double> metrics = new(report.Metrics, StringComparer.Ordinal) { ["windowsFound"] = found, ["windows"] = all, ["falseAlarms"] = weeks > 0 ? wrong / weeks : 0 };
        return report with { Metrics = metrics };
    }
}
