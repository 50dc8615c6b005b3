namespace Unroll.Kernels;

/// <summary>Up to 16 columns of a matrix A of which AᵀB is wanted.</summary>
/// <param name="Source">Where the first of them starts, in row 0.</param>
/// <param name="Target">The row of the result that it makes.</param>
/// <param name="Width">How many columns, 1 to 16.</param>
internal readonly record struct ColumnPanel(int Source, int Target, int Width);

/// <summary>
/// Where the panels of a matrix A [k, m] lie whose rows come in steps, as gates do: row r of a panel is at
/// Source + (r / RowsAStep) · StepStride + (r % RowsAStep) · RowStride.
/// </summary>
internal sealed class ColumnPanels
{
    private ColumnPanel[] _panels = [];

    public int Count { get; private set; }

    public int RowsAStep { get; private set; }

    public nint StepStride { get; private set; }

    public int RowStride { get; private set; }

    public ColumnPanel this[int panel] => _panels[panel];

    /// <summary>A matrix stored row by row.</summary>
    /// <param name="columns">m.</param>
    /// <param name="stride">From one row to the next.</param>
    public void SetRowMajor(int columns, int stride)
    {
        Resize(PackedMatrix.PanelsFor(columns));
        (RowsAStep, StepStride, RowStride) = (int.MaxValue, 0, stride);
        for (int i = 0; i < Count; i++)
        {
            int column = i * PackedMatrix.PanelWidth;
            _panels[i] = new ColumnPanel(column, column, Math.Min(PackedMatrix.PanelWidth, columns - column));
        }
    }

    /// <summary>Gates stored [step][unit block][plane][rows][16]; gate g of unit u makes row g · H + u of the result.</summary>
    /// <param name="table">Where the panels lie inside a step, in the order (unit block, gate).</param>
    /// <param name="gates">Gates.</param>
    /// <param name="hidden">H.</param>
    /// <param name="rows">Rows of a step.</param>
    /// <param name="step">Floats of a step.</param>
    /// <param name="firstGate">The gate of the result that the first one of the table is.</param>
    public void SetGates(PanelTable table, int gates, int hidden, int rows, int step, int firstGate = 0)
    {
        Resize(table.Count);
        (RowsAStep, StepStride, RowStride) = (rows, step, PackedMatrix.PanelWidth);
        for (int i = 0; i < Count; i++)
        {
            int unit = i / gates * PackedMatrix.PanelWidth;
            _panels[i] = new ColumnPanel(table[i], ((firstGate + (i % gates)) * hidden) + unit, Math.Min(PackedMatrix.PanelWidth, hidden - unit));
        }
    }

    /// <summary>Refuses what would reach outside of A, C or the sums.</summary>
    public void Check(int a, int k, int first, int last, int c, int ldc, int n, int sums)
    {
        int step = (k - 1) / RowsAStep;
        long lastRow = (step * (long)StepStride) + (Math.Min(k - 1, RowsAStep - 1) * (long)RowStride);
        for (int i = first; i < last; i++)
        {
            ColumnPanel panel = _panels[i];
            ArgumentOutOfRangeException.ThrowIfLessThan(a, panel.Source + lastRow + (sums > 0 ? PackedMatrix.PanelWidth : panel.Width));
            ArgumentOutOfRangeException.ThrowIfLessThan(c, ((panel.Target + panel.Width - 1) * (long)ldc) + n);
            if (sums > 0)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(sums, panel.Target + panel.Width);
            }
        }
    }

    private void Resize(int count)
    {
        Count = count;
        if (_panels.Length < count)
        {
            _panels = new ColumnPanel[count];
        }
    }
}
