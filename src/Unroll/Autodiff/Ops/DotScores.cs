using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <summary>
/// e_ts = q_t · k_s, the multiplicative score (Luong, Pham and Manning 2015).      dq_t += Σ_s de_ts k_s, dk_s += Σ_t de_ts q_t
/// </summary>
public sealed class DotScores : Op
{
    private Tensor _q, _k, _e;
    private MemoryRows _rows;

    /// <summary>Compares every query with every key of its row.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="query">q [T, N, D].</param>
    /// <param name="keys">k [S, B, D].</param>
    /// <param name="rows">Which row of the keys each query reads, and the lengths.</param>
    /// <returns>e [T, N, S]; 0 behind the end of a row.</returns>
    /// <exception cref="ArgumentException">The shapes, the lengths or the rows do not fit.</exception>
    public static Tensor Apply(Tape tape, Tensor query, Tensor keys, MemoryRows rows = default)
    {
        rows.Check("Attention by products", query, keys);
        int queries = query.Shape[1], steps = keys.Shape[0], batch = keys.Shape[1], size = keys.Shape[2];
        Tensor scores = tape.Result(new Shape(query.Shape[0], queries, steps));
        Span<float> q = query.Values, k = keys.Values, e = scores.Values;
        e.Clear();
        for (int i = 0; i < query.Shape[0] * queries; i++)
        {
            int row = rows.RowOf(i % queries), length = rows.LengthFor(i % queries, steps);
            for (int s = 0; s < length; s++)
            {
                e[(i * steps) + s] = RowKernels.Dot(q.Slice(i * size, size), k.Slice(((s * batch) + row) * size, size));
            }
        }

        if (tape.Recording)
        {
            DotScores op = tape.Record<DotScores>();
            (op._q, op._k, op._e, op._rows) = (query, keys, scores, rows);
        }

        return scores;
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        int queries = _q.Shape[1], steps = _k.Shape[0], batch = _k.Shape[1], size = _k.Shape[2];
        Span<float> q = _q.Values, k = _k.Values, de = _e.Gradient;
        Span<float> dq = _q.HasGradient ? _q.Gradient : default, dk = _k.HasGradient ? _k.Gradient : default;
        for (int i = 0; i < _q.Shape[0] * queries; i++)
        {
            int row = _rows.RowOf(i % queries), length = _rows.LengthFor(i % queries, steps);
            for (int s = 0; s < length; s++)
            {
                int at = ((s * batch) + row) * size;
                float d = de[(i * steps) + s];
                if (!dq.IsEmpty)
                {
                    TensorPrimitives.MultiplyAdd(k.Slice(at, size), d, dq.Slice(i * size, size), dq.Slice(i * size, size));
                }

                if (!dk.IsEmpty)
                {
                    TensorPrimitives.MultiplyAdd(q.Slice(i * size, size), d, dk.Slice(at, size), dk.Slice(at, size));
                }
            }
        }
    }
}
