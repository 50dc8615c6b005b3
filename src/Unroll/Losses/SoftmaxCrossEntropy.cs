using Unroll.Autodiff;
using Unroll.Tensors;

namespace Unroll.Losses;

/// <summary>
/// Softmax and cross-entropy in one: loss = w Σ_n −ln softmax(x_n)[target_n].      dx_n += dloss · w (softmax(x_n) − onehot(target_n))
/// </summary>
public sealed class SoftmaxCrossEntropy : Op
{
    private Tensor _x, _loss;
    private ReadOnlyMemory<int> _targets;
    private float _weight;

    /// <summary>The loss of a batch of predictions.</summary>
    /// <param name="tape">The tape. While it is recording the logits are overwritten by the probabilities.</param>
    /// <param name="logits">x […, V].</param>
    /// <param name="targets">One class number in 0 … V − 1 a row.</param>
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
        Span<float> x = logits.Values;
        for (int i = 0; i < rows; i++)
        {
            Span<float> row = x.Slice(i * classes, classes);
            int target = targets.Span[i];
            if ((uint)target >= (uint)classes)
            {
                throw new ArgumentOutOfRangeException(nameof(targets), target, $"Cross-entropy: target {target} in row {i}, expected 0 to {classes - 1}.");
            }

            float max = TensorPrimitives.Max<float>(row), own = row[target];
            TensorPrimitives.Subtract(row, max, row);
            TensorPrimitives.Exp<float>(row, row);
            float total = TensorPrimitives.Sum<float>(row);
            TensorPrimitives.Multiply(row, 1 / total, row);
            sum += MathF.Log(total) - (own - max);
        }

        Tensor loss = tape.Result(new Shape());
        loss.Values[0] = (float)(sum * weight);
        if (tape.Recording)
        {
            SoftmaxCrossEntropy op = tape.Record<SoftmaxCrossEntropy>();
            (op._x, op._loss, op._targets, op._weight) = (logits, loss, targets, weight);
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
        Span<float> dx = _x.Gradient;
        TensorPrimitives.MultiplyAdd(_x.Values, w, dx, dx);
        ReadOnlySpan<int> targets = _targets.Span;
        for (int i = 0; i < targets.Length; i++)
        {
            dx[(i * classes) + targets[i]] -= w;
        }
    }

    /// <inheritdoc/>
    public override string? FindNonFinite(bool gradient) => !gradient && !float.IsFinite(_loss.Values[0]) ? "the loss" : null;
}
