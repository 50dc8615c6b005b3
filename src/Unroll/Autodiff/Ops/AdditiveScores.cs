using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <summary>
/// e_ts = v · u_ts with u_ts = tanh(q_t + k_s), the additive score (Bahdanau, Cho and Bengio 2015).
/// dv += Σ de u, dq_t += Σ_s de v ⊙ (1 − u²), dk_s += Σ_t de v ⊙ (1 − u²)
/// </summary>
/// <remarks>u, of T · S · N · A numbers, is computed again on the way back instead of being kept: it would not fit the cache.</remarks>
public sealed class AdditiveScores : Op
{
    private Tensor _q, _k, _v, _e;
    private Scratch _u, _du;
    private MemoryRows _rows;

    /// <summary>Compares every query with every key of its row.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="query">q [T, N, A], projected.</param>
    /// <param name="keys">k [S, B, A], projected.</param>
    /// <param name="v">A numbers, of any shape.</param>
    /// <param name="rows">Which row of the keys each query reads, and the lengths.</param>
    /// <returns>e [T, N, S]; 0 behind the end of a row.</returns>
    /// <exception cref="ArgumentException">The shapes, the lengths or the rows do not fit.</exception>
    public static Tensor Apply(Tape tape, Tensor query, Tensor keys, Tensor v, MemoryRows rows = default)
    {
        rows.Check("Additive attention", query, keys);
        int queries = query.Shape[1], steps = keys.Shape[0], batch = keys.Shape[1], size = keys.Shape[2];
        if (v.Shape.Length != size)
        {
            throw new ArgumentException($"Additive attention: v is {v.Shape}, expected {size} numbers because the keys are {keys.Shape}.", nameof(v));
        }

        Tensor scores = tape.Result(new Shape(query.Shape[0], queries, steps));
        Scratch scratch = tape.Arena.TakeScratch(size), gradient = tape.Recording ? tape.Arena.TakeScratch(size) : default;
        Span<float> q = query.Values, k = keys.Values, e = scores.Values, u = scratch.Span, weights = v.Values;
        e.Clear();
        for (int i = 0; i < query.Shape[0] * queries; i++)
        {
            int row = rows.RowOf(i % queries), length = rows.LengthFor(i % queries, steps);
            for (int s = 0; s < length; s++)
            {
                RowKernels.TanhOfSum(q.Slice(i * size, size), k.Slice(((s * batch) + row) * size, size), u);
                e[(i * steps) + s] = RowKernels.Dot(u, weights);
            }
        }

        if (tape.Recording)
        {
            AdditiveScores op = tape.Record<AdditiveScores>();
            (op._q, op._k, op._v, op._e, op._rows, op._u, op._du) = (query, keys, v, scores, rows, scratch, gradient);
        }

        return scores;
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        int queries = _q.Shape[1], steps = _k.Shape[0], batch = _k.Shape[1], size = _k.Shape[2];
        Span<float> q = _q.Values, k = _k.Values, de = _e.Gradient, u = _u.Span, du = _du.Span, v = _v.Values;
        for (int i = 0; i < _q.Shape[0] * queries; i++)
        {
            int row = _rows.RowOf(i % queries), length = _rows.LengthFor(i % queries, steps);
            for (int s = 0; s < length; s++)
            {
                int at = ((s * batch) + row) * size;
                float d = de[(i * steps) + s];
                RowKernels.TanhOfSum(q.Slice(i * size, size), k.Slice(at, size), u);
                if (_v.HasGradient)
                {
                    TensorPrimitives.MultiplyAdd(u, d, _v.Gradient, _v.Gradient);
                }

                TensorPrimitives.Multiply(u, u, du);
                TensorPrimitives.Subtract(1f, du, du);
                TensorPrimitives.Multiply(du, v, du);
                TensorPrimitives.Multiply(du, d, du);
                Add(_q, i * size, du);
                Add(_k, at, du);
            }
        }
    }

    private static void Add(Tensor to, int at, Span<float> d)
    {
        if (to.HasGradient)
        {
            Span<float> row = to.Gradient.Slice(at, d.Length);
            TensorPrimitives.Add(row, d, row);
        }
    }
}
