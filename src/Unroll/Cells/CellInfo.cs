namespace Unroll.Cells;

/// <summary>What follows from a cell's shape and equations, worked out once; the JIT treats these numbers as constants.</summary>
internal static class CellInfo<TCell>
    where TCell : struct, ICell<TCell>
{
    public static readonly int PreActivations = TCell.Shape.PreActivations;

    public static readonly int States = TCell.Shape.States.Count;

    /// <summary>Bit s is set where the equations read the previous state s elementwise.</summary>
    public static readonly ulong Reads = FindReads();

    /// <summary>How many partial derivatives the Jacobian of one unit has in a row: the pre-activations and the states that are read.</summary>
    public static readonly int Partials = PreActivations + System.Numerics.BitOperations.PopCount(Reads);

    private static ulong FindReads()
    {
        Gates<Dependency> gates = default;
        States<Dependency> states = new(new(1), new(2), new(4), new(8));
        States<Dependency> next = TCell.Step(gates, states);
        ulong all = next.S0.Inputs;
        all |= States > 1 ? next.S1.Inputs : 0;
        all |= States > 2 ? next.S2.Inputs : 0;
        all |= States > 3 ? next.S3.Inputs : 0;
        return all;
    }
}
