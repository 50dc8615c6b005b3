using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unroll.Kernels;

/// <summary>
/// One panel of <see cref="Int8Matrix"/> times rows of activations. All forms compute the same integers; the 256-bit form also serves
/// machines with wider vectors, because memory, not arithmetic, sets the pace of a single row.
/// </summary>
internal static unsafe class Int8Kernels
{
    /// <summary>The length of sums is a multiple of this: what <see cref="OneRow"/> takes at once.</summary>
    public const int StepK = 8;

    private const int Width = Int8Matrix.Block, TileRows = 4;

    /// <summary>A kilobyte ahead: the weights come in order, but the machine's own prefetch ends at every page.</summary>
    private const int Ahead = 1024;

    /// <summary>y[r, 0 … 15] = Σ_k x[r, k] w[k, 0 … 15] · scales · rowScales[r], or added to y.</summary>
    /// <param name="w">The panel [k / 2][16][2].</param>
    /// <param name="scales">The 16 scales of the panel.</param>
    /// <param name="x">[rows, k].</param>
    /// <param name="rowScales">A scale a row.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="k">A multiple of <see cref="StepK"/>.</param>
    /// <param name="y">16 floats a row.</param>
    /// <param name="ldy">Floats from row to row of y.</param>
    /// <param name="accumulate">Adds to y.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Panel(sbyte* w, float* scales, short* x, float* rowScales, int rows, int k, float* y, int ldy, bool accumulate)
    {
        int r = 0;
        if (Simd.Path == SimdPath.Scalar)
        {
            for (; r < rows; r++)
            {
                Reference(w, scales, x + ((nint)r * k), rowScales[r], k, y + ((nint)r * ldy), accumulate);
            }

            return;
        }

        for (; r + TileRows <= rows; r += TileRows)
        {
            FourRows(w, scales, x + ((nint)r * k), rowScales + r, k, y + ((nint)r * ldy), ldy, accumulate);
        }

        // A panel stays in the first-level cache, so that reading it again for each of the last rows costs little.
        for (; r < rows; r++)
        {
            OneRow(w, scales, x + ((nint)r * k), rowScales[r], k, y + ((nint)r * ldy), accumulate);
        }
    }

    /// <summary>The plain form: what the others are compared with.</summary>
    private static void Reference(sbyte* w, float* scales, short* x, float rowScale, int k, float* y, bool accumulate)
    {
        for (int lane = 0; lane < Width; lane++)
        {
            int sum = 0;
            for (int i = 0; i < k; i++)
            {
                sum += w[((i >> 1) * 2 * Width) + (lane * 2) + (i & 1)] * x[i];
            }

            float product = sum * (scales[lane] * rowScale);
            y[lane] = accumulate ? y[lane] + product : product;
        }
    }

    /// <summary>Four pairs of k at once, each with sums of its own, so that no addition waits for the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneRow(sbyte* w, float* scales, short* x, float rowScale, int k, float* y, bool accumulate)
    {
        Vector256<int> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        for (short* end = x + k; x < end; x += StepK, w += StepK * Width)
        {
            Sse.Prefetch0(w + Ahead);
            Sse.Prefetch0(w + Ahead + 64);
            Vector256<short> xa = Pair(x), xb = Pair(x + 2), xc = Pair(x + 4), xd = Pair(x + 6);
            a0 = AddProducts(a0, Avx2.ConvertToVector256Int16(w), xa);
            a1 = AddProducts(a1, Avx2.ConvertToVector256Int16(w + 16), xa);
            b0 = AddProducts(b0, Avx2.ConvertToVector256Int16(w + 32), xb);
            b1 = AddProducts(b1, Avx2.ConvertToVector256Int16(w + 48), xb);
            c0 = AddProducts(c0, Avx2.ConvertToVector256Int16(w + 64), xc);
            c1 = AddProducts(c1, Avx2.ConvertToVector256Int16(w + 80), xc);
            d0 = AddProducts(d0, Avx2.ConvertToVector256Int16(w + 96), xd);
            d1 = AddProducts(d1, Avx2.ConvertToVector256Int16(w + 112), xd);
        }

        Store(a0 + b0 + (c0 + d0), a1 + b1 + (c1 + d1), scales, rowScale, y, accumulate);
    }

    /// <summary>Four rows share each widened weight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourRows(sbyte* w, float* scales, short* x, float* rowScales, int k, float* y, nint ldy, bool accumulate)
    {
        Vector256<int> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        for (short* end = x + k; x < end; x += 2, w += 2 * Width)
        {
            Vector256<short> w0 = Avx2.ConvertToVector256Int16(w), w1 = Avx2.ConvertToVector256Int16(w + 16);
            Vector256<short> xr = Pair(x);
            a0 = AddProducts(a0, w0, xr);
            a1 = AddProducts(a1, w1, xr);
            xr = Pair(x + k);
            b0 = AddProducts(b0, w0, xr);
            b1 = AddProducts(b1, w1, xr);
            xr = Pair(x + (2 * (nint)k));
            c0 = AddProducts(c0, w0, xr);
            c1 = AddProducts(c1, w1, xr);
            xr = Pair(x + (3 * (nint)k));
            d0 = AddProducts(d0, w0, xr);
            d1 = AddProducts(d1, w1, xr);
        }

        Store(a0, a1, scales, rowScales[0], y, accumulate);
        Store(b0, b1, scales, rowScales[1], y + ldy, accumulate);
        Store(c0, c1, scales, rowScales[2], y + (2 * ldy), accumulate);
        Store(d0, d1, scales, rowScales[3], y + (3 * ldy), accumulate);
    }

    /// <summary>x[k] and x[k + 1], eight times.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Pair(short* x) => Vector256.Create(*(int*)x).AsInt16();

    /// <summary>sums[i] + a[2i] b[2i] + a[2i + 1] b[2i + 1] in 32 bits: one instruction where there is AVX-VNNI, else two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> AddProducts(Vector256<int> sums, Vector256<short> a, Vector256<short> b) =>
        AvxVnni.IsSupported ? AvxVnni.MultiplyWideningAndAdd(sums, a, b) : sums + Avx2.MultiplyAddAdjacent(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<int> low, Vector256<int> high, float* scales, float rowScale, float* y, bool accumulate)
    {
        Vector256<float> factor = Vector256.Create(rowScale);
        Vector256<float> y0 = Avx.ConvertToVector256Single(low) * (Vector256.Load(scales) * factor);
        Vector256<float> y1 = Avx.ConvertToVector256Single(high) * (Vector256.Load(scales + 8) * factor);
        if (accumulate)
        {
            y0 = Vector256.Load(y) + y0;
            y1 = Vector256.Load(y + 8) + y1;
        }

        y0.Store(y);
        y1.Store(y + 8);
    }
}
