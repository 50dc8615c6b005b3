using System.Runtime.CompilerServices;

namespace Unroll.Cells;

/// <summary>The simple recurrent network of Elman (1990) with tanh.</summary>
/// <remarks>h' = tanh(a), where a = W_ih x + b_ih + W_hh h + b_hh</remarks>
public readonly struct TanhCell : ICell<TanhCell>
{
    /// <inheritdoc/>
    public static CellShape Shape { get; } = new("rnn", gates: ["a"], states: ["h"]);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N> => new(N.Tanh(gates.Single));
}

/// <summary>The simple recurrent network with rectified units (Le, Jaitly and Hinton 2015).</summary>
/// <remarks>h' = max(a, 0), where a = W_ih x + b_ih + W_hh h + b_hh</remarks>
public readonly struct ReluCell : ICell<ReluCell>
{
    /// <inheritdoc/>
    public static CellShape Shape { get; } = new("rnn-relu", gates: ["a"], states: ["h"]);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N> => new(N.Relu(gates.Single));
}
