using Unroll.Autodiff;
using Unroll.Tensors;

namespace Unroll.Losses;

/// <summary>
/// Softmax and cross-entropy in one: loss = w Σ_n −ln softmax(x_n)[target_n].      dx_n += dloss · w (softmax(x_n) − onehot(target_n))
/// </summary>
/// <remarks>
/// The logits stay as they are, because the operation that made them may need its output on its way back. The probabilities are computed
/// again on the way back from two numbers a row, which costs less than a second matrix of them.
/// </remarks>
public sealed class SoftmaxCrossEntropy : Op
{
    private Tensor _x, _loss;
    private Scratch _rows, _row;
    private ReadOnlyMemory<int> _targets;
    private float _weight;

    /// <summary>The loss of a batch of predictions.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="logits">x […, V].</param>
    /// <param name="targets">One class number in 0 … V − 1 a row; not changed before the backward pass.</param>
    /// <param name="weight">w: 1 / N for the mean over N rows.</param>
    /// <returns>A single number, in nats.</returns>
    public static Tensor Apply(Tape tape, Tensor logits, ReadOnlyMemory<int> targets, float weight)
    {
        int classes = logits.Shape.Last, rows = logits.Shape.Length / classes;
        if (targets.Length != rows)
        {
            throw new ArgumentException($"Cross-entropy: got {targets.Length} targets for {rows} rows of logits {logits.Shape}, expected one a row.", nameof(targets));
        }

        double sum = 0;
        ReadOnlySpan<float> x = logits.Values;
        Scratch row = tape.Arena.TakeScratch(classes), rowNumbers = tape.Arena.TakeScratch(2 * rows);
        Span<float> exp = row.Span, kept = rowNumbers.Span;
        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<float> logit = x.Slice(i * classes, classes);
            int target = targets.Span[i];
            if ((uint)target >= (uint)classes)
            {
                throw new ArgumentOutOfRangeException(nameof(targets), target, $"Cross-entropy: target {target} in row {i}, expected 0 to {classes - 1}.");
            }

            float max = TensorPrimitives.Max(logit);
            ShiftedExp(logit, max, exp);
            float total = TensorPrimitives.Sum<float>(exp);
            sum += MathF.Log(total) - (logit[target] - max);
            (kept[2 * i], kept[(2 * i) + 1]) = (max, total);
        }

        Tensor loss = tape.Result(new Shape());
        loss.Values[0] = (float)(sum * weight);
        if (tape.Recording)
        {
            SoftmaxCrossEntropy op = tape.Record<SoftmaxCrossEntropy>();
            (op._x, op._loss, op._targets, op._weight, op._rows, op._row) = (logits, loss, targets, weight, rowNumbers, row);
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

        int classes = _x.Shape.Last;
        float w = _weight * _loss.Gradient[0];
        ReadOnlySpan<float> x = _x.Values, kept = _rows.Span;
        Span<float> dx = _x.Gradient, exp = _row.Span;
        ReadOnlySpan<int> targets = _targets.Span;
        for (int i = 0; i < targets.Length; i++)
        {
            Span<float> d = dx.Slice(i * classes, classes);
            ShiftedExp(x.Slice(i * classes, classes), kept[2 * i], exp);
            TensorPrimitives.MultiplyAdd(exp, w / kept[(2 * i) + 1], d, d);
            d[targets[i]] -= w;
        }
    }

    /// <summary>e^(x − max): at most 1, so that no sum overflows.</summary>
    private static void ShiftedExp(ReadOnlySpan<float> x, float max, Span<float> exp)
    {
        TensorPrimitives.Subtract(x, max, exp);
        TensorPrimitives.Exp<float>(exp, exp);
    }

    /// <inheritdoc/>
    public override string? FindNonFinite(bool gradient) => !gradient && !float.IsFinite(_loss.Values[0]) ? "the loss" : null;
}
