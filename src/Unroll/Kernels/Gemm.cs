using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Unroll.Kernels;

/// <summary>
/// Matrix products in float. Every element of the result is the sum over k in rising order, however many rows are multiplied at once:
/// a row's result does not depend on the rows beside it, nor on the number of threads that share the columns.
/// </summary>
public static unsafe partial class Gemm
{
    /// <summary>Rows of a register tile.</summary>
    private const int TileRows = 6;

    /// <summary>Sums are cut here, so that a slice of a panel (16 KB) stays in the first-level cache while all rows pass.</summary>
    private const int BlockK = 256;

    /// <summary>Rows of A that stay in the second-level cache while the panels of B pass.</summary>
    private const int BlockM = 192;

    /// <summary>Floats of A up to which all of it stays in the second-level cache; then B is read panel by panel, from end to end.</summary>
    private const int ResidentA = 48 * 1024;

    /// <summary>Floats of B (384 KB) from which the next panel is fetched ahead: less would stay in a second-level cache of half a megabyte.</summary>
    private const int LargeB = 96 * 1024;

    private static readonly float[] s_zeros = new float[PackedMatrix.PanelWidth];

    private static readonly PanelTable s_noPanels = PanelTable.Zeros(4);

    /// <summary>C = A B, or C += A B.</summary>
    /// <param name="a">A [rows, K], <paramref name="lda"/> floats from row to row.</param>
    /// <param name="lda">At least K.</param>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="b">B [K, N].</param>
    /// <param name="c">C [rows, N], <paramref name="ldc"/> floats from row to row.</param>
    /// <param name="ldc">At least N.</param>
    /// <param name="accumulate">Adds to C instead of overwriting it.</param>
    public static void Multiply(ReadOnlySpan<float> a, int lda, int rows, PackedMatrix b, Span<float> c, int ldc, bool accumulate) =>
        Multiply(a, PanelLayout.RowMajor(b.K, lda), rows, default, b, 0, b.Panels, c, PanelLayout.RowMajor(b.N, ldc), accumulate, default, reversed: false);

    /// <summary>The same for some panels of B, with A and C in any layout of panels.</summary>
    /// <param name="a">A [rows, K].</param>
    /// <param name="aLayout">Where A lies.</param>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="b">B [K, N].</param>
    /// <param name="first">The first panel of B and C.</param>
    /// <param name="last">The panel after the last.</param>
    /// <param name="c">C [rows, N].</param>
    /// <param name="cLayout">Where C lies.</param>
    /// <param name="accumulate">Adds to C instead of overwriting it.</param>
    /// <param name="reversed">Takes the panels from the last to the first, to begin with those that the call before has left in the cache.</param>
    internal static void Multiply(
        ReadOnlySpan<float> a, PanelLayout aLayout, int rows, PackedMatrix b, int first, int last, Span<float> c, PanelLayout cLayout, bool accumulate, bool reversed = false) =>
        Multiply(a, aLayout, rows, default, b, first, last, c, cLayout, accumulate, default, reversed);

    /// <summary>The same for several A and C, at equal distances: the rows of one time step after the other.</summary>
    /// <param name="a">A [steps, rows, K].</param>
    /// <param name="aLayout">Where the A of one step lies.</param>
    /// <param name="rows">Rows of a step.</param>
    /// <param name="steps">How many steps, and the distances.</param>
    /// <param name="b">B [K, N].</param>
    /// <param name="first">The first panel of B and C.</param>
    /// <param name="last">The panel after the last.</param>
    /// <param name="c">C [steps, rows, N].</param>
    /// <param name="cLayout">Where the C of one step lies.</param>
    /// <param name="accumulate">Adds to C instead of overwriting it.</param>
    /// <param name="bias">Adds this row [panels · 16] to every row of A B, when C is overwritten; empty for none.</param>
    /// <param name="reversed">Takes the panels from the last to the first.</param>
    internal static void Multiply(
        ReadOnlySpan<float> a, PanelLayout aLayout, int rows, Steps steps, PackedMatrix b, int first, int last, Span<float> c, PanelLayout cLayout, bool accumulate,
        ReadOnlySpan<float> bias, bool reversed)
    {
        int count = steps.Following + 1;
        if (rows == 0 || count == 0 || first >= last)
        {
            return;
        }

        int columns = Math.Min(b.N, last * PackedMatrix.PanelWidth);
        ArgumentOutOfRangeException.ThrowIfLessThan(a.Length, aLayout.Extent(rows, b.K) + (steps.Following * (long)steps.AStride));
        ArgumentOutOfRangeException.ThrowIfLessThan(c.Length, cLayout.Extent(rows, columns) + (steps.Following * (long)steps.CStride));
        if (!bias.IsEmpty)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(bias.Length, last * PackedMatrix.PanelWidth);
        }

