using System.Runtime.CompilerServices;
using Unroll.Cells;

namespace Unroll.Tests.Cells;

/// <summary>As a user would write one: an LSTM whose input gate is what the forget gate leaves (Greff et al. 2017, CIFG).</summary>
/// <remarks>c' = σ(f) ⊙ c + (1 − σ(f)) ⊙ tanh(g)      h' = σ(o) ⊙ tanh(c')</remarks>
public readonly struct CoupledCell : ICell<CoupledCell>
{
    public static CellShape Shape { get; } = new("coupled", gates: ["f", "g", "o"], states: ["h", "c"], biases: [1, 0, 0]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (f, g, o) = gates;
        var (_, c) = states;
        N forget = N.Sigmoid(f);
        N next = (forget * c) + ((N.Of(1) - forget) * N.Tanh(g));
        return new(N.Sigmoid(o) * N.Tanh(next), next);
    }
}

/// <summary>Three states, exponential gating with a normaliser (in the manner of Beck et al. 2024, sLSTM), and every number operation there is.</summary>
/// <remarks>m' = max(n, 1)      c' = σ(f) ⊙ c + e^(i/2) ⊙ tanh(z)      n' = σ(f) ⊙ m' + e^(i/2)      h' = c' / n', halved where z ≤ 0</remarks>
public readonly struct ExponentialCell : ICell<ExponentialCell>
{
    public static CellShape Shape { get; } = new("exponential", gates: ["i", "f", "z"], states: ["h", "c", "n"]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (i, f, z) = gates;
        var (_, c, n) = states;
        N forget = N.Sigmoid(f), input = N.Exp(i * N.Of(0.5));
        N nextC = (forget * c) + (input * N.Tanh(z));
        N nextN = N.MultiplyAdd(forget, N.Max(n, N.Of(1)), input);
        N h = nextC / nextN;
        return new(N.SelectGreater(z, N.Of(0), h, h * N.Of(0.5)) + N.Relu(-z), nextC, nextN);
    }
}

/// <summary>As many pre-activations and states as there may be, every one of them read: ten partial derivatives.</summary>
public readonly struct WidestCell : ICell<WidestCell>
{
    public static CellShape Shape { get; } = new("widest", gates: ["a", "b", "c", "d", "e"], states: ["h", "p", "q", "r"], separate: 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (a, b, c, d, ex, eh) = gates;
        var (h, p, q, r) = states;
        N next = N.Tanh(ex + (N.Sigmoid(a) * eh));
        N nextP = (N.Sigmoid(b) * p) + (N.Sigmoid(c) * next);
        N nextQ = N.Tanh(q - (r * N.Tanh(d)));
        return new(N.Tanh(nextP + (N.Of(0.5) * h)), nextP, nextQ, N.Sigmoid(nextQ) * r);
    }
}

/// <summary>All gates separate, so that no gate has its input and recurrent parts summed (multiplicative integration, Wu et al. 2016).</summary>
/// <remarks>h' = tanh(a_x ⊙ a_h + b_x + b_h)</remarks>
public readonly struct SeparateCell : ICell<SeparateCell>
{
    public static CellShape Shape { get; } = new("separate", gates: ["a", "b"], states: ["h"], separate: 2);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (ax, bx, ah, bh) = gates;
        return new(N.Tanh((ax * ah) + bx + bh));
    }
}

/// <summary>Smooth everywhere but at exactly 0, where it is NaN: so is every unit of padding, and none of it may leak.</summary>
/// <remarks>h' = tanh((a ⊙ a) / a)</remarks>
public readonly struct QuotientCell : ICell<QuotientCell>
{
    public static CellShape Shape { get; } = new("quotient", gates: ["a"], states: ["h"]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N> => new(N.Tanh(gates.Single * gates.Single / gates.Single));
}
