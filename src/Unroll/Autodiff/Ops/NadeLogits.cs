using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <summary>
/// The logits of a neural autoregressive distribution estimator (Larochelle and Murray 2011), row by row: of K values one after the other,
/// each given those before it: z_k = b_k + V_k · σ(a_k), where a_0 = c and a_k+1 = a_k + v_k W_k.
///      db = dz,  dV_k += dz_k σ(a_k),  da_k = Σ_j≥k σ'(a_j) ⊙ V_j dz_j,  dc = da_0,  dW_k += v_k da_k+1
/// </summary>
/// <remarks>a only changes where v_k is not zero, so σ is computed once for each stretch of zeros: cheap where few of the values are set.</remarks>
public sealed class NadeLogits : Op
{
    private Tensor _b, _c, _v, _w, _values, _z;
    private Scratch _active, _row;

    /// <summary>Computes the logits, all values given.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="b">[…, K]: the biases of each row.</param>
    /// <param name="c">[…, D]: where the hidden sums of each row begin.</param>
    /// <param name="v">V [K, D].</param>
    /// <param name="w">W [K, D].</param>
    /// <param name="values">[…, K]: what each value is, 0 or 1 as a rule; without a gradient.</param>
    /// <returns>z […, K].</returns>
    /// <exception cref="ArgumentException">Shapes do not fit.</exception>
    public static Tensor Apply(Tape tape, Tensor b, Tensor c, Tensor v, Tensor w, Tensor values)
    {
        int k = b.Shape.Last, d = c.Shape.Last, rows = k == 0 ? 0 : b.Shape.Length / k;
        Operands.SameShape("NADE", b, values);
        Operands.SameShape("NADE", v, w);
        if (b.Shape.WithLast(d) != c.Shape || v.Shape != new Shape(k, d))
        {
            throw new ArgumentException($"NADE: the biases are {b.Shape}, the hidden sums {c.Shape} and the weights {v.Shape}, expected […, K], […, D] and [K, D].");
        }

        Tensor z = tape.Result(b.Shape);
        Scratch sum = tape.Arena.TakeScratch(d), active = tape.Arena.TakeScratch(tape.Recording ? Stretches(values.Values, k) * d : d);
        int stretch = 0;
        for (int n = 0; n < rows; n++)
        {
            c.Values.Slice(n * d, d).CopyTo(sum.Span);
            Span<float> x = values.Values.Slice(n * k, k), to = z.Values.Slice(n * k, k), bias = b.Values.Slice(n * k, k);
            for (int start = 0, end; start < k; start = end)
            {
                end = EndOf(x, start);
                Span<float> s = active.Slice(tape.Recording ? stretch++ * d : 0, d);
                TensorPrimitives.Sigmoid<float>(sum.Span, s);
                for (int i = start; i < end; i++)
                {
                    to[i] = bias[i] + TensorPrimitives.Dot<float>(v.Values.Slice(i * d, d), s);
                }

                TensorPrimitives.MultiplyAdd(w.Values.Slice((end - 1) * d, d), x[end - 1], sum.Span, sum.Span);
            }
        }

        if (tape.Recording)
        {
            NadeLogits op = tape.Record<NadeLogits>();
            (op._b, op._c, op._v, op._w, op._values, op._z, op._active, op._row) = (b, c, v, w, values, z, active, tape.Arena.TakeScratch(2 * d));
        }

        return z;
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        int k = _z.Shape.Last, d = _c.Shape.Last, stretch = _active.Length / d;
        Span<float> da = _row.Slice(0, d), ds = _row.Slice(d, d);
        Operands.Accumulate(_b, _z.Gradient);
        for (int n = (_z.Shape.Length / k) - 1; n >= 0; n--)
        {
            ReadOnlySpan<float> x = _values.Values.Slice(n * k, k), dz = _z.Gradient.Slice(n * k, k);
            da.Clear();
            for (int end = k, start; end > 0; end = start)
            {
                start = StartOf(x, end);
                if (_w.HasGradient && end < k)
                {
                    Span<float> dw = _w.Gradient.Slice((end - 1) * d, d);
                    TensorPrimitives.MultiplyAdd(da, x[end - 1], dw, dw);
                }

                Stretch(_active.Slice(--stretch * d, d), dz, start, end, da, ds);
            }

            if (_c.HasGradient)
            {
                Span<float> dc = _c.Gradient.Slice(n * d, d);
                TensorPrimitives.Add(dc, da, dc);
            }
        }
    }

    /// <inheritdoc/>
    public override string? FindNonFinite(bool gradient)
    {
        int at = Operands.FirstNonFinite(gradient ? _z.Gradient : _z.Values);
        return at < 0 ? null : $"the estimator, {(gradient ? "gradient of " : "")}value {at % _z.Shape.Last}";
    }

    /// <summary>Adds the gradient of the values from <paramref name="start"/> to <paramref name="end"/>, which see the same hidden units.</summary>
    private void Stretch(ReadOnlySpan<float> s, ReadOnlySpan<float> dz, int start, int end, Span<float> da, Span<float> ds)
    {
        int d = s.Length;
        ds.Clear();
        for (int i = start; i < end; i++)
        {
            TensorPrimitives.MultiplyAdd(_v.Values.Slice(i * d, d), dz[i], ds, ds);
            if (_v.HasGradient)
            {
                Span<float> dv = _v.Gradient.Slice(i * d, d);
                TensorPrimitives.MultiplyAdd(s, dz[i], dv, dv);
            }
        }

        for (int j = 0; j < d; j++)
        {
            da[j] += ds[j] * s[j] * (1 - s[j]);
        }
    }

    private static int Stretches(ReadOnlySpan<float> values, int k)
    {
        int count = 0;
        for (int n = 0; n < values.Length; n += k)
        {
            for (int start = 0; start < k; count++)
            {
                start = EndOf(values.Slice(n, k), start);
            }
        }

        return count;
    }

    /// <summary>Behind the first value from a place on that is set, or the last one.</summary>
    private static int EndOf(ReadOnlySpan<float> values, int start)
    {
        int set = values[start..].IndexOfAnyExcept(0f);
        return set < 0 ? values.Length : start + set + 1;
    }

    /// <summary>Where the stretch begins that ends before a place.</summary>
    private static int StartOf(ReadOnlySpan<float> values, int end) => values[..(end - 1)].LastIndexOfAnyExcept(0f) + 1;
}
