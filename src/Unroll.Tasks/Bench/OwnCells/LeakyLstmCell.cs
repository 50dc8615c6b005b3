using System.Runtime.CompilerServices;
using Unroll.Cells;

namespace Unroll.Tasks.Bench.OwnCells;

/// <summary>The cell of docs/how-to/write-your-own-cell.md: an LSTM whose output is a leaky integral, each unit with a rate of its own that it learns.</summary>
/// <remarks>c' = σ(f) ⊙ c + σ(i) ⊙ tanh(g)      h' = h + σ(r) ⊙ (σ(o) ⊙ tanh(c') − h)</remarks>
public readonly struct LeakyLstmCell : ICell<LeakyLstmCell>
{
    /// <inheritdoc/>
    public static CellShape Shape { get; } = new(
        "leaky-lstm", gates: ["i", "f", "g", "o"], states: ["h", "c"], biases: [0, 1, 0, 0], weights: [new("rate", 1, 3)]);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (i, f, g, o, rate) = gates;
        var (h, c) = states;
        N next = (N.Sigmoid(f) * c) + (N.Sigmoid(i) * N.Tanh(g));
        return new(h + (N.Sigmoid(rate) * ((N.Sigmoid(o) * N.Tanh(next)) - h)), next);
    }
}
