using System.Runtime.CompilerServices;

namespace Unroll.Kernels;

/// <summary>
/// The right-hand matrix B [K, N] of a product, stored as the micro-kernel reads it: panels of <see cref="PanelWidth"/> columns,
/// each [k][column], zeros past the last column. Weights are packed once a step and used at every time step.
/// </summary>
public sealed class PackedMatrix
{
    /// <summary>Columns of a panel: what one register tile covers.</summary>
    public static readonly int PanelWidth = Simd.Path == SimdPath.Vector512 ? 64 : 16;

    /// <summary>Columns that are packed at once: a cache line.</summary>
    private const int Group = AlignedBuffer.Alignment;

    /// <summary>Makes room for a matrix.</summary>
    /// <param name="k">Rows of B: the length of the sums.</param>
    /// <param name="n">Columns of B.</param>
    public PackedMatrix(int k, int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n);
        K = k;
        N = n;
        Panels = (n + PanelWidth - 1) / PanelWidth;
        Buffer = new AlignedBuffer(checked(Panels * PanelWidth * k));
    }

    /// <summary>Rows of B.</summary>
    public int K { get; }

    /// <summary>Columns of B.</summary>
    public int N { get; }

    internal int Panels { get; }

    internal AlignedBuffer Buffer { get; }

    /// <summary>
    /// Packs B = Wᵀ: column n of B is a row of W. The rows of W come in blocks (the gates), and each block starts at a multiple of
    /// <paramref name="blockStride"/> columns of B.
    /// </summary>
    /// <param name="w">W [blocks · blockRows, K], row by row.</param>
    /// <param name="blockRows">Rows of one block.</param>
    /// <param name="blockStride">Columns of B from one block to the next, at least <paramref name="blockRows"/>.</param>
    public unsafe void PackTransposed(ReadOnlySpan<float> w, int blockRows, int blockStride)
    {
        fixed (float* source = w)
        fixed (float* target = Buffer.Span)
        {
            int rows = w.Length / K;
            for (int block = 0, row = 0; row < rows; block++)
            {
                int end = Math.Min(rows, row + blockRows);
                for (int n = block * blockStride; row < end;)
                {
                    // A group of columns inside a panel: its rows of W are read side by side, and written one cache line after the other.
                    int group = Math.Min(end - row, Group - (n % Group));
                    float* t = target + ((nint)(n / PanelWidth) * PanelWidth * K) + (n % PanelWidth);
                    Transpose(source + ((nint)row * K), group, K, t);
                    row += group;
                    n += group;
                }
            }
        }
    }

    /// <summary>Packs B = W, whose rows come in blocks, each starting at a multiple of <paramref name="blockStride"/> rows of B.</summary>
    /// <param name="w">W [blocks · blockRows, N], row by row.</param>
    /// <param name="blockRows">Rows of one block.</param>
    /// <param name="blockStride">Rows of B from one block to the next, at least <paramref name="blockRows"/>.</param>
    public unsafe void Pack(ReadOnlySpan<float> w, int blockRows, int blockStride)
    {
        fixed (float* source = w)
        fixed (float* target = Buffer.Span)
        {
            int rows = w.Length / N;
            for (int block = 0, row = 0; row < rows; block++)
            {
                int end = Math.Min(rows, row + blockRows);
                for (int k = block * blockStride; row < end; row++, k++)
                {
                    PackRow(source + ((nint)row * N), N, target + ((nint)k * PanelWidth), (nint)PanelWidth * K);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Transpose(float* rows, int count, int k, float* target)
    {
        int width = PanelWidth;
        for (int p = 0; p < k; p++, target += width)
        {
            float* s = rows + p;
            for (int i = 0; i < count; i++, s += k)
            {
                target[i] = *s;
            }
        }
    }

    /// <summary>Spreads one row of B over the panels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe void PackRow(float* row, int n, float* target, nint panelStride)
    {
        int width = PanelWidth;
        for (; n >= width; n -= width, row += width, target += panelStride)
        {
            Unsafe.CopyBlockUnaligned(target, row, (uint)width * sizeof(float));
        }

        for (int j = 0; j < n; j++)
        {
            target[j] = row[j];
        }
    }
}
