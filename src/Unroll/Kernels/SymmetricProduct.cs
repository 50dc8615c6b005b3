using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unroll.Kernels;

/// <summary>
/// C += AᵀA, the upper triangle only, in double: what ridge regression gathers and what a Cholesky factorisation takes away. Blocks of rows
/// of C are shared out to threads; the sums do not depend on how many.
/// </summary>
internal static unsafe class SymmetricProduct
{
    /// <summary>Rows of C that one thread takes at a time, in float.</summary>
    private const int BlockRows = 192;

    /// <summary>Columns of a panel in double, and rows and columns of a tile of C.</summary>
    private const int Width = 8;

    /// <summary>Length of a panel in double: 16 KB, which stay in the first-level cache.</summary>
    private const int BlockK = 256;

    /// <summary>Panels that stay in the second-level cache while the others pass.</summary>
    private const int BlockPanels = 12;

    [ThreadStatic]
    private static float[]? t_block;

    /// <summary>C += AᵀA with products and sums of up to <paramref name="rows"/> terms in float, added to C in double.</summary>
    /// <param name="a">A [rows, columns], <paramref name="lda"/> from row to row.</param>
    /// <param name="lda">At least <paramref name="columns"/>.</param>
    /// <param name="rows">Rows of A.</param>
    /// <param name="columns">Columns of A.</param>
    /// <param name="c">C [columns, columns], row by row; below the diagonal nothing is read or meant.</param>
    /// <param name="team">Threads, or null for this one alone.</param>
    public static void AddUpper(float[] a, int lda, int rows, int columns, double[] c, WorkerTeam? team)
    {
        int blocks = (columns + BlockRows - 1) / BlockRows;
        if (team is null)
        {
            for (int i = 0; i < blocks; i++)
            {
                AddBlock(a, lda, rows, columns, c, i * BlockRows);
            }
        }
        else
        {
            team.Run(blocks, i => AddBlock(a, lda, rows, columns, c, i * BlockRows));
        }
    }

    /// <summary>C ± AᵀA, all in double, for the part of C from a row and column on.</summary>
    /// <param name="a">A [rows, columns], <paramref name="lda"/> from row to row, starting at <paramref name="offset"/>.</param>
    /// <param name="offset">Where A begins.</param>
    /// <param name="lda">At least <paramref name="columns"/>.</param>
    /// <param name="rows">Rows of A.</param>
    /// <param name="columns">Columns of A.</param>
    /// <param name="c">C, starting at <paramref name="target"/>, <paramref name="ldc"/> from row to row.</param>
    /// <param name="target">Where C begins.</param>
    /// <param name="ldc">At least <paramref name="columns"/>.</param>
    /// <param name="sign">1 to add, −1 to subtract.</param>
    /// <param name="team">Threads, or null for this one alone.</param>
    public static void AddUpper(double[] a, int offset, int lda, int rows, int columns, double[] c, int target, int ldc, double sign, WorkerTeam? team)
    {
        int panels = (columns + Width - 1) / Width, groups = (panels + BlockPanels - 1) / BlockPanels;
        double[] packed = System.Buffers.ArrayPool<double>.Shared.Rent(panels * Width * Math.Min(rows, BlockK));
        for (int k0 = 0; k0 < rows; k0 += BlockK)
        {
            int from = k0, k = Math.Min(BlockK, rows - k0);
            Run(team, groups, g =>
            {
                for (int p = g * BlockPanels; p < Math.Min(panels, (g + 1) * BlockPanels); p++)
                {
                    Pack(a, offset + (from * lda) + (p * Width), lda, Math.Min(Width, columns - (p * Width)), k, packed.AsSpan(p * Width * k));
                }
            });
            Run(team, groups, g => AddPanels(packed, k, panels, g, columns, c, target, ldc, sign));
        }

        System.Buffers.ArrayPool<double>.Shared.Return(packed);
    }

    private static void Run(WorkerTeam? team, int items, Action<int> job)
    {
        if (team is not null)
        {
            team.Run(items, job);
            return;
        }

        for (int i = 0; i < items; i++)
        {
            job(i);
        }
    }

    private static void AddBlock(float[] a, int lda, int rows, int columns, double[] c, int first)
    {
        int height = Math.Min(BlockRows, columns - first), width = columns - first;
        if (t_block is null || t_block.Length < height * width)
        {
            t_block = new float[height * width];
        }

        Span<float> block = t_block.AsSpan(0, height * width);
        block.Clear();
        Gemm.AddTransposed(a.AsSpan(first), lda, a.AsSpan(first), lda, rows, height, width, block, width);
        for (int i = 0; i < height; i++)
        {
            Widen(block.Slice((i * width) + i, width - i), c.AsSpan(((first + i) * columns) + first + i, width - i));
        }
    }

