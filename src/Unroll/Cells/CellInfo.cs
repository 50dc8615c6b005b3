namespace Unroll.Cells;

/// <summary>What follows from a cell's shape and equations, worked out once; the JIT treats these numbers as constants.</summary>
internal static class CellInfo<TCell>
    where TCell : struct, ICell<TCell>
{
    /// <summary>The planes of gates.</summary>
    public static readonly int PreActivations = TCell.Shape.PreActivations;

    /// <summary>The cell's own weights a unit.</summary>
    public static readonly int Weights = TCell.Shape.Weights.Count;

    /// <summary>All that <c>Step</c> gets beside the states.</summary>
    public static readonly int Inputs = PreActivations + Weights;

    public static readonly int States = TCell.Shape.States.Count;

    public static readonly bool HasInner = TCell.Shape.Inner != InnerKind.None;

    /// <summary>Bit s is set where the equations read the previous state s elementwise.</summary>
    public static readonly ulong Reads = FindReads();

    /// <summary>How many partial derivatives the Jacobian of one unit has in a row: the inputs and the states that are read.</summary>
    public static readonly int Partials = Inputs + System.Numerics.BitOperations.PopCount(Reads);

    private static ulong FindReads()
    {
        Gates<Dependency> gates = default;
        States<Dependency> states = new(new(1), new(2), new(4), new(8));
        States<Dependency> next = TCell.Step(gates, states);
        ulong all = next.S0.Inputs;
        all |= States > 1 ? next.S1.Inputs : 0;
        all |= States > 2 ? next.S2.Inputs : 0;
        all |= States > 3 ? next.S3.Inputs : 0;
        all |= HasInner ? TCell.Inner(gates, states).Inputs : 0;
        return all;
    }
}
