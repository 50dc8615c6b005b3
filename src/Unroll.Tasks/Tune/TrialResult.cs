namespace Unroll.Tasks.Tune;

/// <summary>What came of a trial in a round.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Rung">The round.</param>
/// <param name="Report">The best model on the validation data with the baseline beside it; null when training failed.</param>
/// <param name="Error">Why it failed, or null.</param>
/// <param name="Steps">Updates made.</param>
/// <param name="Seconds">Wall-clock time of the training, the last run of it if it was interrupted.</param>
public sealed record TrialResult(Trial Trial, Rung Rung, EvaluateReport? Report, string? Error, long Steps, double Seconds)
{
    /// <summary>A metric of the model.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The value; NaN when training failed.</returns>
    public double Value(string name) => Report is { } r && r.Metrics.TryGetValue(name, out double value) ? value : double.NaN;

    /// <summary>Results with the best first: higher rounds before lower ones, failed trials last; where the metric is equal, the loss decides, then the number.</summary>
    /// <param name="results">Results, one a trial.</param>
    /// <param name="metric">What they are compared by.</param>
    /// <returns>The same results in order.</returns>
    public static IReadOnlyList<TrialResult> BestFirst(IEnumerable<TrialResult> results, string metric)
    {
        double sign = Unroll.Tasks.Report.MetricNames.LowerIsBetter(metric) ? 1 : -1;
        return
        [
            .. results.OrderBy(r => double.IsFinite(r.Value(metric)) ? 0 : 1)
                .ThenByDescending(r => r.Rung.Number)
                .ThenBy(r => double.IsFinite(r.Value(metric)) ? sign * r.Value(metric) : 0)
                .ThenBy(r => double.IsFinite(r.Value("loss")) ? r.Value("loss") : double.PositiveInfinity)
                .ThenBy(r => r.Trial.Number),
        ];
    }
}