    /// <summary>c += block.</summary>
    private static void Widen(ReadOnlySpan<float> block, Span<double> c)
    {
        int i = 0;
        fixed (float* from = block)
        {
            fixed (double* to = c)
            {
                for (; i + 4 <= c.Length && Simd.Path != SimdPath.Scalar; i += 4)
                {
                    (Vector256.Load(to + i) + Vector256.WidenLower(Vector128.Load(from + i).ToVector256Unsafe())).Store(to + i);
                }
            }
        }

        for (; i < c.Length; i++)
        {
            c[i] += block[i];
        }
    }

    private static void Pack(double[] a, int start, int lda, int width, int k, Span<double> panel)
    {
        for (int i = 0; i < k; i++)
        {
            Span<double> row = panel.Slice(i * Width, Width);
            a.AsSpan(start + (i * lda), width).CopyTo(row);
            row[width..].Clear();
        }
    }

    /// <summary>All tiles of C on and right of the diagonal in some panels of rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddPanels(double[] packed, int k, int panels, int group, int columns, double[] c, int target, int ldc, double sign)
    {
        int first = group * BlockPanels, last = Math.Min(panels, first + BlockPanels);
        double* tile = stackalloc double[Width * Width];
        fixed (double* p = packed, pc = &c[target])
        {
            for (int j = first; j < panels; j++)
            {
                for (int i = first; i < Math.Min(last, j + 1); i++)
                {
                    double* rows = p + ((nint)i * Width * k), cols = p + ((nint)j * Width * k);
                    if (Simd.Path == SimdPath.Scalar)
                    {
                        ScalarTile(rows, cols, k, tile);
                    }
                    else
                    {
                        HalfTile(rows, cols, k, tile);
                        HalfTile(rows + 4, cols, k, tile + (4 * Width));
                    }

                    AddTile(tile, sign, i * Width, j * Width, columns, pc, ldc);
                }
            }
        }
    }

    private static void AddTile(double* tile, double sign, int row, int column, int columns, double* c, nint ldc)
    {
        int height = Math.Min(Width, columns - row), width = Math.Min(Width, columns - column);
        for (int i = 0; i < height; i++)
        {
            double* to = c + ((row + i) * ldc) + column;
            for (int j = row == column ? i : 0; j < width; j++)
            {
                to[j] += sign * tile[(i * Width) + j];
            }
        }
    }

    /// <summary>Four rows and eight columns: eight accumulators, as many as two multipliers with a latency of four need.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void HalfTile(double* rows, double* cols, int k, double* tile)
    {
        Vector256<double> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        for (int i = 0; i < k; i++)
        {
            Vector256<double> x = Vector256.Load(cols), y = Vector256.Load(cols + 4);
            Vector256<double> r = Vector256.Create(rows[0]);
            a0 = Vector256.FusedMultiplyAdd(r, x, a0);
            a1 = Vector256.FusedMultiplyAdd(r, y, a1);
            r = Vector256.Create(rows[1]);
            b0 = Vector256.FusedMultiplyAdd(r, x, b0);
            b1 = Vector256.FusedMultiplyAdd(r, y, b1);
            r = Vector256.Create(rows[2]);
            c0 = Vector256.FusedMultiplyAdd(r, x, c0);
            c1 = Vector256.FusedMultiplyAdd(r, y, c1);
            r = Vector256.Create(rows[3]);
            d0 = Vector256.FusedMultiplyAdd(r, x, d0);
            d1 = Vector256.FusedMultiplyAdd(r, y, d1);
            rows += Width;
            cols += Width;
        }

        a0.Store(tile);
        a1.Store(tile + 4);
        b0.Store(tile + 8);
        b1.Store(tile + 12);
        c0.Store(tile + 16);
        c1.Store(tile + 20);
        d0.Store(tile + 24);
        d1.Store(tile + 28);
    }

    private static void ScalarTile(double* rows, double* cols, int k, double* tile)
    {
        new Span<double>(tile, Width * Width).Clear();
        for (int p = 0; p < k; p++)
        {
            for (int i = 0; i < Width; i++)
            {
                for (int j = 0; j < Width; j++)
                {
                    tile[(i * Width) + j] = Math.FusedMultiplyAdd(rows[(p * Width) + i], cols[(p * Width) + j], tile[(i * Width) + j]);
                }
            }
        }
    }
}
