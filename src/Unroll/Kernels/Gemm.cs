using System.Runtime.CompilerServices;

namespace Unroll.Kernels;

/// <summary>
/// Matrix products in float. Every element of the result is the sum over k in rising order, however many rows are multiplied at once:
/// a row's result does not depend on the rows beside it.
/// </summary>
public static unsafe class Gemm
{
    /// <summary>Rows of a register tile.</summary>
    private const int TileRows = 6;

    /// <summary>The length of the sums is cut here, so that a panel of B stays in the first-level cache.</summary>
    private const int BlockK = 512;

    /// <summary>Rows of A that stay in the second-level cache while all panels of B pass.</summary>
    private const int BlockM = 192;

    [ThreadStatic]
    private static AlignedBuffer? t_scratch;

    /// <summary>C = A B, or C += A B.</summary>
    /// <param name="a">A [rows, K], <paramref name="lda"/> floats from row to row.</param>
    /// <param name="lda">At least K.</param>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="b">B [K, N].</param>
    /// <param name="c">C [rows, N], <paramref name="ldc"/> floats from row to row.</param>
    /// <param name="ldc">At least N.</param>
    /// <param name="accumulate">Adds to C instead of overwriting it.</param>
    public static void Multiply(ReadOnlySpan<float> a, int lda, int rows, PackedMatrix b, Span<float> c, int ldc, bool accumulate)
    {
        if (rows == 0)
        {
            return;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(a.Length, ((rows - 1) * (long)lda) + b.K);
        ArgumentOutOfRangeException.ThrowIfLessThan(c.Length, ((rows - 1) * (long)ldc) + b.N);
        fixed (float* pa = a, pc = c, pb = b.Buffer.Span)
        {
            for (int k0 = 0; k0 < b.K; k0 += BlockK)
            {
                int k = Math.Min(BlockK, b.K - k0);
                for (int m0 = 0; m0 < rows; m0 += BlockM)
                {
                    int m = Math.Min(BlockM, rows - m0);
                    Block(pa + ((nint)m0 * lda) + k0, lda, m, pb + ((nint)k0 * PackedMatrix.PanelWidth), (nint)b.K * PackedMatrix.PanelWidth, k, b.N, pc + ((nint)m0 * ldc), ldc, accumulate || k0 > 0);
                }
            }
        }
    }

    /// <summary>C += Aᵀ B: the product of the weight gradients.</summary>
    /// <param name="a">A [k, m], <paramref name="lda"/> floats from row to row.</param>
    /// <param name="lda">At least m.</param>
    /// <param name="b">B [k, n], <paramref name="ldb"/> floats from row to row.</param>
    /// <param name="ldb">At least n.</param>
    /// <param name="k">The length of the sums.</param>
    /// <param name="m">Rows of C.</param>
    /// <param name="n">Columns of C.</param>
    /// <param name="c">C [m, n], <paramref name="ldc"/> floats from row to row.</param>
    /// <param name="ldc">At least n.</param>
    public static void AddTransposed(ReadOnlySpan<float> a, int lda, ReadOnlySpan<float> b, int ldb, int k, int m, int n, Span<float> c, int ldc)
    {
        if (k == 0)
        {
            return;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(a.Length, ((k - 1) * (long)lda) + m);
        ArgumentOutOfRangeException.ThrowIfLessThan(b.Length, ((k - 1) * (long)ldb) + n);
        ArgumentOutOfRangeException.ThrowIfLessThan(c.Length, ((m - 1) * (long)ldc) + n);
        int width = PackedMatrix.PanelWidth, panels = (n + width - 1) / width, blockK = Math.Min(BlockK / 2, k);
        int tiles = (m + TileRows - 1) / TileRows, tilesAtOnce = Math.Min(tiles, BlockM / TileRows);
        int packedB = panels * width * blockK, packedA = tilesAtOnce * TileRows * blockK;
        if (t_scratch is null || t_scratch.Length < packedA + packedB)
        {
            t_scratch = new AlignedBuffer(packedA + packedB);
        }

        fixed (float* pa = a, pb = b, pc = c, scratch = t_scratch.Span)
        {
            float* bPack = scratch, aPack = scratch + packedB;
            for (int k0 = 0; k0 < k; k0 += blockK)
            {
                int kc = Math.Min(blockK, k - k0);
                for (int p = 0; p < kc; p++)
                {
                    PackedMatrix.PackRow(pb + ((nint)(k0 + p) * ldb), n, bPack + ((nint)p * width), (nint)kc * width);
                }

                for (int tile = 0; tile < tiles; tile += tilesAtOnce)
                {
                    int last = Math.Min(tiles, tile + tilesAtOnce);
                    PackColumns(pa + ((nint)k0 * lda), lda, kc, m, tiles, tile, last, aPack);
                    AddTiles(aPack, bPack, kc, m, n, tiles, tile, last, pc, ldc);
                }
            }
        }
    }

    /// <summary>C (+)= A B in plain loops: what the fast products are tested against.</summary>
    /// <param name="a">A [m, k], row by row.</param>
    /// <param name="b">B [k, n], row by row.</param>
    /// <param name="m">Rows of A.</param>
    /// <param name="k">Columns of A.</param>
    /// <param name="n">Columns of B.</param>
    /// <param name="c">C [m, n], row by row; added to.</param>
    public static void Reference(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int m, int k, int n, Span<double> c)
    {
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                for (int p = 0; p < k; p++)
                {
                    c[(i * n) + j] += (double)a[(i * k) + p] * b[(p * n) + j];
                }
            }
        }
    }

