using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unroll.Kernels;

/// <summary>Moves parts of matrices into panels [k][16].</summary>
internal static unsafe class Packing
{
    private const int Width = PackedMatrix.PanelWidth;

    /// <summary>Copies up to 16 columns of some rows into a panel.</summary>
    /// <param name="source">The first row.</param>
    /// <param name="stride">From one row to the next.</param>
    /// <param name="columns">1 to 16; the panel's other columns are left as they are.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="panel">[rows][16].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(float* source, nint stride, int columns, int rows, float* panel)
    {
        if (columns == Width)
        {
            for (int i = 0; i < rows; i++, source += stride, panel += Width)
            {
                Vector256.Load(source).Store(panel);
                Vector256.Load(source + 8).Store(panel + 8);
            }

            return;
        }

        for (int i = 0; i < rows; i++, source += stride, panel += Width)
        {
            for (int j = 0; j < columns; j++)
            {
                panel[j] = source[j];
            }
        }
    }

    /// <summary>The same, and adds the sum of the rows to <paramref name="sums"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CopyAndSum(float* source, nint stride, int rows, float* panel, float* sums)
    {
        Vector256<float> low = Vector256.Load(sums), high = Vector256.Load(sums + 8);
        for (int i = 0; i < rows; i++, source += stride, panel += Width)
        {
            Vector256<float> a = Vector256.Load(source), b = Vector256.Load(source + 8);
            a.Store(panel);
            b.Store(panel + 8);
            low += a;
            high += b;
        }

        low.Store(sums);
        high.Store(sums + 8);
    }

    /// <summary>Turns up to 16 rows into the columns of a panel.</summary>
    /// <param name="source">The first row.</param>
    /// <param name="stride">From one row to the next.</param>
    /// <param name="rows">1 to 16; the panel's other columns are left as they are.</param>
    /// <param name="k">The length of a row.</param>
    /// <param name="panel">[k][16].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(float* source, nint stride, int rows, int k, float* panel)
    {
        int p = 0;
        if (Avx.IsSupported && rows == Width)
        {
            for (; p + 8 <= k; p += 8)
            {
                Transpose8(source + p, stride, panel + ((nint)p * Width));
                Transpose8(source + (8 * stride) + p, stride, panel + ((nint)p * Width) + 8);
            }
        }

        for (; p < k; p++)
        {
            for (int i = 0; i < rows; i++)
            {
                panel[((nint)p * Width) + i] = source[(i * stride) + p];
            }
        }
    }

    /// <summary>An 8 × 8 block: pairs, then fours, then halves change places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose8(float* s, nint stride, float* t)
    {
        Vector256<float> r0 = Vector256.Load(s), r1 = Vector256.Load(s + stride), r2 = Vector256.Load(s + (2 * stride)), r3 = Vector256.Load(s + (3 * stride));
        s += 4 * stride;
        Vector256<float> r4 = Vector256.Load(s), r5 = Vector256.Load(s + stride), r6 = Vector256.Load(s + (2 * stride)), r7 = Vector256.Load(s + (3 * stride));
        Vector256<float> a0 = Avx.UnpackLow(r0, r1), a1 = Avx.UnpackHigh(r0, r1), a2 = Avx.UnpackLow(r2, r3), a3 = Avx.UnpackHigh(r2, r3);
        Vector256<float> a4 = Avx.UnpackLow(r4, r5), a5 = Avx.UnpackHigh(r4, r5), a6 = Avx.UnpackLow(r6, r7), a7 = Avx.UnpackHigh(r6, r7);
        Vector256<float> c0 = Avx.Shuffle(a0, a2, 0x44), c1 = Avx.Shuffle(a0, a2, 0xEE), c2 = Avx.Shuffle(a1, a3, 0x44), c3 = Avx.Shuffle(a1, a3, 0xEE);
        Vector256<float> c4 = Avx.Shuffle(a4, a6, 0x44), c5 = Avx.Shuffle(a4, a6, 0xEE), c6 = Avx.Shuffle(a5, a7, 0x44), c7 = Avx.Shuffle(a5, a7, 0xEE);
        Avx.Permute2x128(c0, c4, 0x20).Store(t);
        Avx.Permute2x128(c1, c5, 0x20).Store(t + Width);
        Avx.Permute2x128(c2, c6, 0x20).Store(t + (2 * Width));
        Avx.Permute2x128(c3, c7, 0x20).Store(t + (3 * Width));
        Avx.Permute2x128(c0, c4, 0x31).Store(t + (4 * Width));
        Avx.Permute2x128(c1, c5, 0x31).Store(t + (5 * Width));
        Avx.Permute2x128(c2, c6, 0x31).Store(t + (6 * Width));
        Avx.Permute2x128(c3, c7, 0x31).Store(t + (7 * Width));
    }
}
