using System.Runtime.CompilerServices;
using Unroll.Cells;

namespace Unroll.Tests.Layers;

/// <summary>h' = σ(o) ⊙ c': the tanh of the output forgotten.</summary>
public readonly struct LstmWithoutOutputTanh : ICell<LstmWithoutOutputTanh>
{
    public static CellShape Shape => LstmCell.Shape;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (i, f, g, o) = gates;
        var (_, c) = states;
        N next = (N.Sigmoid(f) * c) + (N.Sigmoid(i) * N.Tanh(g));
        return new(N.Sigmoid(o) * next, next);
    }
}

/// <summary>c' = c + σ(i) ⊙ tanh(g): the LSTM of 1997, without forget gate.</summary>
public readonly struct LstmWithoutForgetGate : ICell<LstmWithoutForgetGate>
{
    public static CellShape Shape => LstmCell.Shape;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (i, _, g, o) = gates;
        var (_, c) = states;
        N next = c + (N.Sigmoid(i) * N.Tanh(g));
        return new(N.Sigmoid(o) * N.Tanh(next), next);
    }
}

/// <summary>c' = σ(f) ⊙ c + σ(i) ⊙ σ(g): the candidate with the wrong function.</summary>
public readonly struct LstmWithSigmoidCandidate : ICell<LstmWithSigmoidCandidate>
{
    public static CellShape Shape => LstmCell.Shape;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (i, f, g, o) = gates;
        var (_, c) = states;
        N next = (N.Sigmoid(f) * c) + (N.Sigmoid(i) * N.Sigmoid(g));
        return new(N.Sigmoid(o) * N.Tanh(next), next);
    }
}

/// <summary>h' = σ(z) ⊙ n + (1 − σ(z)) ⊙ h: the update gate of Cho et al. 2014 as printed, the other way round than everybody's.</summary>
public readonly struct GruWithFlippedUpdate : ICell<GruWithFlippedUpdate>
{
    public static CellShape Shape => GruCell.Shape;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (r, z, nx, nh) = gates;
        N h = states.Single;
        N n = N.Tanh(nx + (N.Sigmoid(r) * nh));
        return new(h + (N.Sigmoid(z) * (n - h)));
    }
}

/// <summary>n = tanh(n_x + n_h): the reset gate without effect.</summary>
public readonly struct GruWithoutReset : ICell<GruWithoutReset>
{
    public static CellShape Shape => GruCell.Shape;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (_, z, nx, nh) = gates;
        N h = states.Single;
        N n = N.Tanh(nx + nh);
        return new(n + (N.Sigmoid(z) * (h - n)));
    }
}