    /// <summary>The rows of tile <paramref name="tile"/> when <paramref name="rows"/> rows are dealt evenly to <paramref name="tiles"/>.</summary>
    private static int TileStart(int rows, int tile, int tiles) => (int)((long)rows * tile / tiles);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block(float* a, nint lda, int rows, float* b, nint panelStride, int k, int n, float* c, nint ldc, bool accumulate)
    {
        int width = PackedMatrix.PanelWidth, tiles = (rows + TileRows - 1) / TileRows;
        float* edge = stackalloc float[TileRows * width];
        for (int j = 0; j < n; j += width, b += panelStride)
        {
            int columns = Math.Min(width, n - j);
            for (int tile = 0; tile < tiles; tile++)
            {
                int r0 = TileStart(rows, tile, tiles), r = TileStart(rows, tile + 1, tiles) - r0;
                float* target = c + (r0 * ldc) + j;
                if (columns == width)
                {
                    Tile(r, k, a + (r0 * lda), lda, b, target, ldc, accumulate);
                }
                else
                {
                    Tile(r, k, a + (r0 * lda), lda, b, edge, width, accumulate: false);
                    StoreEdge(edge, width, r, columns, target, ldc, accumulate);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTiles(float* aPack, float* bPack, int k, int m, int n, int tiles, int first, int last, float* c, nint ldc)
    {
        int width = PackedMatrix.PanelWidth;
        float* edge = stackalloc float[TileRows * width];
        for (int j = 0; j < n; j += width, bPack += (nint)width * k)
        {
            int columns = Math.Min(width, n - j);
            int start = TileStart(m, first, tiles);
            for (int tile = first; tile < last; tile++)
            {
                int r0 = TileStart(m, tile, tiles), r = TileStart(m, tile + 1, tiles) - r0;
                float* a = aPack + ((nint)(r0 - start) * k), target = c + (r0 * ldc) + j;
                if (columns == width)
                {
                    PackedTile(r, k, a, bPack, target, ldc, accumulate: true);
                }
                else
                {
                    PackedTile(r, k, a, bPack, edge, width, accumulate: false);
                    StoreEdge(edge, width, r, columns, target, ldc, accumulate: true);
                }
            }
        }
    }

    /// <summary>Packs the columns of A of some tiles as [tile][k][rows of the tile].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackColumns(float* a, nint lda, int k, int m, int tiles, int first, int last, float* target)
    {
        for (int tile = first; tile < last; tile++)
        {
            int r0 = TileStart(m, tile, tiles), r = TileStart(m, tile + 1, tiles) - r0;
            float* source = a + r0;
            if (r == TileRows)
            {
                for (int p = 0; p < k; p++, source += lda, target += TileRows)
                {
                    Unsafe.CopyBlockUnaligned(target, source, TileRows * sizeof(float));
                }
            }
            else
            {
                for (int p = 0; p < k; p++, source += lda, target += r)
                {
                    for (int i = 0; i < r; i++)
                    {
                        target[i] = source[i];
                    }
                }
            }
        }
    }

    private static void StoreEdge(float* edge, int width, int rows, int columns, float* c, nint ldc, bool accumulate)
    {
        for (int i = 0; i < rows; i++, c += ldc, edge += width)
        {
            for (int j = 0; j < columns; j++)
            {
                c[j] = accumulate ? c[j] + edge[j] : edge[j];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile(int rows, nint k, float* a, nint lda, float* b, float* c, nint ldc, bool accumulate)
    {
        if (Simd.Path == SimdPath.Vector256)
        {
            MicroKernels.Rows256(rows, k, a, lda, b, c, ldc, accumulate);
        }
        else if (Simd.Path == SimdPath.Vector512)
        {
            MicroKernels.Rows512(rows, k, a, lda, b, c, ldc, accumulate);
        }
        else
        {
            ScalarTile(rows, k, a, lda, 1, b, c, ldc, accumulate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PackedTile(int rows, nint k, float* a, float* b, float* c, nint ldc, bool accumulate)
    {
        if (Simd.Path == SimdPath.Vector256)
        {
            MicroKernels.Packed256(rows, k, a, b, c, ldc, accumulate);
        }
        else if (Simd.Path == SimdPath.Vector512)
        {
            MicroKernels.Packed512(rows, k, a, b, c, ldc, accumulate);
        }
        else
        {
            ScalarTile(rows, k, a, 1, rows, b, c, ldc, accumulate);
        }
    }

    /// <summary>The same tile one number at a time: element (i, p) of A at a[i · rowStride + p · kStride].</summary>
    private static void ScalarTile(int rows, nint k, float* a, nint rowStride, nint kStride, float* b, float* c, nint ldc, bool accumulate)
    {
        int width = PackedMatrix.PanelWidth;
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < width; j++)
            {
                float sum = 0;
                for (nint p = 0; p < k; p++)
                {
                    sum = MathF.FusedMultiplyAdd(a[(i * rowStride) + (p * kStride)], b[(p * width) + j], sum);
                }

                float* target = c + (i * ldc) + j;
                *target = accumulate ? *target + sum : sum;
            }
        }
    }
}
