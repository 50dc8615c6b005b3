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
}
