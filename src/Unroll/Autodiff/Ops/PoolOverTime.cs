using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <summary>How the steps of a sequence become one.</summary>
public enum TimePooling
{
    /// <summary>The last step; of what was read backwards, the first.</summary>
    Last,

    /// <summary>The mean over the steps.</summary>
    Mean,

    /// <summary>The largest over the steps, for each number by itself.</summary>
    Max,
}

/// <summary>
/// One row for each sequence: y_b = x_(n−1),b (last), Σ_t x_tb / n (mean) or max_t x_tb (max), over the n steps that row b has.
///      dx: to the step that was taken, or dy / n to each
/// </summary>
public sealed class PoolOverTime : Op
{
    private Tensor _x, _y;
    private ReadOnlyMemory<int> _lengths;
    private TimePooling _kind;
    private int _forward;

    /// <summary>Pools.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[T, B, F].</param>
    /// <param name="kind">How.</param>
    /// <param name="lengths">Steps of each row, 0 to T; empty when all are full. What lies behind is never looked at; a row without steps becomes zeros.</param>
    /// <param name="forward">Of <see cref="TimePooling.Last"/>: how many of the F numbers were read forwards; the others end at the first step. Negative for all.</param>
    /// <returns>[B, F].</returns>
    /// <exception cref="ArgumentException">The shape or the lengths do not fit.</exception>
    public static Tensor Apply(Tape tape, Tensor x, TimePooling kind, ReadOnlyMemory<int> lengths = default, int forward = -1)
    {
        if (x.Shape.Rank != 3)
        {
            throw new ArgumentException($"Pooling over time: got {x.Shape}, expected [time, batch, size].", nameof(x));
        }

        int batch = x.Shape[1], size = x.Shape[2];
        MemoryRows.CheckLengths("Pooling over time", lengths.Span, x.Shape[0], batch);
        Tensor y = tape.Result(new Shape(batch, size));
        forward = forward < 0 ? size : forward;
        for (int b = 0; b < batch; b++)
        {
            int n = lengths.IsEmpty ? x.Shape[0] : lengths.Span[b];
            Span<float> to = y.Values.Slice(b * size, size);
            if (n == 0)
            {
                to.Clear();
            }
            else if (kind == TimePooling.Last)
            {
                Row(x.Values, n - 1, b, batch, size)[..forward].CopyTo(to);
                Row(x.Values, 0, b, batch, size)[forward..].CopyTo(to[forward..]);
            }
            else
            {
                Row(x.Values, 0, b, batch, size).CopyTo(to);
                for (int t = 1; t < n; t++)
                {
                    Combine(to, Row(x.Values, t, b, batch, size), kind);
                }

                if (kind == TimePooling.Mean)
                {
                    TensorPrimitives.Multiply(to, 1f / n, to);
                }
            }
        }

        if (tape.Recording)
        {
            PoolOverTime op = tape.Record<PoolOverTime>();
            (op._x, op._y, op._lengths, op._kind, op._forward) = (x, y, lengths, kind, forward);
        }

        return y;
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        if (!_x.HasGradient)
        {
            return;
        }

        int batch = _x.Shape[1], size = _x.Shape[2];
        Span<float> dx = _x.Gradient;
        for (int b = 0; b < batch; b++)
        {
            int n = _lengths.IsEmpty ? _x.Shape[0] : _lengths.Span[b];
            Span<float> dy = _y.Gradient.Slice(b * size, size);
            if (n == 0)
            {
                continue;
            }

            switch (_kind)
            {
                case TimePooling.Last:
                    Span<float> last = Row(dx, n - 1, b, batch, size)[.._forward], first = Row(dx, 0, b, batch, size)[_forward..];
                    TensorPrimitives.Add(last, dy[.._forward], last);
                    TensorPrimitives.Add(first, dy[_forward..], first);
                    break;
                case TimePooling.Mean:
                    for (int t = 0; t < n; t++)
                    {
                        Span<float> row = Row(dx, t, b, batch, size);
                        TensorPrimitives.MultiplyAdd(dy, 1f / n, row, row);
                    }

                    break;
                default:
                    BackwardMax(b, n, dy);
                    break;
            }
        }
    }

    private static Span<float> Row(Span<float> x, int t, int b, int batch, int size) => x.Slice(((t * batch) + b) * size, size);

    private static void Combine(Span<float> sum, Span<float> row, TimePooling kind)
    {
        if (kind == TimePooling.Max)
        {
            TensorPrimitives.Max<float>(sum, row, sum);
        }
        else
        {
            TensorPrimitives.Add<float>(sum, row, sum);
        }
    }

    /// <summary>The gradient goes to the first of the steps that are the largest.</summary>
    private void BackwardMax(int b, int n, Span<float> dy)
    {
        int batch = _x.Shape[1], size = _x.Shape[2];
        Span<float> x = _x.Values, y = _y.Values.Slice(b * size, size), dx = _x.Gradient;
        for (int i = 0; i < size; i++)
        {
            int t = 0;
            while (t < n - 1 && x[(((t * batch) + b) * size) + i] != y[i])
            {
                t++;
            }

            dx[(((t * batch) + b) * size) + i] += dy[i];
        }
    }
}
