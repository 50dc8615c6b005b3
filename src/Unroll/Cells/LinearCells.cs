using System.Runtime.CompilerServices;

namespace Unroll.Cells;

/// <summary>minGRU (Feng et al. 2024): gates and candidate see the input only, so that the state is a weighted sum.</summary>
/// <remarks>h' = (1 − σ(z)) ⊙ h + σ(z) ⊙ n, without recurrent matrix</remarks>
public readonly struct MinGruCell : ICell<MinGruCell>
{
    /// <inheritdoc/>
    public static CellShape Shape { get; } = new("mingru", gates: ["z", "n"], states: ["h"], recurrent: false);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (z, n) = gates;
        N h = states.Single;
        return new(h + (N.Sigmoid(z) * (n - h)));
    }
}

/// <summary>minLSTM (Feng et al. 2024): forget and input gate, made to add up to one, see the input only.</summary>
/// <remarks>h' = (σ(f) ⊙ h + σ(i) ⊙ n) / (σ(f) + σ(i)), without recurrent matrix</remarks>
public readonly struct MinLstmCell : ICell<MinLstmCell>
{
    /// <inheritdoc/>
    public static CellShape Shape { get; } = new("minlstm", gates: ["i", "f", "n"], states: ["h"], biases: [0, 1, 0], recurrent: false);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (i, f, n) = gates;
        N input = N.Sigmoid(i), forget = N.Sigmoid(f), h = states.Single;
        return new(((forget * h) + (input * n)) / (forget + input));
    }
}

/// <summary>
/// Simple recurrent unit (Lei et al. 2018): the gates see the input and, by a weight a unit, the cell state; a highway carries the input past,
/// always through a projection u, as the reference implementation does where input and state differ in size.
/// </summary>
/// <remarks>c' = σ(f + v_f ⊙ c) ⊙ c + (1 − σ(f + v_f ⊙ c)) ⊙ n      h' = σ(r + v_r ⊙ c) ⊙ c' + (1 − σ(r + v_r ⊙ c)) ⊙ u</remarks>
public readonly struct SruCell : ICell<SruCell>
{
    /// <inheritdoc/>
    public static CellShape Shape { get; } = new(
        "sru", gates: ["n", "f", "r", "u"], states: ["h", "c"], weights: [new("recurrent_f", -0.5f, 0.5f), new("recurrent_r", -0.5f, 0.5f)], recurrent: false);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (n, f, r, u, vf, vr) = gates;
        var (_, c) = states;
        N forget = N.Sigmoid(f + (vf * c)), reset = N.Sigmoid(r + (vr * c)), next = n + (forget * (c - n));
        return new(u + (reset * (next - u)), next);
    }
}
