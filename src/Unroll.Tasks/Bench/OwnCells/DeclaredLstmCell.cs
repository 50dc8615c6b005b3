using System.Runtime.CompilerServices;
using Unroll.Cells;

namespace Unroll.Tasks.Bench.OwnCells;

/// <summary>
/// An LSTM as a user would declare one, outside the library and by its equations alone, so that whatever the engine did for the built-in
/// <see cref="LstmCell"/> alone would show as a difference in speed.
/// </summary>
/// <remarks>c' = σ(f) ⊙ c + σ(i) ⊙ tanh(g)      h' = σ(o) ⊙ tanh(c')</remarks>
public readonly struct DeclaredLstmCell : ICell<DeclaredLstmCell>
{
    /// <inheritdoc/>
    public static CellShape Shape { get; } = new("declared-lstm", gates: ["i", "f", "g", "o"], states: ["h", "c"], biases: [0, 1, 0, 0]);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (i, f, g, o) = gates;
        var (_, c) = states;
        N next = (N.Sigmoid(i) * N.Tanh(g)) + (N.Sigmoid(f) * c);
        return new(N.Tanh(next) * N.Sigmoid(o), next);
    }
}
