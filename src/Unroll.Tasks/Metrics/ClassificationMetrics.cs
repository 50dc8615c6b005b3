namespace Unroll.Tasks.Metrics;

/// <summary>The metrics of a classifier by their names, from the probabilities that it gives.</summary>
public static class ClassificationMetrics
{
    /// <summary>The least probability that counts in the loss: the resolution of a float near 1, as in scikit-learn's <c>log_loss</c>.</summary>
    public const double LeastProbability = 1.1920929e-7;

    /// <summary>
    /// <c>loss</c> (mean −ln p of the actual class, nats an item; p below <see cref="LeastProbability"/> counts as that, so one item of a
    /// class held impossible does not make it infinite), <c>accuracy</c> and <c>macroF1</c>. With two classes, or a given positive class,
    /// also <c>f1</c> of that class, and <c>auroc</c> and <c>auprc</c> of its probability; these two are left out where all items are
    /// positive, or none. All but the loss go from 0 to 1.
    /// </summary>
    /// <remarks>
    /// The class predicted is the most probable, of equally probable ones the first. Classes that occur neither as actual nor as predicted
    /// are left out of <c>macroF1</c>.
    /// </remarks>
    /// <param name="probabilities">[n, classes], from 0 to 1.</param>
    /// <param name="actual">The class of each item, at least one.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="positive">The class to find; null is class 1 of two, and none of more.</param>
    /// <returns>The metrics.</returns>
    /// <exception cref="ArgumentException">A length is wrong, a class is out of range, or a number is no probability.</exception>
    public static IReadOnlyDictionary<string, double> Of(float[] probabilities, int[] actual, int classes, int? positive = null)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(actual);
        Check(probabilities, actual, classes, positive);
        double loss = 0;
        ConfusionMatrix confusion = new(classes);
        for (int i = 0; i < actual.Length; i++)
        {
            confusion.Add(actual[i], Predicted(probabilities.AsSpan(i * classes, classes)));
            loss -= Math.Log(Math.Max(probabilities[(i * classes) + actual[i]], LeastProbability));
        }

        Dictionary<string, double> metrics = new(StringComparer.Ordinal)
        {
            ["loss"] = loss / actual.Length,
            ["accuracy"] = confusion.Accuracy,
            ["macroF1"] = confusion.MacroF1,
        };
        if ((positive ?? (classes == 2 ? 1 : null)) is int found)
        {
            metrics["f1"] = confusion.F1(found);
            AddRanking(metrics, [.. Enumerable.Range(0, actual.Length).Select(i => probabilities[(i * classes) + found])], [.. actual.Select(a => a == found)]);
        }

        return metrics;
    }

    /// <summary>The class that a row of probabilities predicts: the most probable, of equally probable ones the first.</summary>
    /// <param name="probabilities">[classes], at least one.</param>
    /// <returns>The class.</returns>
    public static int Predicted(ReadOnlySpan<float> probabilities)
    {
        int best = 0;
        for (int c = 1; c < probabilities.Length; c++)
        {
            best = probabilities[c] > probabilities[best] ? c : best;
        }

        return best;
    }

    private static void AddRanking(Dictionary<string, double> metrics, float[] scores, bool[] positive)
    {
        double roc = RankingMetrics.AreaUnderRoc(scores, positive);
        if (!double.IsNaN(roc))
        {
            metrics["auroc"] = roc;
            metrics["auprc"] = RankingMetrics.AveragePrecision(scores, positive);
        }
    }

    private static void Check(float[] probabilities, int[] actual, int classes, int? positive)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        if (actual.Length == 0 || probabilities.Length != (long)actual.Length * classes)
        {
            throw new ArgumentException(
                $"ClassificationMetrics: got {probabilities.Length} probabilities for {actual.Length} items, expected {classes} for each of at least one item.",
                nameof(probabilities));
        }

        if (positive is int c && (uint)c >= (uint)classes)
        {
            throw new ArgumentOutOfRangeException(nameof(positive), c, $"ClassificationMetrics: the positive class is {c}, expected 0 to {classes - 1}.");
        }

        // Rounding may leave a probability a little above 1.
        if (Array.FindIndex(probabilities, p => p is not (>= 0 and <= 1.0001f)) is int at and >= 0)
        {
            throw new ArgumentException(
                $"ClassificationMetrics: item {at / classes} has the probability {probabilities[at]} for class {at % classes}, expected 0 to 1. "
                + "Give probabilities, not logits; if it is NaN, the model gives no number.", nameof(probabilities));
        }
    }
}