        fixed (float* pa = a, pc = c, pb = b.Buffer.Span, origin = bias.IsEmpty ? s_zeros : bias)
        {
            bool resident = (long)rows * count * b.K <= ResidentA;
            int blockK = resident ? b.K : BlockK, blockM = count > 1 ? rows : Math.Min(rows, BlockM), blockSteps = Math.Max(1, BlockM / rows);
            for (int k0 = 0; k0 < b.K; k0 += blockK)
            {
                int k1 = Math.Min(b.K, k0 + blockK);
                for (int step = 0; step < count; step += blockSteps)
                {
                    for (int m0 = 0; m0 < rows; m0 += blockM)
                    {
                        Product product = new()
                        {
                            A = pa + (step * (nint)steps.AStride) + ((nint)m0 * aLayout.RowStride),
                            APanels = aLayout.Panels.Pointer,
                            Lda = aLayout.RowStride,
                            AStep = steps.AStride,
                            B = pb,
                            PanelStride = b.PanelStride,
                            Ahead = b.Buffer.Length >= LargeB,
                            C = pc + (step * (nint)steps.CStride) + ((nint)m0 * cLayout.RowStride),
                            CPanels = cLayout.Panels.Pointer,
                            Ldc = cLayout.RowStride,
                            CStep = steps.CStride,
                            Rows = Math.Min(blockM, rows - m0),
                            Columns = b.N,
                            Steps = Math.Min(blockSteps, count - step),
                            Run = aLayout.Run,
                            LastPanel = cLayout.Panels.Count - 1,
                            From = accumulate ? Origin.C : bias.IsEmpty ? Origin.Zero : Origin.Bias,
                            Bias = origin,
                            BiasPanels = PanelTable.RowMajor(b.Panels).Pointer,
                            NoPanels = s_noPanels.Pointer,
                        };
                        Panels(product, first, last, k0, k1, reversed);
                    }
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

    /// <summary>How many panels one register tile covers: with few rows, more panels keep the multipliers busy.</summary>
    private static int PanelsAtOnce(int rows) => Simd.Path switch
    {
        SimdPath.Vector512 => 4,
        SimdPath.Vector256 => rows == 1 ? 4 : rows <= 3 ? 2 : 1,
        _ => 1,
    };

    /// <summary>Some panels over a range of k, in groups that one register tile covers; a panel that C has only in part is a group by itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Panels(in Product product, int first, int last, int k0, int k1, bool reversed)
    {
        int atOnce = PanelsAtOnce(product.Rows), whole = Math.Min(last, product.Columns / PackedMatrix.PanelWidth);
        int full = (Math.Max(0, whole - first) + atOnce - 1) / atOnce, groups = full + (last > Math.Max(first, whole) ? 1 : 0);
        for (int i = 0; i < groups; i++)
        {
            int group = reversed ? groups - 1 - i : i, following = reversed ? group - 1 : group + 1;
            int panel = group < full ? first + (group * atOnce) : last - 1;
            int width = group < full ? Math.Min(atOnce, whole - panel) : 1, next = following < full ? first + (following * atOnce) : last - 1;
            for (int k = k0; k < k1; k += BlockK)
            {
                int count = Math.Min(BlockK, k1 - k);
                nint ahead = k + count < k1 ? ((nint)panel * product.PanelStride) + ((nint)(k + count) * PackedMatrix.PanelWidth)
                    : ((nint)next * product.PanelStride) + ((nint)k0 * PackedMatrix.PanelWidth);
                Slice(product, panel, width, k, count, ahead, k + count < k1 ? panel : next);
            }
        }
    }

    /// <summary>All rows times a slice of k of a few panels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Slice(in Product product, int panel, int panels, int k0, int k, nint next, int nextPanel)
    {
        const int Width = PackedMatrix.PanelWidth;
        float* edge = stackalloc float[TileRows * Width];
        int tiles = (product.Rows + TileRows - 1) / TileRows, columns = Math.Min(Width, product.Columns - (panel * Width));
        float* b = product.B + ((nint)panel * product.PanelStride) + ((nint)k0 * Width);
        int* aPanels = product.APanels + (k0 / Width), cPanels = product.CPanels + panel;

        // What comes next is fetched evenly over this slice: every tile takes its part, a line or two every four steps of k.
        int calls = tiles * product.Steps;
        nint lines = product.Ahead ? Math.Min(2, ((4 * panels) + calls - 1) / calls) : 0, part = lines * ((k + 3) / 4);
        int height = product.Rows / tiles, taller = product.Rows - (height * tiles), zero = 0;
        nint line = 0, nextC = product.CPanels[Math.Clamp(nextPanel, 0, product.LastPanel)] - *cPanels;

        // After the first slice of k the sums go on from C.
        bool begin = k0 == 0 && product.From != Origin.C, biased = begin && product.From == Origin.Bias;
        int* fPanels = !begin ? cPanels : biased ? product.BiasPanels + panel : product.NoPanels;
        nint ldf = begin ? 0 : product.Ldc;
        for (int step = 0; step < product.Steps; step++)
        {
            float* a = product.A + (step * product.AStep), c = product.C + (step * product.CStep);
            for (int tile = 0; tile < tiles; tile++)
            {
                int r = tile < taller ? height + 1 : height;
                nint at = Math.Min(line, panels * k), piece = at < k ? 0 : at / k;
                float* ahead = product.B + next + (piece * product.PanelStride) + ((at - (piece * k)) * Width), f = begin ? product.Bias : c;
                FetchAhead(c + *cPanels + nextC, product.Ldc, r);
                if (columns == Width)
                {
                    Tile(panels, r, k, product.Run, a, aPanels, product.Lda, b, product.PanelStride, f, fPanels, ldf, c, cPanels, product.Ldc, ahead, lines * Width);
                }
                else
                {
                    LoadEdge(f + *fPanels, ldf, r, columns, edge);
                    Tile(1, r, k, product.Run, a, aPanels, product.Lda, b, product.PanelStride, edge, &zero, Width, edge, &zero, Width, ahead, lines * Width);
                    StoreEdge(edge, r, columns, c + *cPanels, product.Ldc);
                }

                a += r * product.Lda;
                c += r * product.Ldc;
                line += part;
            }
        }
    }

    /// <summary>Fetches the rows of C with which a tile will begin when the panel that comes next is taken.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FetchAhead(float* c, nint ldc, int rows)
    {
        for (int i = 0; i < rows && Sse.IsSupported; i++, c += ldc)
        {
            Sse.Prefetch0(c);
        }
    }

    private static void LoadEdge(float* from, nint stride, int rows, int columns, float* edge)
    {
        for (int i = 0; i < rows; i++, from += stride, edge += PackedMatrix.PanelWidth)
        {
            for (int j = 0; j < PackedMatrix.PanelWidth; j++)
            {
                edge[j] = j < columns ? from[j] : 0;
            }
        }
    }

    private static void StoreEdge(float* edge, int rows, int columns, float* c, nint ldc)
    {
        for (int i = 0; i < rows; i++, c += ldc, edge += PackedMatrix.PanelWidth)
        {
            for (int j = 0; j < columns; j++)
            {
                c[j] = edge[j];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile(
        int panels, int rows, nint k, nint run, float* a, int* aPanels, nint lda, float* b, nint bStride, float* f, int* fPanels, nint ldf, float* c, int* cPanels, nint ldc, float* next, nint ahead)
    {
        if (Simd.Path == SimdPath.Vector256)
        {
            switch (panels)
            {
                case 1: MicroKernels.Rows256x1(rows, k, run, a, aPanels, lda, b, bStride, f, fPanels, ldf, c, cPanels, ldc, next, ahead); break;
                case 2: MicroKernels.Rows256x2(rows, k, run, a, aPanels, lda, b, bStride, f, fPanels, ldf, c, cPanels, ldc, next, ahead); break;
                case 3: MicroKernels.Rows256x3(rows, k, run, a, aPanels, lda, b, bStride, f, fPanels, ldf, c, cPanels, ldc, next, ahead); break;
                default: MicroKernels.Rows256x4(rows, k, run, a, aPanels, lda, b, bStride, f, fPanels, ldf, c, cPanels, ldc, next, ahead); break;
            }
        }
        else if (Simd.Path == SimdPath.Vector512)
        {
            switch (panels)
            {
                case 1: MicroKernels.Rows512x1(rows, k, run, a, aPanels, lda, b, bStride, f, fPanels, ldf, c, cPanels, ldc, next, ahead); break;
                case 2: MicroKernels.Rows512x2(rows, k, run, a, aPanels, lda, b, bStride, f, fPanels, ldf, c, cPanels, ldc, next, ahead); break;
                case 3: MicroKernels.Rows512x3(rows, k, run, a, aPanels, lda, b, bStride, f, fPanels, ldf, c, cPanels, ldc, next, ahead); break;
                default: MicroKernels.Rows512x4(rows, k, run, a, aPanels, lda, b, bStride, f, fPanels, ldf, c, cPanels, ldc, next, ahead); break;
            }
        }
        else
        {
            ScalarTile(rows, k, run, a, aPanels, lda, b, f + *fPanels, ldf, c + *cPanels, ldc);
        }
    }

    /// <summary>The same tile one number at a time.</summary>
    private static void ScalarTile(int rows, nint k, nint run, float* a, int* aPanels, nint lda, float* b, float* f, nint ldf, float* c, nint ldc)
    {
        const int Width = PackedMatrix.PanelWidth;
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < Width; j++)
            {
                float sum = f[(i * ldf) + j];
                for (nint p = 0; p < k; p++)
                {
                    sum = MathF.FusedMultiplyAdd(a[aPanels[p / run] + (i * lda) + (p % run)], b[(p * Width) + j], sum);
                }

                c[(i * ldc) + j] = sum;
            }
        }
    }

    private enum Origin
    {
        Zero,
        C,
        Bias,
    }

    /// <summary>The operands of one product, as pointers.</summary>
    private readonly struct Product
    {
        public float* A { get; init; }

        public int* APanels { get; init; }

        public nint Lda { get; init; }

        public nint AStep { get; init; }

        public float* B { get; init; }

        public nint PanelStride { get; init; }

        /// <summary>Whether B is so large that the next panel is worth fetching ahead.</summary>
        public bool Ahead { get; init; }

        public float* C { get; init; }

        public int* CPanels { get; init; }

        public nint Ldc { get; init; }

        public nint CStep { get; init; }

        public int Rows { get; init; }

        public int Columns { get; init; }

        public int Steps { get; init; }

        /// <summary>What the sums begin with.</summary>
        public Origin From { get; init; }

        public float* Bias { get; init; }

        public int* BiasPanels { get; init; }

        public int* NoPanels { get; init; }

        /// <summary>The last panel of C whose place is known.</summary>
        public int LastPanel { get; init; }

        /// <summary>How many elements of a row of A lie side by side: all of them, or those of a panel.</summary>
        public int Run { get; init; }
    }
}

/// <summary>Equal distances from the A and C of one time step to the next.</summary>
/// <param name="Following">Steps after the first.</param>
/// <param name="AStride">Floats from A to A.</param>
/// <param name="CStride">Floats from C to C.</param>
internal readonly record struct Steps(int Following, int AStride, int CStride);
