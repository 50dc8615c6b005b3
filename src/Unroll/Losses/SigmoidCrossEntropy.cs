using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Tensors;

namespace Unroll.Losses;

/// <summary>
/// Sigmoid and binary cross-entropy in one, for labels that do not exclude each other:
/// loss = s Σ_nc w_nc [−π_c t_nc ln σ(x_nc) − (1 − t_nc) ln(1 − σ(x_nc))].      dx += dloss · s w [(1 + (π − 1) t) σ(x) − π t]
/// </summary>
/// <remarks>Computed as (1 + (π − 1) t) ln(1 + e^−|x|) + (x &lt; 0 ? −π t x : (1 − t) x), so that nothing overflows or cancels.</remarks>
public sealed class SigmoidCrossEntropy : Op
{
    private Tensor _x, _target, _loss;
    private Scratch _row;
    private ReadOnlyMemory<float> _weights, _positive;
    private float _scale;
    private bool _each;

    /// <summary>The loss of a batch of predictions.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="logits">x […, V].</param>
    /// <param name="target">t […, V]: each from 0 (the label is absent) to 1 (it is present); not read where the weight is 0.</param>
    /// <param name="scale">s: 1 / (N V) for the mean over N rows, <see cref="ItemWeights.MeanScale"/> over V for the weighted mean.</param>
    /// <param name="weights">w: one a row or one a logit, 0 leaves it out; none for 1 everywhere. Not changed before the backward pass.</param>
    /// <param name="positiveWeights">π: one a label, above 1 makes a missed label cost more; none for 1 everywhere.</param>
    /// <returns>A single number, in nats.</returns>
    /// <exception cref="ArgumentException">Shapes or numbers of weights do not fit, or a target is outside [0, 1].</exception>
    public static Tensor Apply(
        Tape tape, Tensor logits, Tensor target, float scale, ReadOnlyMemory<float> weights = default, ReadOnlyMemory<float> positiveWeights = default)
    {
        Operands.SameShape("Sigmoid cross-entropy", logits, target);
        int labels = logits.Shape.Last, rows = logits.Shape.Length / labels;
        bool each = weights.Length == logits.Shape.Length;
        ItemWeights.Check("Sigmoid cross-entropy", weights.Span, each ? logits.Shape.Length : rows, each ? "logit" : "row");
        ItemWeights.Check("Sigmoid cross-entropy", positiveWeights.Span, labels, "label");
        Scratch row = tape.Arena.TakeScratch(labels);
        double sum = 0;
        for (int i = 0; i < rows; i++)
        {
            sum += Row(logits.Values.Slice(i * labels, labels), target.Values.Slice(i * labels, labels), weights.Span, i, each, positiveWeights.Span, row.Span);
        }

        Tensor loss = tape.Result(new Shape());
        loss.Values[0] = (float)(sum * scale);
        if (tape.Recording)
        {
            SigmoidCrossEntropy op = tape.Record<SigmoidCrossEntropy>();
            (op._x, op._target, op._loss, op._row) = (logits, target, loss, row);
            (op._weights, op._positive, op._scale, op._each) = (weights, positiveWeights, scale, each);
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

        int labels = _x.Shape.Last, rows = _x.Shape.Length / labels;
        float g = _scale * _loss.Gradient[0];
        Span<float> sigmoid = _row.Span, dx = _x.Gradient;
        ReadOnlySpan<float> positive = _positive.Span, weights = _weights.Span;
        for (int i = 0; i < rows; i++)
        {
            TensorPrimitives.Sigmoid<float>(_x.Values.Slice(i * labels, labels), sigmoid);
            ReadOnlySpan<float> t = _target.Values.Slice(i * labels, labels);
            Span<float> d = dx.Slice(i * labels, labels);
            for (int c = 0; c < labels; c++)
            {
                float w = WeightOf(weights, i, c, labels, _each), pi = ItemWeights.Of(positive, c);
                if (w > 0)
                {
                    d[c] += g * w * (((1 + ((pi - 1) * t[c])) * sigmoid[c]) - (pi * t[c]));
                }
            }
        }
    }

    /// <inheritdoc/>
    public override string? FindNonFinite(bool gradient) => !gradient && !float.IsFinite(_loss.Values[0]) ? "the loss" : null;

    private static double Row(ReadOnlySpan<float> x, ReadOnlySpan<float> t, ReadOnlySpan<float> weights, int row, bool each, ReadOnlySpan<float> positive, Span<float> log)
    {
        TensorPrimitives.Abs(x, log);
        TensorPrimitives.Negate<float>(log, log);
        TensorPrimitives.Exp<float>(log, log);
        TensorPrimitives.LogP1<float>(log, log);
        double sum = 0;
        for (int c = 0; c < x.Length; c++)
        {
            float w = WeightOf(weights, row, c, x.Length, each);
            if (w == 0)
            {
                continue;
            }

            if (!(t[c] is >= 0 and <= 1))
            {
                throw new ArgumentException($"Sigmoid cross-entropy: the target of label {c} in row {row} is {t[c]}, expected 0 to 1, because it is the probability that the label is present. Give it weight 0 to leave it out.", nameof(t));
            }

            float pi = ItemWeights.Of(positive, c);
            sum += w * ((x[c] < 0 ? -pi * t[c] * x[c] : (1 - t[c]) * x[c]) + ((1 + ((pi - 1) * t[c])) * log[c]));
        }

        return sum;
    }

    /// <summary>Weights stand for rows where there is one a row, otherwise for logits.</summary>
    private static float WeightOf(ReadOnlySpan<float> weights, int row, int label, int labels, bool each) =>
        ItemWeights.Of(weights, each ? (row * labels) + label : row);
}
