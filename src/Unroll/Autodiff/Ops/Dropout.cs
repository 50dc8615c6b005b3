using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <summary>
/// y = m ⊙ a, where m is 0 with probability p and 1 / (1 − p) otherwise (inverted dropout, Srivastava et al. 2014).      da += m ⊙ dy
/// </summary>
public sealed class Dropout : Op
{
    private Tensor _a, _y;
    private ulong _key;
    private uint _threshold;
    private float _scale;

    /// <summary>Drops elements while training; outside training it returns its input.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="a">Any shape.</param>
    /// <param name="p">Probability of dropping an element, in [0, 1).</param>
    /// <returns>The same shape.</returns>
    public static Tensor Apply(Tape tape, Tensor a, float p)
    {
        if (p is not (>= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(p), p, "A dropout probability lies in [0, 1).");
        }

        if (!tape.Training || p == 0)
        {
            return a;
        }

        Tensor y = tape.Result(a.Shape);
        ulong key = tape.NextRandom().Key;
        uint threshold = (uint)Math.Round(p * 65536.0);
        float scale = (float)(1 / (1 - (threshold / 65536.0)));
        Span<float> from = a.Values, to = y.Values;
        for (int i = 0; i < from.Length; i += 4)
        {
            // One random number decides four elements, sixteen bits each.
            ulong bits = CounterRandom.At(key, (ulong)i);
            int end = Math.Min(from.Length, i + 4);
            for (int j = i; j < end; j++, bits >>= 16)
            {
                to[j] = (bits & 0xFFFF) < threshold ? 0 : from[j] * scale;
            }
        }

        if (tape.Recording)
        {
            Dropout op = tape.Record<Dropout>();
            (op._a, op._y, op._key, op._threshold, op._scale) = (a, y, key, threshold, scale);
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

        Span<float> dy = _y.Gradient, da = _a.Gradient;
        for (int i = 0; i < da.Length; i += 4)
        {
            ulong bits = CounterRandom.At(_key, (ulong)i);
            int end = Math.Min(da.Length, i + 4);
            for (int j = i; j < end; j++, bits >>= 16)
            {
                da[j] += (bits & 0xFFFF) < _threshold ? 0 : dy[j] * _scale;
            }
        }
    }
}
