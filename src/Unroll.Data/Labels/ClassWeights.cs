namespace Unroll.Data.Labels;

/// <summary>Weights of the classes in the loss, for data where some are rare.</summary>
public static class ClassWeights
{
    /// <summary>
    /// Weights by which every class counts the same in total: w_c = N / (K n_c), for N items of K classes with n_c items of class c. The
    /// mean weight of an item is 1, so that the learning rate keeps its meaning.
    /// </summary>
    /// <remarks>King and Zeng 2001; the formula of scikit-learn's <c>class_weight="balanced"</c>.</remarks>
    /// <param name="counts">How many items each class has, each at least 1.</param>
    /// <param name="power">1 balances fully, 0 not at all (all weights are 1); between them the weights are w_c^power, scaled to the same mean.</param>
    /// <returns>A weight for each class.</returns>
    /// <exception cref="ArgumentException">A class has no items.</exception>
    public static float[] Balanced(ReadOnlySpan<int> counts, double power = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(power);
        double total = 0, weighted = 0;
        double[] weights = new double[counts.Length];
        for (int c = 0; c < counts.Length; c++)
        {
            if (counts[c] < 1)
            {
                throw new ArgumentException($"ClassWeights: class {c} has {counts[c]} items, expected at least 1, because its weight would be infinite.", nameof(counts));
            }

            weights[c] = Math.Pow(counts[c], -power);
            total += counts[c];
            weighted += counts[c] * weights[c];
        }

        float[] result = new float[counts.Length];
        for (int c = 0; c < counts.Length; c++)
        {
            result[c] = (float)(weights[c] * total / weighted);
        }

        return result;
    }
}
