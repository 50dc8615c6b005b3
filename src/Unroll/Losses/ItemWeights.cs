namespace Unroll.Losses;

/// <summary>
/// One weight an item of a loss, such as a row of logits. Weight 0 leaves the item out: nothing of it is read, so that it may hold NaN,
/// and nothing is added to its gradient. No weights at all mean weight 1 for every item.
/// </summary>
/// <remarks>
/// Losses are sums, scaled by the caller: loss = s Σ_n w_n ℓ_n. For the mean over the items that count, s = 1 / Σ_n w_n. The sum goes over
/// the whole batch: a shard of a batch uses the scale of the batch, and the shards' losses add up to the mean.
/// </remarks>
public static class ItemWeights
{
    /// <summary>1 / Σ w, or 0 where every item is left out.</summary>
    /// <param name="weights">One weight an item of the whole batch.</param>
    /// <returns>The scale that makes a loss the weighted mean.</returns>
    public static float MeanScale(ReadOnlySpan<float> weights)
    {
        double sum = 0;
        foreach (float w in weights)
        {
            sum += w;
        }

        return sum > 0 ? (float)(1 / sum) : 0;
    }

    /// <summary>The weight of an item.</summary>
    internal static float Of(ReadOnlySpan<float> weights, int item) => weights.IsEmpty ? 1 : weights[item];

    /// <summary>Refuses a wrong number of weights, and weights that are negative or not finite.</summary>
    internal static void Check(string who, ReadOnlySpan<float> weights, int items, string item)
    {
        if (weights.IsEmpty)
        {
            return;
        }

        if (weights.Length != items)
        {
            throw new ArgumentException($"{who}: got {weights.Length} weights for {items} {(item == "class" ? "classe" : item)}s, expected one a {item}, or none for weight 1 everywhere.", nameof(weights));
        }

        for (int i = 0; i < weights.Length; i++)
        {
            if (!(weights[i] >= 0 && float.IsFinite(weights[i])))
            {
                throw new ArgumentException($"{who}: the weight of {item} {i} is {weights[i]}, expected a finite number of at least 0. Use 0 to leave the {item} out.", nameof(weights));
            }
        }
    }
}
