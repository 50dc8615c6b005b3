using System.Runtime.CompilerServices;
using Unroll.Cells;

namespace Unroll.Tasks.Bench;

/// <summary>
/// A cell as a user would write one: the equations of a GRU (Cho et al. 2014, reset after), so that whatever the engine does for the built-in
/// <see cref="GruCell"/> alone shows as a difference in speed.
/// </summary>
/// <remarks>n = tanh(n_x + σ(r) ⊙ n_h)      h' = (1 − σ(z)) ⊙ n + σ(z) ⊙ h</remarks>
public readonly struct EquationsCell : ICell<EquationsCell>
{
    /// <inheritdoc/>
    public static CellShape Shape { get; } = new("equations", gates: ["r", "z", "n"], states: ["h"], separate: 1);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (r, z, nx, nh) = gates;
        N h = states.Single;
        N n = N.Tanh(nx + (N.Sigmoid(r) * nh));
        return new(n + (N.Sigmoid(z) * (h - n)));
    }
}
