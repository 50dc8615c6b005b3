using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Losses;

/// <summary>
/// The output layer and its softmax cross-entropy in one: loss = w Σ_n −ln softmax(x_n Wᵀ + b)[target_n]. The logits exist only for a
/// few rows at a time, and their gradient is used while it is in the cache: over a large vocabulary the logits of a whole batch would be
/// written to memory and read again several times.
/// </summary>
/// <remarks>
/// With p = softmax: dlogits_n = w (p_n − q_n);      dx_n = dlogits_n W,   dW += Σ_n dlogits_nᵀ x_n,   db += Σ_n dlogits_n. Here q is the target's
/// one-hot row, or (1 − ε) onehot + ε / V with label smoothing, and the loss is w Σ_n Σ_c −q_nc ln p_nc.
/// <para>The gradients are made during the forward pass, so the loss must be what the tape's backward pass starts from.</para>
/// </remarks>
public sealed class ProjectedCrossEntropy : Op
{
    /// <summary>Floats of logits that exist at once: two megabytes, at least one register tile of rows.</summary>
    private const int LogitsAtOnce = 1 << 19;

    private Tensor _x, _dx, _loss;

    /// <summary>The loss of a batch of predictions.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[…, I].</param>
    /// <param name="output">The output layer: W [V, I] and b [V].</param>
    /// <param name="targets">One class number in 0 … V − 1 a row.</param>
    /// <param name="scale">w: 1 / N for the mean over N rows.</param>
    /// <param name="labelSmoothing">ε in [0, 1): the share of the target's probability that is spread evenly over all classes (Szegedy et al. 2016).</param>
    /// <returns>A single number, in nats.</returns>
    public static Tensor Apply(Tape tape, Tensor x, Layers.Linear output, ReadOnlyMemory<int> targets, float scale, float labelSmoothing = 0)
    {
        if (!(labelSmoothing is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(labelSmoothing), labelSmoothing, $"Cross-entropy: the label smoothing is {labelSmoothing}, expected 0 to below 1, because it is a share of the target's probability.");
        }

        Tensor weight = output.Weight.On(tape), bias = output.Bias?.On(tape) ?? default;
        int classes = weight.Shape[0], inputs = weight.Shape[1], rows = x.Shape.Length / inputs;
        if (x.Shape.Last != inputs || targets.Length != rows)
        {
            throw new ArgumentException($"Cross-entropy: input is {x.Shape} with {targets.Length} targets, expected […, {inputs}] because the output weight is {weight.Shape}, and one target a row.");
        }

        int parts = Parts(rows, classes);
        Scratch logits = tape.Arena.TakeScratch(((rows + parts - 1) / parts) * classes);
        Tensor dx = tape.Recording ? tape.Arena.Take(x.Shape, gradient: false) : default;
        double sum = 0;
        for (int part = 0; part < parts; part++)
        {
            int first = (int)((long)rows * part / parts), count = (int)((long)rows * (part + 1) / parts) - first;
            Span<float> block = logits.Slice(0, count * classes);
            ReadOnlySpan<float> input = x.Values.Slice(first * inputs, count * inputs);
            for (int i = 0; bias.Exists && i < count; i++)
            {
                bias.Values.CopyTo(block[(i * classes)..]);
            }

            Gemm.Multiply(input, inputs, count, output.PackedForward, block, classes, accumulate: bias.Exists);
            for (int i = 0; i < count; i++)
            {
                Span<float> row = block.Slice(i * classes, classes);
                sum += labelSmoothing > 0
                    ? Softmax(row, targets.Span[first + i], scale, labelSmoothing)
                    : Softmax(row, targets.Span[first + i], scale);
            }

            if (tape.Recording)
            {
                Gemm.Multiply(block, classes, count, output.PackedBackward, dx.Values.Slice(first * inputs, count * inputs), inputs, accumulate: false);
                Gemm.AddTransposed(block, classes, input, inputs, count, classes, inputs, weight.Gradient, inputs);
                if (bias.Exists)
                {
                    Operands.AddRows(block, classes, count, bias.Gradient);
                }
            }
        }

        Tensor loss = tape.Result(new Shape());
        loss.Values[0] = (float)(sum * scale);
        if (tape.Recording)
        {
            ProjectedCrossEntropy op = tape.Record<ProjectedCrossEntropy>();
            (op._x, op._dx, op._loss) = (x, dx, loss);
        }

        return loss;
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        if (_loss.Gradient[0] != 1)
        {
            throw new InvalidOperationException("The projected cross-entropy must be the loss itself: its gradients are made during the forward pass. Use Linear and SoftmaxCrossEntropy where more is done with the loss.");
        }

        Operands.Accumulate(_x, _dx.Values);
    }

    /// <inheritdoc/>
    public override string? FindNonFinite(bool gradient) =>
        gradient ? Operands.FirstNonFinite(_dx.Values) < 0 ? null : "the gradient of the output layer" : float.IsFinite(_loss.Values[0]) ? null : "the output layer";

    /// <summary>Into how many parts the rows are dealt, evenly, so that no register tile is nearly empty. It depends on the sizes alone.</summary>
    internal static int Parts(int rows, int classes)
    {
        int atOnce = Math.Clamp(LogitsAtOnce / classes, 48, Math.Max(48, rows));
        return (rows + atOnce - 1) / atOnce;
    }

    /// <summary>Replaces a row of logits by w (softmax − onehot) and returns −ln softmax[target].</summary>
    internal static double Softmax(Span<float> row, int target, float scale)
    {
        if ((uint)target >= (uint)row.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(target), target, $"Cross-entropy: a target is {target}, expected 0 to {row.Length - 1}.");
        }

        float max = TensorPrimitives.Max<float>(row), own = row[target];
        TensorPrimitives.Subtract(row, max, row);
        TensorPrimitives.Exp<float>(row, row);
        float total = TensorPrimitives.Sum<float>(row);
        TensorPrimitives.Multiply(row, scale / total, row);
        row[target] -= scale;
        return Math.Log(total) - (own - max);
    }

    /// <summary>Replaces a row of logits by w (softmax − q) and returns Σ_c −q_c ln softmax[c], where q is smoothed.</summary>
    private static double Softmax(Span<float> row, int target, float scale, float smoothing)
    {
        // Σ_c (x_c − max), before the logits are gone.
        double shifted = TensorPrimitives.Sum<float>(row) - ((double)row.Length * TensorPrimitives.Max<float>(row));
        float own = (uint)target < (uint)row.Length ? row[target] - TensorPrimitives.Max<float>(row) : 0;
        double loss = Softmax(row, target, scale), log = loss + own;
        row[target] += scale * smoothing;
        TensorPrimitives.Subtract(row, scale * smoothing / row.Length, row);
        return ((1 - smoothing) * loss) + (smoothing * (log - (shifted / row.Length)));
    }
}
