namespace Unroll.Cells;

/// <summary>Where the numbers of some rows of units lie; all distances in numbers.</summary>
/// <param name="GateRow">From one row of a plane of gates to the next.</param>
/// <param name="Plane">From one plane of gates to the next.</param>
/// <param name="Row">From one row of a state, or of its gradient, to the next.</param>
/// <param name="State">From one state to the next.</param>
/// <param name="Next">From a state to the same state after the step.</param>
/// <param name="DState">From the gradient of one state to the next.</param>
internal readonly record struct CellLayout(int GateRow, int Plane, int Row, int State, int Next, int DState)
{
    /// <summary>Gates [rows, planes, units] and states [states, 2, rows, units], as the plain reference has them.</summary>
    public static CellLayout Plain(int planes, int rows, int units, int state) => new(planes * units, units, units, state, rows * units, rows * units);

    /// <summary>Gates [planes, rows, 16], one block of 16 units of rows of states that are <paramref name="row"/> units long.</summary>
    public static CellLayout Block(int rows, int row, int state) =>
        new(Kernels.PackedMatrix.PanelWidth, rows * Kernels.PackedMatrix.PanelWidth, row, state, rows * row, rows * row);
}
