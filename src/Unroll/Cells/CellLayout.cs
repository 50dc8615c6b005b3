namespace Unroll.Cells;

/// <summary>Where the numbers of some rows of units lie; all distances in numbers.</summary>
/// <param name="GateRow">From one row of a plane of gates to the next.</param>
/// <param name="Plane">From one plane of gates to the next.</param>
/// <param name="Row">From one row of a state, or of its gradient, to the next.</param>
/// <param name="State">From one state to the next.</param>
/// <param name="Next">From a state to the same state after the step: below zero where time runs backward.</param>
/// <param name="DState">From the gradient of one state to the next.</param>
/// <param name="Weight">From one of the cell's own weights, or its gradient, to the next.</param>
internal readonly record struct CellLayout(int GateRow, int Plane, int Row, int State, int Next, int DState, int Weight)
{
    /// <summary>Gates [rows, planes, units] and states [states, 2, rows, units], as the plain reference has them.</summary>
    public static CellLayout Plain(int planes, int rows, int units, int state) => new(planes * units, units, units, state, rows * units, rows * units, units);

    /// <summary>Gates [planes, rows, 16], one block of 16 units of rows of states that are <paramref name="row"/> units long.</summary>
    public static CellLayout Block(int rows, int row, int state, bool reversed) =>
        new(Kernels.PackedMatrix.PanelWidth, rows * Kernels.PackedMatrix.PanelWidth, row, state, reversed ? -rows * row : rows * row, rows * row, row);
}

/// <summary>The memory that a pass of a cell reads and writes.</summary>
internal readonly ref struct CellData<T>
    where T : unmanaged
{
    /// <summary>Pre-activations, then what the gradient wants of them, then their gradients.</summary>
    public Span<T> Gates { get; init; }

    /// <summary>Previous states; the next ones lie at a distance of <see cref="CellLayout.Next"/>, behind or before them, in the same buffer.</summary>
    public Span<T> States { get; init; }

    /// <summary>The gradient of the next states on entry, of the previous states on return.</summary>
    public Span<T> Gradients { get; init; }

    /// <summary>The cell's own weights.</summary>
    public Span<T> Weights { get; init; }

    /// <summary>Their gradients, which are added to.</summary>
    public Span<T> WeightGradients { get; init; }

    /// <summary>The inner value, or its gradient: rows as states have them.</summary>
    public Span<T> Inner { get; init; }

    /// <summary>For the gradient of the inner value: a copy of the gates as the forward step has left them.</summary>
    public Span<T> Kept { get; init; }
}
