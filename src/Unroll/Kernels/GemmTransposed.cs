using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Unroll.Kernels;

/// <summary>The products of the weight gradients, C += AᵀB: the sums run over the rows of the batch and all time steps.</summary>
public static unsafe partial class Gemm
{
    /// <summary>Panels of B that are packed at once: with <see cref="BlockRows"/> rows a quarter of a megabyte.</summary>
    private const int PackedPanels = 16;

    /// <summary>Rows of A and B whose panels (16 KB each) stay in the first-level cache together.</summary>
    private const int BlockRows = 256;

    [ThreadStatic]
    private static AlignedBuffer? t_packed;

    [ThreadStatic]
    private static ColumnPanels? t_columns;

    /// <summary>C += Aᵀ B.</summary>
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
        if (k > 0)
        {
            ColumnPanels panels = t_columns ??= new ColumnPanels();
            panels.SetRowMajor(m, lda);
            AddTransposed(a, panels, 0, panels.Count, b, ldb, k, n, c, ldc, default);
        }
    }

    /// <summary>The same for some panels of A, in any layout; optionally also the sums of the columns of A.</summary>
    /// <param name="a">A [k, m].</param>
    /// <param name="panels">Where the panels of A lie and which rows of C they make.</param>
    /// <param name="first">The first panel.</param>
    /// <param name="last">The panel after the last.</param>
    /// <param name="b">B [k, n].</param>
    /// <param name="ldb">At least n.</param>
    /// <param name="k">The length of the sums.</param>
    /// <param name="n">Columns of C.</param>
    /// <param name="c">C [m, n].</param>
    /// <param name="ldc">At least n.</param>
    /// <param name="sums">[m], added to: Σ over the rows of A; empty when not wanted. Panels of A must then have 16 columns to read.</param>
    internal static void AddTransposed(
        ReadOnlySpan<float> a, ColumnPanels panels, int first, int last, ReadOnlySpan<float> b, int ldb, int k, int n, Span<float> c, int ldc, Span<float> sums)
    {
        const int Width = PackedMatrix.PanelWidth;
        if (k == 0 || first >= last)
        {
            return;
        }

        panels.Check(a.Length, k, first, last, c.Length, ldc, n, sums.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(b.Length, ((k - 1) * (long)ldb) + n);
        t_packed ??= new AlignedBuffer((PackedPanels + 1) * BlockRows * Width);
        int bPanels = PackedMatrix.PanelsFor(n);
        fixed (float* pa = a, pb = b, pc = c, ps = sums, packed = t_packed.Span)
        {
            float* aPacked = packed, bPacked = packed + (BlockRows * Width);
            for (int k0 = 0; k0 < k; k0 += BlockRows)
            {
                int kc = Math.Min(BlockRows, k - k0);
                for (int group = 0; group < bPanels; group += PackedPanels)
                {
                    int count = Math.Min(PackedPanels, bPanels - group), columns = Math.Min(n - (group * Width), count * Width);
                    for (int i = 0; i < count; i++)
                    {
                        Packing.Copy(pb + ((nint)k0 * ldb) + ((group + i) * Width), ldb, Math.Min(Width, columns - (i * Width)), kc, bPacked + (i * kc * Width));
                    }

                    for (int p = first; p < last; p++)
                    {
                        ColumnPanel panel = panels[p];
                        PackColumns(pa, panels, panel, k0, kc, aPacked, group == 0 && !sums.IsEmpty ? ps + panel.Target : null);
                        AddPanel(aPacked, panel.Width, bPacked, kc, columns, pc + ((nint)panel.Target * ldc) + (group * Width), ldc, pa, panels, Math.Min(p + 1, last - 1), k0);
                    }
                }
            }
        }
    }

    /// <summary>One panel of A, transposed, times the packed panels of B; meanwhile the panel of A that comes next is fetched.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddPanel(float* a, int rows, float* b, int k, int columns, float* c, nint ldc, float* source, ColumnPanels panelsOfA, int next, int row)
    {
        const int Width = PackedMatrix.PanelWidth;
        float* edge = stackalloc float[TileRows * Width];
        int tiles = (rows + TileRows - 1) / TileRows, height = rows / tiles, taller = rows - (height * tiles), atOnce = Simd.Path == SimdPath.Vector512 ? 4 : 1;
        for (int j = 0; j < columns;)
        {
            int panels = Math.Min(atOnce, (columns - j) / Width);
            int width = Math.Max(1, panels) * Width;
            FetchAhead(c + j + width, ldc, rows);
            int fetched = (int)((long)k * j / columns), fetch = Math.Min(k, (int)((long)k * (j + width) / columns));
            FetchRows(source, panelsOfA, panelsOfA[next], row + fetched, fetch - fetched);
            for (int tile = 0, r0 = 0, r; tile < tiles; tile++, r0 += r)
            {
                r = tile < taller ? height + 1 : height;
                float* target = c + (r0 * ldc) + j;
                if (panels > 0)
                {
                    ColumnTile(panels, r, k, a + r0, b + ((nint)j * k), (nint)k * Width, target, ldc);
                }
                else
                {
                    LoadEdge(target, ldc, r, columns - j, edge);
                    ColumnTile(1, r, k, a + r0, b + ((nint)j * k), 0, edge, Width);
                    StoreEdge(edge, r, columns - j, target, ldc);
                }
            }

            j += width;
        }
    }

    /// <summary>Fetches what <see cref="PackColumns"/> will copy next into the second-level cache: short pieces far apart, which no hardware foresees.</summary>
    private static void FetchRows(float* a, ColumnPanels panels, in ColumnPanel panel, int row, int count)
    {
        for (int end = row + count; row < end && Sse.IsSupported;)
        {
            int step = row / panels.RowsAStep, within = row - (step * panels.RowsAStep), rows = Math.Min(end - row, panels.RowsAStep - within);
            float* source = a + panel.Source + (step * panels.StepStride) + ((nint)within * panels.RowStride);
            for (int i = 0; i < rows; i++, source += panels.RowStride)
            {
                Sse.Prefetch1(source);
            }

            row += rows;
        }
    }

    /// <summary>Copies some rows of a panel of A, which may lie in steps, side by side.</summary>
    private static void PackColumns(float* a, ColumnPanels panels, in ColumnPanel panel, int row, int count, float* target, float* sums)
    {
        const int Width = PackedMatrix.PanelWidth;
        float* total = stackalloc float[Width];
        new Span<float>(total, Width).Clear();
        while (count > 0)
        {
            int step = row / panels.RowsAStep, within = row - (step * panels.RowsAStep), rows = Math.Min(count, panels.RowsAStep - within);
            float* source = a + panel.Source + (step * panels.StepStride) + ((nint)within * panels.RowStride);
            if (sums != null)
            {
                Packing.CopyAndSum(source, panels.RowStride, rows, target, total);
            }
            else
            {
                Packing.Copy(source, panels.RowStride, panel.Width, rows, target);
            }

            row += rows;
            count -= rows;
            target += rows * Width;
        }

        for (int i = 0; sums != null && i < panel.Width; i++)
        {
            sums[i] += total[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ColumnTile(int panels, int rows, nint k, float* a, float* b, nint bStride, float* c, nint ldc)
    {
        if (Simd.Path == SimdPath.Vector256)
        {
            MicroKernels.Columns256x1(rows, k, a, b, bStride, c, ldc);
        }
        else if (Simd.Path == SimdPath.Vector512)
        {
            switch (panels)
            {
                case 1: MicroKernels.Columns512x1(rows, k, a, b, bStride, c, ldc); break;
                case 2: MicroKernels.Columns512x2(rows, k, a, b, bStride, c, ldc); break;
                case 3: MicroKernels.Columns512x3(rows, k, a, b, bStride, c, ldc); break;
                default: MicroKernels.Columns512x4(rows, k, a, b, bStride, c, ldc); break;
            }
        }
        else
        {
            ScalarColumns(rows, k, a, b, c, ldc);
        }
    }

    private static void ScalarColumns(int rows, nint k, float* a, float* b, float* c, nint ldc)
    {
        const int Width = PackedMatrix.PanelWidth;
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < Width; j++)
            {
                float sum = c[(i * ldc) + j];
                for (nint p = 0; p < k; p++)
                {
                    sum = MathF.FusedMultiplyAdd(a[(p * Width) + i], b[(p * Width) + j], sum);
                }

                c[(i * ldc) + j] = sum;
            }
        }
    }
}
