using System.Runtime.CompilerServices;

namespace Unroll.Cells;

/// <summary>Gated recurrent unit as in the paper (Cho et al. 2014), reset before: the reset gate multiplies the state that goes into the product.</summary>
/// <remarks>n = tanh(W_n x + U_n (σ(r) ⊙ h) + b_n)      h' = (1 − σ(z)) ⊙ n + σ(z) ⊙ h</remarks>
public readonly struct ResetBeforeGruCell : ICell<ResetBeforeGruCell>
{
    /// <inheritdoc/>
    public static CellShape Shape { get; } = new("gru-reset-before", gates: ["r", "z", "n"], states: ["h"], separate: 1, inner: InnerKind.Product);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Inner<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (r, _, _, _) = gates;
        return N.Sigmoid(r) * states.Single;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (_, z, nx, nh) = gates;
        N h = states.Single, n = N.Tanh(nx + nh);
        return new(n + (N.Sigmoid(z) * (h - n)));
    }
}

/// <summary>Minimal gated unit (Zhou et al. 2016): one gate forgets and resets.</summary>
/// <remarks>n = tanh(W_n x + U_n (σ(f) ⊙ h) + b_n)      h' = (1 − σ(f)) ⊙ h + σ(f) ⊙ n</remarks>
public readonly struct MguCell : ICell<MguCell>
{
    /// <inheritdoc/>
    public static CellShape Shape { get; } = new("mgu", gates: ["f", "n"], states: ["h"], separate: 1, inner: InnerKind.Product);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Inner<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (f, _, _) = gates;
        return N.Sigmoid(f) * states.Single;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (f, nx, nh) = gates;
        N h = states.Single;
        return new(h + (N.Sigmoid(f) * (N.Tanh(nx + nh) - h)));
    }
}
