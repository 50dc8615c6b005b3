using Unroll.Kernels;

namespace Unroll.Autodiff.Ops;

/// <summary>Numbers that are 0 with a probability p and 1 / (1 − p) otherwise, the same ones whenever they are asked for.</summary>
/// <param name="Key">The stream of random numbers.</param>
/// <param name="P">Probability of 0, in [0, 1), in steps of 2⁻¹⁶.</param>
internal readonly record struct DropoutMask(ulong Key, float P)
{
    private uint Threshold => (uint)Math.Round(P * 65536.0);

    /// <summary>1 / (1 − p).</summary>
    public float Scale => (float)(1 / (1 - (Threshold / 65536.0)));

    /// <summary>Writes the numbers of a stretch.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="start">The first number's place in the stream, a multiple of 4.</param>
    public void Fill(Span<float> target, long start = 0)
    {
        uint threshold = Threshold;
        float scale = Scale;
        for (int i = 0; i < target.Length; i += 4)
        {
            // One random number decides four, sixteen bits each.
            ulong bits = CounterRandom.At(Key, (ulong)(start + i));
            int end = Math.Min(target.Length, i + 4);
            for (int j = i; j < end; j++, bits >>= 16)
            {
                target[j] = (bits & 0xFFFF) < threshold ? 0 : scale;
            }
        }
    }
}
