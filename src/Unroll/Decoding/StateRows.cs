using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Decoding;

/// <summary>The recurrent state of a changing number of hypotheses [L, S, N, H], whose rows can be dropped, repeated and reordered.</summary>
/// <param name="layers">L: the size of the first axis, directions included.</param>
/// <param name="states">S.</param>
/// <param name="hidden">H.</param>
public sealed class StateRows(int layers, int states, int hidden)
{
    private AlignedBuffer _now = new(0), _next = new(0);
    private int _rows;

    /// <summary>The state [L, S, N, H], to be read and written in place.</summary>
    public Tensor Current => new(new Shape(layers, states, _rows, hidden), _now);

    /// <summary>Takes over a state.</summary>
    /// <param name="state">[L, S, N, H].</param>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    public void Set(Tensor state)
    {
        Shape shape = state.Shape;
        if (shape.Rank != 4 || shape[0] != layers || shape[1] != states || shape[3] != hidden)
        {
            throw new ArgumentException($"State of hypotheses: got {shape}, expected [{layers}, {states}, rows, {hidden}]. Was it made by another model?", nameof(state));
        }

        Grow(ref _now, shape.Length);
        state.Values.CopyTo(_now.Span);
        _rows = shape[2];
    }

    /// <summary>Makes row i a copy of what was row <paramref name="rows"/>[i].</summary>
    /// <param name="rows">Rows of now, in any order and number.</param>
    public void Select(ReadOnlySpan<int> rows)
    {
        int blocks = layers * states;
        Grow(ref _next, blocks * rows.Length * hidden);
        Span<float> from = _now.Span, to = _next.Span;
        for (int block = 0; block < blocks; block++)
        {
            for (int i = 0; i < rows.Length; i++)
            {
                from.Slice(((block * _rows) + rows[i]) * hidden, hidden).CopyTo(to[(((block * rows.Length) + i) * hidden)..]);
            }
        }

        (_now, _next, _rows) = (_next, _now, rows.Length);
    }

    private static void Grow(ref AlignedBuffer buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new AlignedBuffer(length);
        }
    }
}
