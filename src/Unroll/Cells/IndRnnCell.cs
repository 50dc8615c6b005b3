using System.Runtime.CompilerServices;

namespace Unroll.Cells;

/// <summary>Independently recurrent network (Li et al. 2018): every unit sees its own past only, by a weight u of its own.</summary>
/// <remarks>h' = max(a + u ⊙ h, 0), where a = W_ih x + b_ih</remarks>
public readonly struct IndRnnCell : ICell<IndRnnCell>
{
    /// <inheritdoc/>
    public static CellShape Shape { get; } = new("indrnn", gates: ["a"], states: ["h"], weights: [new("recurrent", 0, 1)], recurrent: false);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (a, u) = gates;
        return new(N.Relu(N.MultiplyAdd(u, states.Single, a)));
    }
}
