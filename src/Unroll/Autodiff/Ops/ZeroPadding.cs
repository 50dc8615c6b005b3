using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <summary>y_t = a_t for t below the row's length and 0 behind it, whatever stands there.      da_t += dy_t for t below the length</summary>
public sealed class ZeroPadding : Op
{
    private Tensor _a, _y;
    private ReadOnlyMemory<int> _lengths;

    /// <summary>Replaces what stands behind the end of each row by zeros; without lengths it returns its input.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="a">[T, B, …].</param>
    /// <param name="lengths">One for each row, 0 to T; not changed before the backward pass. Empty: all rows are full.</param>
    /// <returns>The same shape.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static Tensor Apply(Tape tape, Tensor a, ReadOnlyMemory<int> lengths)
    {
        if (lengths.IsEmpty)
        {
            return a;
        }

        MemoryRows.CheckLengths("Zero padding", lengths.Span, a.Shape[0], a.Shape[1]);
        Tensor y = tape.Result(a.Shape);
        int batch = a.Shape[1], size = a.Shape.Length / Math.Max(1, a.Shape[0] * batch);
        Span<float> from = a.Values, to = y.Values;
        ReadOnlySpan<int> ends = lengths.Span;
        for (int i = 0; i < a.Shape[0] * batch; i++)
        {
            Span<float> row = to.Slice(i * size, size);
            if (i / batch < ends[i % batch])
            {
                from.Slice(i * size, size).CopyTo(row);
            }
            else
            {
                row.Clear();
            }
        }

        if (tape.Recording)
        {
            ZeroPadding op = tape.Record<ZeroPadding>();
            (op._a, op._y, op._lengths) = (a, y, lengths);
        }

        return y;
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        if (!_a.HasGradient)
        {
            return;
        }

        int batch = _a.Shape[1], size = _a.Shape.Length / Math.Max(1, _a.Shape[0] * batch);
        Span<float> da = _a.Gradient, dy = _y.Gradient;
        ReadOnlySpan<int> ends = _lengths.Span;
        for (int i = 0; i < _a.Shape[0] * batch; i++)
        {
            if (i / batch < ends[i % batch])
            {
                Span<float> row = da.Slice(i * size, size);
                TensorPrimitives.Add(row, dy.Slice(i * size, size), row);
            }
        }
    }
}
