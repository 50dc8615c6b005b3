using System.Runtime.CompilerServices;

namespace Unroll.Cells;

/// <summary>LSTM with peepholes (Gers, Schraudolph and Schmidhuber 2002): the gates see the cell state, by a weight a unit each.</summary>
/// <remarks>c' = σ(f + p_f ⊙ c) ⊙ c + σ(i + p_i ⊙ c) ⊙ tanh(g)      h' = σ(o + p_o ⊙ c') ⊙ tanh(c')</remarks>
public readonly struct PeepholeLstmCell : ICell<PeepholeLstmCell>
{
    /// <inheritdoc/>
    public static CellShape Shape { get; } = new(
        "lstm-peephole", gates: ["i", "f", "g", "o"], states: ["h", "c"], biases: [0, 1, 0, 0], weights: [new("peephole_i", -0.1f, 0.1f), new("peephole_f", -0.1f, 0.1f), new("peephole_o", -0.1f, 0.1f)]);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (i, f, g, o, pi, pf, po) = gates;
        var (_, c) = states;
        N next = (N.Sigmoid(f + (pf * c)) * c) + (N.Sigmoid(i + (pi * c)) * N.Tanh(g));
        return new(N.Sigmoid(o + (po * next)) * N.Tanh(next), next);
    }
}

/// <summary>LSTM whose input gate is what the forget gate leaves (Greff et al. 2017, CIFG).</summary>
/// <remarks>c' = σ(f) ⊙ c + (1 − σ(f)) ⊙ tanh(g)      h' = σ(o) ⊙ tanh(c')</remarks>
public readonly struct CoupledLstmCell : ICell<CoupledLstmCell>
{
    /// <inheritdoc/>
    public static CellShape Shape { get; } = new("lstm-coupled", gates: ["f", "g", "o"], states: ["h", "c"], biases: [1, 0, 0]);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (f, g, o) = gates;
        var (_, c) = states;
        N candidate = N.Tanh(g), next = candidate + (N.Sigmoid(f) * (c - candidate));
        return new(N.Sigmoid(o) * N.Tanh(next), next);
    }
}

/// <summary>
/// Layer-normalised LSTM (Ba, Kiros and Hinton 2016): pre-activations and cell state are normalised over the units of the layer, every gate by
/// itself, the sum of input and recurrent part at once.
/// </summary>
/// <remarks>c' = σ(f) ⊙ c + σ(i) ⊙ tanh(g)      h' = σ(o) ⊙ tanh(norm(c')), where i, f, g, o are normalised</remarks>
public readonly struct LayerNormLstmCell : ICell<LayerNormLstmCell>
{
    /// <inheritdoc/>
    public static CellShape Shape { get; } = new(
        "lstm-norm", gates: ["i", "f", "g", "o"], states: ["h", "c"], biases: [0, 1, 0, 0], inner: InnerKind.Normalised, normalised: true);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Inner<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (i, f, g, _, _) = gates;
        var (_, c) = states;
        return (N.Sigmoid(f) * c) + (N.Sigmoid(i) * N.Tanh(g));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (_, _, _, o, normalised) = gates;
        return new(N.Sigmoid(o) * N.Tanh(normalised), Inner(gates, states));
    }
}

/// <summary>sLSTM of xLSTM (Beck et al. 2024): exponential gates, a normaliser n and a stabiliser m; one head, its recurrent matrix dense.</summary>
/// <remarks>
/// m' = max(f + m, i)      i* = exp(i − m')      f* = exp(f + m − m')
/// <para>c' = f* ⊙ c + i* ⊙ tanh(z)      n' = f* ⊙ n + i*      h' = σ(o) ⊙ c' / n'</para>
/// <para>n is at least as large as in the paper's start by the first step: with c, n and m at zero, n' = i* ≥ e^(i − m') > 0.</para>
/// </remarks>
public readonly struct SLstmCell : ICell<SLstmCell>
{
    /// <inheritdoc/>
    public static CellShape Shape { get; } = new("slstm", gates: ["i", "f", "z", "o"], states: ["h", "c", "n", "m"]);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (i, f, z, o) = gates;
        var (_, c, n, m) = states;
        N kept = f + m, nextM = N.Max(kept, i);
        N input = N.Exp(i - nextM), forget = N.Exp(kept - nextM);
        N nextC = (forget * c) + (input * N.Tanh(z)), nextN = (forget * n) + input;
        return new(N.Sigmoid(o) * (nextC / nextN), nextC, nextN, nextM);
    }
}
