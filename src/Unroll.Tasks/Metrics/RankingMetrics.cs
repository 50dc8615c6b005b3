namespace Unroll.Tasks.Metrics;

/// <summary>How well scores put positive items above negative ones, whatever the threshold.</summary>
public static class RankingMetrics
{
    /// <summary>
    /// The area under the receiver operating characteristic: the share of pairs of a positive and a negative item in which the positive
    /// one has the higher score; ties count half. It is the statistic of Mann and Whitney 1947, divided by the number of pairs.
    /// </summary>
    /// <param name="scores">A score for each item, higher for what seems positive; only their order counts.</param>
    /// <param name="positive">Whether each item is positive.</param>
    /// <returns>0 to 1; NaN where all items are positive, or none.</returns>
    /// <exception cref="ArgumentException">There are not as many scores as items, or a score is NaN.</exception>
    public static double AreaUnderRoc(ReadOnlySpan<float> scores, ReadOnlySpan<bool> positive)
    {
        (float[] sorted, bool[] isPositive) = SortedDown(scores, positive);
        double positives = isPositive.Count(p => p), negatives = isPositive.Length - positives;
        // Twice the pairs in order, so that ties stay whole numbers and the result does not depend on the order of the items.
        long twiceInOrder = 0, above = 0;
        for (int start = 0; start < sorted.Length;)
        {
            (int end, int tied) = Ties(sorted, isPositive, start);
            twiceInOrder += (end - start - tied) * ((2 * above) + tied);
            above += tied;
            start = end;
        }

        return twiceInOrder / (2 * positives * negatives);
    }

    /// <summary>
    /// The area under the curve of precision over recall as average precision, Σ (R_n − R_{n−1}) P_n over the distinct scores from the
    /// highest: no interpolation, and items of the same score together. This is scikit-learn's <c>average_precision_score</c>.
    /// </summary>
    /// <param name="scores">A score for each item, higher for what seems positive; only their order counts.</param>
    /// <param name="positive">Whether each item is positive.</param>
    /// <returns>0 to 1; NaN where all items are positive, or none.</returns>
    /// <exception cref="ArgumentException">There are not as many scores as items, or a score is NaN.</exception>
    public static double AveragePrecision(ReadOnlySpan<float> scores, ReadOnlySpan<bool> positive)
    {
        (float[] sorted, bool[] isPositive) = SortedDown(scores, positive);
        double sum = 0;
        long found = 0;
        for (int start = 0; start < sorted.Length;)
        {
            (int end, int tied) = Ties(sorted, isPositive, start);
            found += tied;
            sum += tied * (found / (double)end);
            start = end;
        }

        return found == 0 || found == sorted.Length ? double.NaN : sum / found;
    }

    /// <summary>Where the items end that have the score of the one at <paramref name="start"/>, and how many of them are positive.</summary>
    private static (int End, int Positive) Ties(float[] sorted, bool[] isPositive, int start)
    {
        int end = start, positives = 0;
        for (; end < sorted.Length && sorted[end] == sorted[start]; end++)
        {
            positives += isPositive[end] ? 1 : 0;
        }

        return (end, positives);
    }

    private static (float[] Scores, bool[] Positive) SortedDown(ReadOnlySpan<float> scores, ReadOnlySpan<bool> positive)
    {
        if (scores.Length != positive.Length)
        {
            throw new ArgumentException($"RankingMetrics: got {scores.Length} scores for {positive.Length} items, expected one for each.", nameof(scores));
        }

        float[] sorted = scores.ToArray();
        bool[] isPositive = positive.ToArray();
        if (Array.FindIndex(sorted, float.IsNaN) is int item and >= 0)
        {
            throw new ArgumentException(
                $"RankingMetrics: the score of item {item} is NaN, which is neither above nor below another. Find out why the model gives no number.", nameof(scores));
        }

        Array.Sort(sorted, isPositive);
        Array.Reverse(sorted);
        Array.Reverse(isPositive);
        return (sorted, isPositive);
    }
}
