using System.Runtime.CompilerServices;

namespace Unroll.Cells;

/// <summary>
/// Gated recurrent unit (Cho et al. 2014), reset after: the reset gate multiplies the recurrent product and its bias, as in PyTorch,
/// cuDNN and Keras' default, and not the state before the product, as in the paper.
/// </summary>
/// <remarks>n = tanh(n_x + σ(r) ⊙ n_h)      h' = (1 − σ(z)) ⊙ n + σ(z) ⊙ h</remarks>
public readonly struct GruCell : ICell<GruCell>
{
    /// <inheritdoc/>
    public static CellShape Shape { get; } = new("gru", gates: ["r", "z", "n"], states: ["h"], separate: 1);

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
