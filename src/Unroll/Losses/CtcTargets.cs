namespace Unroll.Losses;

/// <summary>What a batch of sequences should be read as, for <see cref="CtcLoss"/>.</summary>
/// <param name="Labels">The labels of all sequences, one after the other without padding: Σ label lengths.</param>
/// <param name="LabelLengths">How many labels each sequence has [B]; 0 is legal.</param>
/// <param name="InputLengths">How many time steps each sequence has [B]; what lies behind is not read.</param>
public readonly record struct CtcTargets(ReadOnlyMemory<int> Labels, ReadOnlyMemory<int> LabelLengths, ReadOnlyMemory<int> InputLengths)
{
    /// <summary>How many time steps the labels need at least: one each, and one more for the blank between two equal ones.</summary>
    /// <param name="labels">The labels of one sequence.</param>
    /// <returns>Time steps.</returns>
    public static int LeastSteps(ReadOnlySpan<int> labels)
    {
        int steps = labels.Length;
        for (int i = 1; i < labels.Length; i++)
        {
            steps += labels[i] == labels[i - 1] ? 1 : 0;
        }

        return steps;
    }

    internal void Check(int time, int batch, int classes, int blank, ReadOnlySpan<float> weights)
    {
        if ((uint)blank >= (uint)classes)
        {
            throw new ArgumentOutOfRangeException(nameof(blank), blank, $"CTC loss: the blank is class {blank}, expected 0 to {classes - 1}, because the logits have {classes} classes.");
        }

        if (LabelLengths.Length != batch || InputLengths.Length != batch)
        {
            throw new ArgumentException($"CTC loss: got {LabelLengths.Length} label lengths and {InputLengths.Length} input lengths for a batch of {batch}, expected one of each a row.");
        }

        int start = 0;
        for (int b = 0; b < batch; b++)
        {
            int length = LabelLengths.Span[b], steps = InputLengths.Span[b];
            if (length < 0 || length > Labels.Length - start)
            {
                throw new ArgumentException($"CTC loss: row {b} has {length} labels from place {start} on, but there are {Labels.Length} labels in all. Lay the labels of all rows one after the other, without padding.");
            }

            if (steps < 0 || steps > time)
            {
                throw new ArgumentException($"CTC loss: row {b} has {steps} time steps, expected 0 to {time}, because the logits have {time}.");
            }

            if (ItemWeights.Of(weights, b) > 0)
            {
                CheckRow(b, Labels.Span.Slice(start, length), steps, classes, blank);
            }

            start += length;
        }

        if (start != Labels.Length)
        {
            throw new ArgumentException($"CTC loss: got {Labels.Length} labels, but the label lengths add up to {start}. Lay the labels of all rows one after the other, without padding.");
        }
    }

    private static void CheckRow(int row, ReadOnlySpan<int> labels, int steps, int classes, int blank)
    {
        for (int i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classes || labels[i] == blank)
            {
                throw new DataException($"CTC loss: label {i} of row {row} is {labels[i]}, expected 0 to {classes - 1} without the blank, {blank}, which stands between labels and is no label itself.");
            }
        }

        int least = LeastSteps(labels);
        if (least > steps)
        {
            throw new DataException(
                $"CTC loss: row {row} has {steps} time steps for {labels.Length} labels, expected at least {least}: one a label, and a blank between two equal ones. Give the row weight 0 to leave it out, or read the input at a finer step.");
        }
    }
}

/// <summary>How the losses of the rows become one number.</summary>
public enum CtcReduction
{
    /// <summary>Σ_b w_b ℓ_b.</summary>
    Sum,

    /// <summary>1/B Σ_b w_b ℓ_b / max(1, number of labels of b): a label counts the same in a short row and in a long one, as in PyTorch.</summary>
    Mean,
}
