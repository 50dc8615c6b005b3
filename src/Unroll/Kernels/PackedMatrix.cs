namespace Unroll.Kernels;

/// <summary>
/// The right-hand matrix B [K, N] of a product, stored as the micro-kernels read it: panels of 16 columns, each [k][column], zeros past
/// the last column. The layout is the same for every vector width. Weights are packed once a step and used at every time step.
/// </summary>
/// <remarks>
/// Columns (or rows) that belong to gates are dealt in blocks of 16 units, all gates of a block side by side: panel (u / 16) · gates + g
/// holds gate g of the units of block u / 16. So a few neighbouring panels give a cell all it needs for its next 16 units.
/// </remarks>
public sealed class PackedMatrix
{
    /// <summary>Columns of a panel.</summary>
    public const int PanelWidth = 16;

    /// <summary>Makes room for a matrix.</summary>
    /// <param name="k">Rows of B: the length of the sums.</param>
    /// <param name="n">Columns of B.</param>
    public PackedMatrix(int k, int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n);
        K = k;
        N = n;
        Panels = PanelsFor(n);
        Buffer = new AlignedBuffer(checked(Panels * PanelWidth * k));
    }

    /// <summary>Rows of B.</summary>
    public int K { get; }

    /// <summary>Columns of B.</summary>
    public int N { get; }

    internal int Panels { get; }

    internal int PanelStride => K * PanelWidth;

    internal AlignedBuffer Buffer { get; }

    /// <summary>How many panels hold <paramref name="columns"/> columns.</summary>
    /// <param name="columns">Columns.</param>
    /// <returns>Panels, the last perhaps in part.</returns>
    public static int PanelsFor(int columns) => (columns + PanelWidth - 1) / PanelWidth;

    /// <summary>Packs B = Wᵀ: a column of B is a row of W.</summary>
    /// <param name="w">W [gates · H, K], row by row.</param>
    /// <param name="gates">How many gates the rows belong to; with more than one, N is gates times H rounded up to 16.</param>
    public unsafe void PackTransposed(ReadOnlySpan<float> w, int gates = 1)
    {
        int hidden = w.Length / K / gates;
        Check(w.Length, gates, hidden, K, N);
        fixed (float* source = w, target = Buffer.Span)
        {
            for (int panel = 0; panel < Panels; panel++)
            {
                int gate = panel % gates, unit = panel / gates * PanelWidth;
                Packing.Transpose(source + ((((nint)gate * hidden) + unit) * K), K, Math.Min(PanelWidth, hidden - unit), K, target + ((nint)panel * PanelStride));
            }
        }
    }

    /// <summary>Packs B = W.</summary>
    /// <param name="w">W [gates · H, N], row by row.</param>
    /// <param name="gates">How many gates the rows belong to; with more than one, K is gates times H rounded up to 16.</param>
    public unsafe void Pack(ReadOnlySpan<float> w, int gates = 1)
    {
        int hidden = w.Length / N / gates;
        Check(w.Length, gates, hidden, N, K);
        fixed (float* source = w, target = Buffer.Span)
        {
            for (int panel = 0; panel < Panels; panel++)
            {
                int columns = Math.Min(PanelWidth, N - (panel * PanelWidth));
                float* from = source + (panel * PanelWidth), to = target + ((nint)panel * PanelStride);
                if (gates == 1)
                {
                    Packing.Copy(from, N, columns, hidden, to);
                    continue;
                }

                for (int block = 0; block * PanelWidth < hidden; block++)
                {
                    for (int gate = 0; gate < gates; gate++)
                    {
                        int unit = block * PanelWidth;
                        float* rows = to + ((nint)((block * gates) + gate) * PanelWidth * PanelWidth);
                        Packing.Copy(from + ((((nint)gate * hidden) + unit) * N), N, columns, Math.Min(PanelWidth, hidden - unit), rows);
                    }
                }
            }
        }
    }

    private static void Check(int length, int gates, int hidden, int other, int dealt)
    {
        if (length != (long)gates * hidden * other || (dealt != gates * AlignedBuffer.RoundUp(hidden) && (gates > 1 || dealt != hidden)))
        {
            throw new ArgumentException($"Packing: the weight has {length} numbers, which is not {gates} gates of the {dealt} by {other} that this packed matrix has room for.", nameof(length));
        }
    }
}
