using System.Runtime.CompilerServices;
using Unroll.Cells;

namespace Unroll.Tasks.Bench.OwnCells;

/// <summary>Separate parts: a tanh RNN with multiplicative integration (Wu et al. 2016).</summary>
/// <remarks>h' = tanh(α ⊙ Wx ⊙ Uh + β₁ ⊙ Uh + β₂ ⊙ Wx), where Wx and Uh have their biases</remarks>
public readonly struct MultiplicativeCell : ICell<MultiplicativeCell>
{
    /// <inheritdoc/>
    public static CellShape Shape { get; } = new(
        "multiplicative", gates: ["a"], states: ["h"], separate: 1, weights: [new("alpha", 1, 1), new("beta1", 0.5f, 0.5f), new("beta2", 0.5f, 0.5f)]);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (wx, uh, alpha, beta1, beta2) = gates;
        return new(N.Tanh((alpha * wx * uh) + (beta1 * uh) + (beta2 * wx)));
    }
}

/// <summary>No recurrent matrix: each unit is an integrator with a gate that sees the input only.</summary>
/// <remarks>h' = σ(f) ⊙ h + (1 − σ(f)) ⊙ tanh(g)</remarks>
public readonly struct IntegratorCell : ICell<IntegratorCell>
{
    /// <inheritdoc/>
    public static CellShape Shape { get; } = new("integrator", gates: ["f", "g"], states: ["h"], biases: [2, 0], recurrent: false);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (f, g) = gates;
        N h = states.Single, candidate = N.Tanh(g);
        return new(candidate + (N.Sigmoid(f) * (h - candidate)));
    }
}

/// <summary>An inner product: the candidate's recurrent matrix sees h behind a reset gate.</summary>
/// <remarks>h' = tanh(W_n x + U_n (σ(r) ⊙ h))</remarks>
public readonly struct ResetCell : ICell<ResetCell>
{
    /// <inheritdoc/>
    public static CellShape Shape { get; } = new("reset", gates: ["r", "n"], states: ["h"], separate: 1, inner: InnerKind.Product);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Inner<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (r, _, _) = gates;
        return N.Sigmoid(r) * states.Single;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (_, input, inner) = gates;
        return new(N.Tanh(input + inner));
    }
}

/// <summary>A normalised inner value: the state is a sum that may grow, the output is that sum normalised over the units.</summary>
/// <remarks>s' = s + tanh(a)      h' = tanh(norm(s'))</remarks>
public readonly struct NormalisedSumCell : ICell<NormalisedSumCell>
{
    /// <inheritdoc/>
    public static CellShape Shape { get; } = new("normalised-sum", gates: ["a"], states: ["h", "s"], inner: InnerKind.Normalised);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Inner<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (a, _) = gates;
        var (_, s) = states;
        return s + N.Tanh(a);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (_, normalised) = gates;
        return new(N.Tanh(normalised), Inner(gates, states));
    }
}
