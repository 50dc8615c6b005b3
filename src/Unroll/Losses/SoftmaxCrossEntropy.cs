using Unroll.Autodiff;
using Unroll.Tensors;

namespace Unroll.Losses;

/// <summary>
/// Softmax and cross-entropy in one: loss = s Σ_n −ln softmax(x_n)[target_n].      dx_n += dloss · s (softmax(x_n) − onehot(target_n))
/// </summary>
/// <remarks>
/// With weights w of rows, weights α of classes and label smoothing ε: loss = s Σ_n w_n Σ_c −q_nc ln softmax(x_n)[c], where
/// q_nc = (1 − ε) α_c [c = target_n] + ε α_c / V;      dx_n += dloss · s w_n (softmax(x_n) Σ_c q_nc − q_n).
/// <para>The logits stay as they are, because the operation that made them may need its output on its way back. The probabilities are
/// computed again on the way back from two numbers a row, which costs less than a second matrix of them.</para>
/// </remarks>
public sealed class SoftmaxCrossEntropy : Op
{
    private Tensor _x, _loss;
    private Scratch _rows, _row;
    private ReadOnlyMemory<int> _targets;
    private CrossEntropyOptions _options;
    private float _scale, _alphas;

    /// <summary>The loss of a batch of predictions.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="logits">x […, V].</param>
    /// <param name="targets">One class number in 0 … V − 1 a row, anything in a row of weight 0; not changed before the backward pass.</param>
    /// <param name="scale">s: 1 / N for the mean over N rows, <see cref="CrossEntropyOptions.MeanScale"/> for the weighted mean.</param>
    /// <param name="options">Weights of rows and classes, label smoothing; not changed before the backward pass.</param>
    /// <returns>A single number, in nats.</returns>
    /// <exception cref="ArgumentException">A number of targets or weights does not fit the logits, or one is out of range.</exception>
    public static Tensor Apply(Tape tape, Tensor logits, ReadOnlyMemory<int> targets, float scale, CrossEntropyOptions options = default)
    {
        int classes = logits.Shape.Last, rows = logits.Shape.Length / classes;
        if (targets.Length != rows)
        {
            throw new ArgumentException($"Cross-entropy: got {targets.Length} targets for {rows} rows of logits {logits.Shape}, expected one a row.", nameof(targets));
        }

        options.Check(rows, classes);
        float alphas = SumOf(options.ClassWeights.Span, classes);
        double sum = 0;
        ReadOnlySpan<float> x = logits.Values;
        Scratch row = tape.Arena.TakeScratch(classes), rowNumbers = tape.Arena.TakeScratch(2 * rows);
        Span<float> kept = rowNumbers.Span;
        for (int i = 0; i < rows; i++)
        {
            float w = ItemWeights.Of(options.Weights.Span, i);
            if (w == 0)
            {
                continue;
            }

            int target = targets.Span[i];
            if ((uint)target >= (uint)classes)
            {
                throw new ArgumentOutOfRangeException(nameof(targets), target, $"Cross-entropy: target {target} in row {i}, expected 0 to {classes - 1}.");
            }

            sum += w * Row(x.Slice(i * classes, classes), target, options, alphas, row.Span, out kept[2 * i], out kept[(2 * i) + 1]);
        }

        Tensor loss = tape.Result(new Shape());
        loss.Values[0] = (float)(sum * scale);
        if (tape.Recording)
        {
            SoftmaxCrossEntropy op = tape.Record<SoftmaxCrossEntropy>();
            (op._x, op._loss, op._targets, op._rows, op._row) = (logits, loss, targets, rowNumbers, row);
            (op._scale, op._options, op._alphas) = (scale, options, alphas);
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
        ReadOnlySpan<float> x = _x.Values, kept = _rows.Span, alpha = _options.ClassWeights.Span;
        Span<float> dx = _x.Gradient, exp = _row.Span;
        ReadOnlySpan<int> targets = _targets.Span;
        float smooth = _options.LabelSmoothing / classes;
        float spread = smooth * _alphas;
        for (int i = 0; i < targets.Length; i++)
        {
            float w = _scale * _loss.Gradient[0] * ItemWeights.Of(_options.Weights.Span, i);
            if (ItemWeights.Of(_options.Weights.Span, i) == 0)
            {
                continue;
            }

            // q of the target alone, and the sum of q over all classes.
            float own = (1 - _options.LabelSmoothing) * ItemWeights.Of(alpha, targets[i]), total = own + spread;
            Span<float> d = dx.Slice(i * classes, classes);
            TensorPrimitives.Subtract(x.Slice(i * classes, classes), kept[2 * i], exp);
            TensorPrimitives.Exp<float>(exp, exp);
            TensorPrimitives.MultiplyAdd(exp, w * total / kept[(2 * i) + 1], d, d);
            d[targets[i]] -= w * own;
            if (smooth > 0 && alpha.IsEmpty)
            {
                TensorPrimitives.Subtract(d, w * smooth, d);
            }
            else if (smooth > 0)
            {
                TensorPrimitives.MultiplyAdd(alpha, -w * smooth, d, d);
            }
        }
    }

    /// <inheritdoc/>
    public override string? FindNonFinite(bool gradient) => !gradient && !float.IsFinite(_loss.Values[0]) ? "the loss" : null;

    /// <summary>Σ_c −q_c ln softmax(x)[c] of a row; max x and Σ e^(x − max), whose terms are at most 1, so that no sum overflows.</summary>
    private static double Row(ReadOnlySpan<float> x, int target, in CrossEntropyOptions options, float alphas, Span<float> exp, out float max, out float total)
    {
        ReadOnlySpan<float> alpha = options.ClassWeights.Span;
        float smooth = options.LabelSmoothing / x.Length;
        max = TensorPrimitives.Max(x);
        TensorPrimitives.Subtract(x, max, exp);
        double shifted = 0;
        for (int c = 0; smooth > 0 && c < exp.Length; c++)
        {
            shifted += ItemWeights.Of(alpha, c) * exp[c];
        }

        TensorPrimitives.Exp<float>(exp, exp);
        total = TensorPrimitives.Sum<float>(exp);
        float log = MathF.Log(total);
        double loss = (1 - options.LabelSmoothing) * ItemWeights.Of(alpha, target) * (log - (x[target] - max));
        return smooth == 0 ? loss : loss + (smooth * ((log * alphas) - shifted));
    }

    /// <summary>Σ_c α_c by a plain loop: the order of a vectorised sum depends on where the caller's array lies.</summary>
    private static float SumOf(ReadOnlySpan<float> alpha, int classes)
    {
        double sum = 0;
        for (int c = 0; c < classes; c++)
        {
            sum += ItemWeights.Of(alpha, c);
        }

        return (float)sum;
    }
}
