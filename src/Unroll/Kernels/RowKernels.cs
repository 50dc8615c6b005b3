using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Unroll.Kernels;

/// <summary>Sums over one row, in an order that depends on its length only and not on where it lies in memory.</summary>
/// <remarks>
/// A library sum may begin at the next aligned address, so a row of a batch would give other bits than the same row alone. These do not.
/// </remarks>
public static class RowKernels
{
    /// <summary>Σ a ⊙ b.</summary>
    /// <param name="a">[N].</param>
    /// <param name="b">[N].</param>
    /// <returns>The sum.</returns>
    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ref float x = ref MemoryMarshal.GetReference(a);
        ref float y = ref MemoryMarshal.GetReference(b[..a.Length]);
        Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default;
        int i = 0;
        for (; i <= a.Length - 32; i += 32)
        {
            s0 += At(ref x, i) * At(ref y, i);
            s1 += At(ref x, i + 8) * At(ref y, i + 8);
            s2 += At(ref x, i + 16) * At(ref y, i + 16);
            s3 += At(ref x, i + 24) * At(ref y, i + 24);
        }

        for (; i <= a.Length - 8; i += 8)
        {
            s0 += At(ref x, i) * At(ref y, i);
        }

        float sum = Vector256.Sum(s0 + s1 + (s2 + s3));
        for (; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    /// <summary>Σ a.</summary>
    /// <param name="a">[N].</param>
    /// <returns>The sum.</returns>
    public static float Sum(ReadOnlySpan<float> a)
    {
        ref float x = ref MemoryMarshal.GetReference(a);
        Vector256<float> s0 = default, s1 = default;
        int i = 0;
        for (; i <= a.Length - 16; i += 16)
        {
            s0 += At(ref x, i);
            s1 += At(ref x, i + 8);
        }

        float sum = Vector256.Sum(s0 + s1);
        for (; i < a.Length; i++)
        {
            sum += a[i];
        }

        return sum;
    }

    /// <summary>Σ exp(a − shift).</summary>
    /// <param name="a">[N].</param>
    /// <param name="shift">What is taken from every number first; the largest of them, so that nothing overflows.</param>
    /// <returns>The sum.</returns>
    public static double SumOfExp(ReadOnlySpan<float> a, float shift)
    {
        // Floats are added up over a short way only: a vocabulary has many small terms beside a large one.
        const int Chunk = 512;
        ref float x = ref MemoryMarshal.GetReference(a);
        Vector256<float> most = Vector256.Create(shift);
        double sum = 0;
        int i = 0;
        while (i <= a.Length - 16)
        {
            Vector256<float> s0 = default, s1 = default;
            for (int end = Math.Min(a.Length, i + Chunk); i <= end - 16; i += 16)
            {
                s0 += VectorMath.Exp(At(ref x, i) - most);
                s1 += VectorMath.Exp(At(ref x, i + 8) - most);
            }

            sum += Vector256.Sum(s0 + s1);
        }

        for (; i < a.Length; i++)
        {
            sum += VectorMath.Exp(a[i] - shift);
        }

        return sum;
    }

    /// <summary>y = tanh(a + b).</summary>
    /// <param name="a">[N].</param>
    /// <param name="b">[N].</param>
    /// <param name="y">[N].</param>
    public static void TanhOfSum(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y)
    {
        ref float p = ref MemoryMarshal.GetReference(a), q = ref MemoryMarshal.GetReference(b[..a.Length]), r = ref MemoryMarshal.GetReference(y[..a.Length]);
        int i = 0;
        if (Simd.Path == SimdPath.Vector512)
        {
            for (; i <= a.Length - 16; i += 16)
            {
                VectorMath.Tanh(Vector512.LoadUnsafe(ref p, (nuint)i) + Vector512.LoadUnsafe(ref q, (nuint)i)).StoreUnsafe(ref r, (nuint)i);
            }
        }
        else if (Simd.Path == SimdPath.Vector256)
        {
            for (; i <= a.Length - 8; i += 8)
            {
                VectorMath.Tanh(At(ref p, i) + At(ref q, i)).StoreUnsafe(ref r, (nuint)i);
            }
        }

        for (; i < a.Length; i++)
        {
            y[i] = VectorMath.Tanh(a[i] + b[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> At(ref float row, int i) => Vector256.LoadUnsafe(ref row, (nuint)i);
}
