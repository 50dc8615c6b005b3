namespace Unroll.Tasks.Report;

/// <summary>How often which label was taken for which.</summary>
public sealed record ReportConfusion
{
    /// <summary>Takes labels and counts.</summary>
    /// <param name="labels">The labels, in the order of the axes.</param>
    /// <param name="counts">[actual, predicted]: the number of examples; both axes have the length of <paramref name="labels"/>.</param>
    /// <exception cref="ArgumentException">The shape does not fit, or a count is negative.</exception>
    public ReportConfusion(IReadOnlyList<string> labels, long[,] counts)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(counts);
        if (counts.GetLength(0) != labels.Count || counts.GetLength(1) != labels.Count)
        {
            throw new ArgumentException($"Confusion matrix: counts are [{counts.GetLength(0)}, {counts.GetLength(1)}], expected [{labels.Count}, {labels.Count}] because there are {labels.Count} labels. Count with one row and one column a label.", nameof(counts));
        }

        if (counts.Cast<long>().Any(static count => count < 0))
            throw new ArgumentException("Confusion matrix: a count is negative, expected 0 or more because it is a number of examples.", nameof(counts));

        (Labels, Counts) = (labels, counts);
    }

    /// <summary>The labels, in the order of the axes.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The counts of a report that has labels.</summary>
    internal static ReportConfusion Of(EvaluateReport report)
    {
        IReadOnlyList<LabelReport> labels = report.Labels!;
        long[,] counts = new long[labels.Count, labels.Count];
        for (int actual = 0; actual < labels.Count; actual++)
        {
            for (int predicted = 0; predicted < labels.Count; predicted++)
            {
                counts[actual, predicted] = report.Confusion![actual][predicted];
            }
        }

        return new ReportConfusion([.. labels.Select(l => l.Label)], counts);
    }

    /// <summary>[actual, predicted]: the number of examples.</summary>
    public long[,] Counts { get; }

    /// <summary>How many examples have a label.</summary>
    internal long Actual(int label) => Enumerable.Range(0, Labels.Count).Sum(other => Counts[label, other]);

    /// <summary>How many examples were given a label.</summary>
    internal long Predicted(int label) => Enumerable.Range(0, Labels.Count).Sum(other => Counts[other, label]);

    /// <summary>The label as it is shown: an empty one would not be seen.</summary>
    internal string Shown(int label) => Labels[label].Length == 0 ? "(empty)" : Labels[label];
}
