namespace Unroll.Tasks.Folds;

/// <summary>What came of one fold.</summary>
/// <param name="Fold">From 1.</param>
/// <param name="Report">The model on the part that was held back, with the baseline beside it.</param>
/// <param name="Steps">Updates made.</param>
/// <param name="Seconds">Wall-clock time, of the last run if it was interrupted.</param>
public sealed record FoldResult(int Fold, EvaluateReport Report, long Steps, double Seconds);

/// <summary>A metric over all folds.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Mean">The mean over folds.</param>
/// <param name="Deviation">The standard deviation over folds (n - 1); NaN of one fold.</param>
/// <param name="Pooled">The metric of all items together, each judged by the model that has not seen it; null where that does not follow from the folds.</param>
/// <param name="Baseline">The baseline's mean over folds; null where it has no such metric.</param>
/// <param name="BaselinePooled">The baseline over all items together.</param>
public sealed record FoldMetric(string Name, double Mean, double Deviation, double? Pooled, double? Baseline, double? BaselinePooled)
{
    /// <summary>Sums up folds.</summary>
    /// <param name="folds">At least one.</param>
    /// <returns>Each metric that all folds have, in their order.</returns>
    public static IReadOnlyList<FoldMetric> Of(IReadOnlyList<FoldResult> folds) =>
    [
        .. folds[0].Report.Metrics.Keys.Where(name => folds.All(f => f.Report.Metrics.ContainsKey(name))).Select(name =>
        {
            double[] values = [.. folds.Select(f => f.Report.Metrics[name])];
            double mean = values.Average();
            double deviation = values.Length > 1 ? Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1)) : double.NaN;
            bool known = folds.All(f => f.Report.Baseline.ContainsKey(name));
            return new FoldMetric(name, mean, deviation, Pool(folds, name, f => f.Metrics),
                known ? folds.Average(f => f.Report.Baseline[name]) : null, known ? Pool(folds, name, f => f.Baseline) : null);
        }),
    ];

    /// <summary>The numbers by the names that files and programs know them by.</summary>
    public IEnumerable<(string Name, double? Value)> Numbers => [("mean", Mean), ("sd", Deviation), ("pooled", Pooled), ("baseline", Baseline), ("baselinePooled", BaselinePooled)];

    /// <summary>A mean over items is their sum over folds by their number; of F1 or an area that is not so.</summary>
    private static double? Pool(IReadOnlyList<FoldResult> folds, string name, Func<EvaluateReport, IReadOnlyDictionary<string, double>> metrics) =>
        name is "accuracy" or "loss" ? folds.Sum(f => metrics(f.Report)[name] * f.Report.Count) / folds.Sum(f => f.Report.Count) : null;
}
