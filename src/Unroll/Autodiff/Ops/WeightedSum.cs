using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <summary>c_t = Σ_s w_ts m_s, the context of attention.      dw_ts += dc_t · m_s, dm_s += Σ_t w_ts dc_t</summary>
public sealed class WeightedSum : Op
{
    private Tensor _w, _m, _c;
    private MemoryRows _rows;

    /// <summary>Sums the steps of a memory with weights.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="weights">w [T, N, S].</param>
    /// <param name="memory">m [S, B, M].</param>
    /// <param name="rows">Which row of the memory each row of the weights reads, and the lengths.</param>
    /// <returns>c [T, N, M]; zeros for a row of length 0.</returns>
    /// <exception cref="ArgumentException">The shapes, the lengths or the rows do not fit.</exception>
    public static Tensor Apply(Tape tape, Tensor weights, Tensor memory, MemoryRows rows = default)
    {
        if (weights.Shape.Rank != 3 || memory.Shape.Rank != 3 || weights.Shape[2] != memory.Shape[0])
        {
            throw new ArgumentException($"Weighted sum: the weights are {weights.Shape} and the memory is {memory.Shape}, expected [time, rows, steps] and [steps, batch, size].");
        }

        int queries = weights.Shape[1], steps = memory.Shape[0], batch = memory.Shape[1], size = memory.Shape[2];
        rows.Check("Weighted sum", queries, steps, batch);
        Tensor context = tape.Result(weights.Shape.WithLast(size));
        Span<float> w = weights.Values, m = memory.Values, c = context.Values;
        c.Clear();
        for (int i = 0; i < weights.Shape[0] * queries; i++)
        {
            int row = rows.RowOf(i % queries), length = rows.LengthFor(i % queries, steps);
            Span<float> sum = c.Slice(i * size, size);
            for (int s = 0; s < length; s++)
            {
                TensorPrimitives.MultiplyAdd(m.Slice(((s * batch) + row) * size, size), w[(i * steps) + s], sum, sum);
            }
        }

        if (tape.Recording)
        {
            WeightedSum op = tape.Record<WeightedSum>();
            (op._w, op._m, op._c, op._rows) = (weights, memory, context, rows);
        }

        return context;
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        int queries = _w.Shape[1], steps = _m.Shape[0], batch = _m.Shape[1], size = _m.Shape[2];
        Span<float> w = _w.Values, m = _m.Values, dc = _c.Gradient;
        Span<float> dw = _w.HasGradient ? _w.Gradient : default, dm = _m.HasGradient ? _m.Gradient : default;
        for (int i = 0; i < _w.Shape[0] * queries; i++)
        {
            int row = _rows.RowOf(i % queries), length = _rows.LengthFor(i % queries, steps);
            Span<float> d = dc.Slice(i * size, size);
            for (int s = 0; s < length; s++)
            {
                int at = ((s * batch) + row) * size;
                if (!dw.IsEmpty)
                {
                    dw[(i * steps) + s] += RowKernels.Dot(d, m.Slice(at, size));
                }

                if (!dm.IsEmpty)
                {
                    TensorPrimitives.MultiplyAdd(d, w[(i * steps) + s], dm.Slice(at, size), dm.Slice(at, size));
                }
            }
        }
    }
}
