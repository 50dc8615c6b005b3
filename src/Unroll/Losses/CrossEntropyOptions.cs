namespace Unroll.Losses;

/// <summary>What may be added to a softmax cross-entropy; the default is the plain one.</summary>
/// <param name="Weights">w: one a row, 0 leaves the row out (<see cref="ItemWeights"/>); none for 1 everywhere.</param>
/// <param name="ClassWeights">α: one a class, at least 0, multiplies what a row of that target costs; none for 1 everywhere.</param>
/// <param name="LabelSmoothing">ε in [0, 1]: the share of the target's probability that is spread evenly over all classes (Szegedy et al. 2016).</param>
public readonly record struct CrossEntropyOptions(
    ReadOnlyMemory<float> Weights = default, ReadOnlyMemory<float> ClassWeights = default, float LabelSmoothing = 0)
{
    /// <summary>
    /// 1 / Σ_n w_n α_target(n), the scale that makes the loss the weighted mean (as PyTorch's <c>reduction='mean'</c>); 0 where every row
    /// is left out.
    /// </summary>
    /// <param name="targets">One class number a row of the whole batch.</param>
    /// <returns>The scale.</returns>
    public float MeanScale(ReadOnlySpan<int> targets)
    {
        double sum = 0;
        for (int i = 0; i < targets.Length; i++)
        {
            float w = ItemWeights.Of(Weights.Span, i);
            sum += w > 0 ? w * (double)ItemWeights.Of(ClassWeights.Span, targets[i]) : 0;
        }

        return sum > 0 ? (float)(1 / sum) : 0;
    }

    internal void Check(int rows, int classes)
    {
        ItemWeights.Check("Cross-entropy", Weights.Span, rows, "row");
        ItemWeights.Check("Cross-entropy", ClassWeights.Span, classes, "class");
        if (!(LabelSmoothing is >= 0 and <= 1))
        {
            throw new ArgumentException($"Cross-entropy: the label smoothing is {LabelSmoothing}, expected 0 to 1, because it is a share of the target's probability.", nameof(LabelSmoothing));
        }
    }
}
