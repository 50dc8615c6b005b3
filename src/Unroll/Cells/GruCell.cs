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

    /// <inheritdoc/>
    public static bool HasGradient => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> StepAndKeep<N>(ref Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (r, z, nx, nh) = gates;
        N h = states.Single;
        (r, z) = (N.Sigmoid(r), N.Sigmoid(z));
        N n = N.Tanh(nx + (r * nh));
        gates = new(r, z, n, nh);
        return new(n + (z * (h - n)));
    }

    // dn_x = dh' (1 − z) (1 − n²),  dn_h = dn_x r,  dr = dn_x n_h r (1 − r),  dz = dh' (h − n) z (1 − z);   dh = dh' z
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Gates<N> Backward<N>(Gates<N> kept, States<N> states, States<N> next, ref States<N> d)
        where N : struct, IElement<N>
    {
        var (r, z, n, nh) = kept;
        N h = states.Single, dh = d.Single, one = N.Of(1);
        N dn = dh * (one - z) * (one - (n * n));
        d = new(dh * z);
        return new(dn * nh * r * (one - r), dh * (h - n) * z * (one - z), dn, dn * r);
    }
}
