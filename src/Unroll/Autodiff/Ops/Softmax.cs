using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <summary>y_s = exp(x_s) / Σ_j exp(x_j) over the steps that a row has.      dx_s += y_s (dy_s − Σ_j y_j dy_j)</summary>
/// <remarks>For the weights of attention. The softmax of a classifier belongs to its loss, where it costs less and rounds less.</remarks>
public sealed class Softmax : Op
{
    private Tensor _x, _y;
    private MemoryRows _rows;

    /// <summary>Makes weights of scores.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[…, N, S].</param>
    /// <param name="rows">The lengths of the N rows; what lies behind the end is not read.</param>
    /// <returns>The same shape: each row sums to 1 and is 0 behind its end; a row of length 0 is all zeros.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static Tensor Apply(Tape tape, Tensor x, MemoryRows rows = default)
    {
        int steps = x.Shape.Last, queries = Queries(x);
        rows.Check("Softmax", queries, steps, rows.Rows.IsEmpty ? queries : rows.Lengths.IsEmpty ? int.MaxValue : rows.Lengths.Length);
        Tensor y = tape.Result(x.Shape);
        Span<float> from = x.Values, to = y.Values;
        for (int i = 0; i < from.Length / steps; i++)
        {
            int length = rows.LengthFor(i % queries, steps);
            Span<float> row = to.Slice(i * steps, length);
            to.Slice((i * steps) + length, steps - length).Clear();
            if (length > 0)
            {
                ReadOnlySpan<float> scores = from.Slice(i * steps, length);
                TensorPrimitives.Subtract(scores, TensorPrimitives.Max(scores), row);
                TensorPrimitives.Exp<float>(row, row);
                TensorPrimitives.Multiply(row, 1 / RowKernels.Sum(row), row);
            }
        }

        if (tape.Recording)
        {
            Softmax op = tape.Record<Softmax>();
            (op._x, op._y, op._rows) = (x, y, rows);
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

        int steps = _x.Shape.Last, queries = Queries(_x);
        Span<float> y = _y.Values, dy = _y.Gradient, dx = _x.Gradient;
        for (int i = 0; i < y.Length / steps; i++)
        {
            int start = i * steps, length = _rows.LengthFor(i % queries, steps);
            float mean = RowKernels.Dot(y.Slice(start, length), dy.Slice(start, length));
            for (int s = start; s < start + length; s++)
            {
                dx[s] += y[s] * (dy[s] - mean);
            }
        }
    }

    private static int Queries(Tensor x) => x.Shape.Rank < 2 ? 1 : x.Shape[x.Shape.Rank - 2];
}
