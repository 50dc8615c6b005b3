using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unroll.Kernels;

/// <summary>Where the panels of a matrix start: the first element of column 16 i of row 0, for every i. Pinned, so that kernels read it by pointer.</summary>
internal sealed class PanelTable
{
    // A kernel may still read a table by pointer when another thread asks for a longer one: what has been given out stays reachable.
    private static readonly List<PanelTable> s_rowMajors = [];
    private static PanelTable s_rowMajor = new() { IsRowMajor = true };

    private int[] _starts = [];

    /// <summary>How many panels are listed.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the panels of a row lie side by side.</summary>
    public bool IsRowMajor { get; private init; }

    public int this[int panel] => _starts[panel];

    internal unsafe int* Pointer => (int*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_starts));

    /// <summary>The panels of a matrix stored row by row: 0, 16, 32, …; at least <paramref name="panels"/> of them.</summary>
    /// <param name="panels">How many are needed.</param>
    /// <returns>A table that all share.</returns>
    public static PanelTable RowMajor(int panels)
    {
        PanelTable table = Volatile.Read(ref s_rowMajor);
        return table.Count >= panels ? table : LongerRowMajor(panels);
    }

    private static PanelTable LongerRowMajor(int panels)
    {
        lock (s_rowMajors)
        {
            if (s_rowMajor.Count < panels)
            {
                PanelTable table = new() { IsRowMajor = true };
                table.Resize(Math.Max(256, 2 * panels));
                for (int i = 0; i < table.Count; i++)
                {
                    table._starts[i] = i * PackedMatrix.PanelWidth;
                }

                s_rowMajors.Add(table);
                Volatile.Write(ref s_rowMajor, table);
            }

            return s_rowMajor;
        }
    }

    /// <summary>The same place for every panel.</summary>
    public static PanelTable Zeros(int panels)
    {
        PanelTable table = new();
        table.Resize(panels);
        Array.Clear(table._starts);
        return table;
    }

    /// <summary>
    /// The panels of gates stored [unit block][plane][rows][16], for the gates that take part in a product, in the order (unit block, gate).
    /// </summary>
    /// <param name="blocks">Blocks of 16 units.</param>
    /// <param name="gates">Gates that take part.</param>
    /// <param name="planes">Planes stored.</param>
    /// <param name="plane">The plane of each gate that takes part.</param>
    /// <param name="rows">Rows of a plane.</param>
    public void SetGates(int blocks, int gates, int planes, Func<int, int> plane, int rows)
    {
        Resize(blocks * gates);
        for (int i = 0; i < _starts.Length && i < Count; i++)
        {
            _starts[i] = ((i / gates * planes) + plane(i % gates)) * rows * PackedMatrix.PanelWidth;
        }
    }

    private void Resize(int count)
    {
        Count = count;
        if (_starts.Length < count)
        {
            _starts = GC.AllocateUninitializedArray<int>(count, pinned: true);
        }
    }
}

/// <summary>Where a matrix lies: element (row, column) at Panels[column / 16] + row · RowStride + column % 16.</summary>
/// <param name="Panels">The start of each 16 columns.</param>
/// <param name="RowStride">From one row to the next.</param>
internal readonly record struct PanelLayout(PanelTable Panels, int RowStride)
{
    /// <summary>A matrix stored row by row.</summary>
    public static PanelLayout RowMajor(int columns, int rowStride) => new(PanelTable.RowMajor(PackedMatrix.PanelsFor(columns)), rowStride);

    /// <summary>How many elements of a row are known to lie side by side.</summary>
    public int Run => Panels.IsRowMajor ? int.MaxValue : PackedMatrix.PanelWidth;

    /// <summary>How many floats a matrix of this layout reaches over; panels must be in rising order.</summary>
    public long Extent(int rows, int columns)
    {
        int last = PackedMatrix.PanelsFor(columns) - 1;
        return Panels[last] + ((rows - 1) * (long)RowStride) + columns - (last * PackedMatrix.PanelWidth);
    }
}
