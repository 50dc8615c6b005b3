namespace Unroll.Tasks.Baselines;

/// <summary>What the classifying baselines share: labels are counted and checked, scores become probabilities.</summary>
internal static class ClassScores
{
    /// <summary>How many items each class has.</summary>
    /// <returns>[classes]</returns>
    /// <exception cref="ArgumentException">There are no items, not as many labels as items, or a label is out of range.</exception>
    public static int[] CountsOf(string who, IReadOnlyList<int> labels, int items, int classes)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        if (items == 0 || labels.Count != items)
        {
            throw new ArgumentException($"{who}: got {items} items and {labels.Count} labels, expected at least one item and a label for each.", nameof(labels));
        }

        int[] counts = new int[classes];
        for (int i = 0; i < items; i++)
        {
            if ((uint)labels[i] >= (uint)classes)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(labels), labels[i],
                    $"{who}: the label of item {i} is {labels[i]}, expected 0 to {classes - 1}, because there are {classes} classes. Check the label set.");
            }

            counts[labels[i]]++;
        }

        return counts;
    }

    /// <summary>Demands room for a probability of each class.</summary>
    public static void CheckRoom(string who, Span<float> probabilities, int classes)
    {
        if (probabilities.Length != classes)
        {
            throw new ArgumentException($"{who}: got room for {probabilities.Length} probabilities, expected {classes}, one for each class.", nameof(probabilities));
        }
    }

    /// <summary>p_c = exp(s_c) / Σ exp(s); a score of −∞ gives 0.</summary>
    public static void Softmax(ReadOnlySpan<double> scores, Span<float> probabilities)
    {
        double max = double.NegativeInfinity, sum = 0;
        foreach (double s in scores) max = Math.Max(max, s);
        foreach (double s in scores) sum += Math.Exp(s - max);
        for (int c = 0; c < scores.Length; c++)
        {
            probabilities[c] = (float)(Math.Exp(scores[c] - max) / sum);
        }
    }
}
