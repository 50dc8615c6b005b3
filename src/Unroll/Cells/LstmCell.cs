using System.Runtime.CompilerServices;

namespace Unroll.Cells;

/// <summary>Long short-term memory (Hochreiter and Schmidhuber 1997) with the forget gate of Gers, Schmidhuber and Cummins (2000), without peepholes.</summary>
/// <remarks>c' = σ(f) ⊙ c + σ(i) ⊙ tanh(g)      h' = σ(o) ⊙ tanh(c')</remarks>
public readonly struct LstmCell : ICell<LstmCell>
{
    /// <inheritdoc/>
    public static CellShape Shape { get; } = new("lstm", gates: ["i", "f", "g", "o"], states: ["h", "c"], biases: [0, 1, 0, 0]);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (i, f, g, o) = gates;
        var (_, c) = states;
        N next = (N.Sigmoid(f) * c) + (N.Sigmoid(i) * N.Tanh(g));
        return new(N.Sigmoid(o) * N.Tanh(next), next);
    }

    /// <inheritdoc/>
    public static bool HasGradient => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> StepAndKeep<N>(ref Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (i, f, g, o) = gates;
        var (_, c) = states;
        (i, f, g, o) = (N.Sigmoid(i), N.Sigmoid(f), N.Tanh(g), N.Sigmoid(o));
        gates = new(i, f, g, o);
        N next = (f * c) + (i * g);
        return new(o * N.Tanh(next), next);
    }

    // dc' += dh' o (1 − tanh²c');   di = dc' g i (1 − i),  df = dc' c f (1 − f),  dg = dc' i (1 − g²),  do = dh' tanh c' o (1 − o);   dc = dc' f
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Gates<N> Backward<N>(Gates<N> kept, States<N> states, States<N> next, ref States<N> d)
        where N : struct, IElement<N>
    {
        var (i, f, g, o) = kept;
        var (_, c) = states;
        var (_, cNext) = next;
        var (dh, dc) = d;
        N one = N.Of(1), tanh = N.Tanh(cNext);
        dc += dh * o * (one - (tanh * tanh));
        d = new(N.Of(0), dc * f);
        return new(dc * g * i * (one - i), dc * c * f * (one - f), dc * i * (one - (g * g)), dh * tanh * o * (one - o));
    }
}
