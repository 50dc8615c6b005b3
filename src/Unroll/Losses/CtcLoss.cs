using Unroll.Autodiff;
using Unroll.Tensors;

namespace Unroll.Losses;

/// <summary>
/// Connectionist temporal classification (Graves et al. 2006): loss = s Σ_b −ln P(labels_b | x_b), where P is the sum over all ways to write the
/// labels over the time steps, each held for one step or more, with blanks between them (and always between two equal ones).
/// </summary>
/// <remarks>
/// With l' = labels with blanks around them and y_t = ln softmax(x_t): α_t(s) = y_t(l'_s) + ln Σ_{s' leads to s} e^α_t−1(s'), ln P = the sum of the last
/// two. The occupancy γ_t(s), the probability that step t is at place s given the labels, runs back along the same sums:
/// γ_t−1(s') = Σ_s γ_t(s) e^(α_t−1(s') + y_t(l'_s) − α_t(s)).      dx_t += dloss · s (softmax(x_t) − Σ_s γ_t(s) onehot(l'_s))
/// <para>This γ equals e^(α + β − ln P) of the paper; no β is needed, and as all its terms are probabilities nothing can overflow.</para>
/// </remarks>
public sealed class CtcLoss : Op
{
    private Tensor _x, _dx, _loss;
    private ReadOnlyMemory<int> _lengths;
    private ReadOnlyMemory<float> _weights;

    /// <summary>The loss of a batch of sequences.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="logits">x [T, B, V], before the softmax, one of the V classes being the blank.</param>
    /// <param name="targets">Labels and lengths; not changed before the backward pass.</param>
    /// <param name="blank">The class that stands for no label.</param>
    /// <param name="scale">s: 1 with <see cref="CtcReduction.Mean"/> over a whole batch.</param>
    /// <param name="reduction">Sum, or mean a label as in PyTorch.</param>
    /// <param name="weights">w: one a row, 0 leaves it out; none for 1 everywhere. Not changed before the backward pass.</param>
    /// <returns>A single number, in nats; infinite where a logit of −∞ makes the labels impossible, and then that row has no gradient.</returns>
    /// <exception cref="ArgumentException">Shapes, lengths or the blank do not fit.</exception>
    /// <exception cref="DataException">A label is no class, or the labels of a row do not fit its time steps.</exception>
    public static Tensor Apply(
        Tape tape, Tensor logits, CtcTargets targets, int blank = 0, float scale = 1, CtcReduction reduction = CtcReduction.Mean, ReadOnlyMemory<float> weights = default)
    {
        if (logits.Shape.Rank != 3)
        {
            throw new ArgumentException($"CTC loss: the logits are {logits.Shape}, expected [time, batch, classes].", nameof(logits));
        }

        int batch = logits.Shape[1];
        ItemWeights.Check("CTC loss", weights.Span, batch, "row");
        targets.Check(logits.Shape[0], batch, logits.Shape[2], blank, weights.Span);
        ReadOnlySpan<int> labelLengths = targets.LabelLengths.Span, inputLengths = targets.InputLengths.Span;
        Tensor dx = tape.Recording ? tape.Arena.Take(logits.Shape, gradient: false) : default;
        CtcLattice lattice = new(tape.Arena, logits, dx, blank, LongestOf(labelLengths));
        double sum = 0;
        for (int b = 0, start = 0; b < batch; start += labelLengths[b++])
        {
            float w = ItemWeights.Of(weights.Span, b);
            double share = scale * w * (reduction == CtcReduction.Mean ? 1.0 / (batch * Math.Max(1, labelLengths[b])) : 1);
            if (w > 0 && inputLengths[b] > 0)
            {
                sum += share * lattice.Run(b, inputLengths[b], targets.Labels.Span.Slice(start, labelLengths[b]), (float)share);
            }
        }

        Tensor loss = tape.Result(new Shape());
        loss.Values[0] = (float)sum;
        if (tape.Recording)
        {
            CtcLoss op = tape.Record<CtcLoss>();
            (op._x, op._dx, op._loss, op._lengths, op._weights) = (logits, dx, loss, targets.InputLengths, weights);
        }

        return loss;
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        if (!_x.HasGradient)
        {
            return;
        }

        int batch = _x.Shape[1], classes = _x.Shape[2];
        float g = _loss.Gradient[0];
        for (int b = 0; b < batch; b++)
        {
            int steps = ItemWeights.Of(_weights.Span, b) > 0 ? _lengths.Span[b] : 0;
            for (int t = 0; t < steps; t++)
            {
                int at = ((t * batch) + b) * classes;
                Span<float> d = _x.Gradient.Slice(at, classes);
                TensorPrimitives.MultiplyAdd(_dx.Values.Slice(at, classes), g, d, d);
            }
        }
    }

    /// <inheritdoc/>
    public override string? FindNonFinite(bool gradient) => !gradient && !float.IsFinite(_loss.Values[0]) ? "the loss (CTC)" : null;

    private static int LongestOf(ReadOnlySpan<int> lengths)
    {
        int longest = 0;
        foreach (int length in lengths)
        {
            longest = Math.Max(longest, length);
        }

        return longest;
    }
}
