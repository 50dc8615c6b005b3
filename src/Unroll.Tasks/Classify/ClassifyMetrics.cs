using Unroll.Tasks.Items;
using Unroll.Tasks.Metrics;

namespace Unroll.Tasks.Classify;

/// <summary>The metrics of a classifier.</summary>
internal static class ClassifyMetrics
{
    /// <summary>Accuracy, macro F1 and loss; of two labels also F1, AUROC and AUPRC of the one that is looked for.</summary>
    /// <param name="probabilities">[N, K].</param>
    /// <param name="items">N items with labels.</param>
    /// <param name="encoding">The labels.</param>
    public static IReadOnlyDictionary<string, double> Of(float[] probabilities, IReadOnlyList<Item> items, ItemEncoding encoding)
    {
        IReadOnlyDictionary<string, double> metrics = ClassificationMetrics.Of(probabilities, [.. items.Select(i => i.Label)], encoding.Labels.Count, encoding.Positive);

        // What people ask for first comes first.
        return metrics.OrderBy(m => m.Key == "loss").ToDictionary(m => m.Key, m => m.Value, StringComparer.Ordinal);
    }

    /// <summary>
    /// What decides which model is the best: the area under the curve of precision over recall where the recipe says which label is looked
    /// for, else the accuracy.
    /// </summary>
    public static double Main(IReadOnlyDictionary<string, double> metrics, bool isDetection) =>
        isDetection && metrics.TryGetValue("auprc", out double area) && double.IsFinite(area) ? area : metrics["accuracy"];

    /// <summary>A report of a model and its baselines, with precision and recall of every label.</summary>
    public static EvaluateReport Report(string task, string unit, float[] probabilities, IReadOnlyList<Item> items, ItemEncoding encoding, ClassifyBaseline? baseline)
    {
        int labels = encoding.Labels.Count;
        ConfusionMatrix confusion = new(labels);
        for (int i = 0; i < items.Count; i++)
        {
            confusion.Add(items[i].Label, ClassificationMetrics.Predicted(probabilities.AsSpan(i * labels, labels)));
        }

        IReadOnlyDictionary<string, double> simple = baseline is null ? new Dictionary<string, double>() : Of(baseline.Predict(items, encoding), items, encoding);
        return new EvaluateReport(task, Of(probabilities, items, encoding), simple, baseline?.Name ?? "none: training was stopped", items.Count)
        {
            Unit = unit,
            Others = baseline is null ? null : new Dictionary<string, IReadOnlyDictionary<string, double>>(StringComparer.Ordinal)
            {
                [baseline.Majority.Name] = Of(baseline.PredictMajority(items.Count), items, encoding),
            },
            Labels = confusion.Labels(encoding.Labels.Names),
            Confusion = confusion.Rows,
        };
    }
}
