using System.Runtime.CompilerServices;
using Unroll.Cells;

namespace Unroll.Tests.Layers;

/// <summary>LSTM with peepholes whose pre-activations are held within ± 0.1, behind the peepholes, as ONNX's attribute <c>clip</c> says.</summary>
public readonly struct ClippedLstm : ICell<ClippedLstm>
{
    public static CellShape Shape => PeepholeLstmCell.Shape;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (i, f, g, o, pi, pf, po) = gates;
        var (_, c) = states;
        N next = (N.Sigmoid(Clip(f + (pf * c))) * c) + (N.Sigmoid(Clip(i + (pi * c))) * N.Tanh(Clip(g)));
        return new(N.Sigmoid(Clip(o + (po * next))) * N.Tanh(next), next);
    }

    /// <summary>min(max(a, −0.1), 0.1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static N Clip<N>(N a)
        where N : struct, IElement<N> => -N.Max(-N.Max(a, N.Of(-0.1)), N.Of(-0.1));
}

/// <summary>LSTM whose gates are tanh and whose candidate is a sigmoid.</summary>
public readonly struct TanhGateLstm : ICell<TanhGateLstm>
{
    public static CellShape Shape => LstmCell.Shape;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (i, f, g, o) = gates;
        var (_, c) = states;
        N next = (N.Tanh(f) * c) + (N.Tanh(i) * N.Sigmoid(g));
        return new(N.Tanh(o) * N.Tanh(next), next);
    }
}

/// <summary>GRU, reset before, whose gates are tanh and whose candidate is a sigmoid.</summary>
public readonly struct TanhGateGru : ICell<TanhGateGru>
{
    public static CellShape Shape => ResetBeforeGruCell.Shape;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Inner<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (r, _, _, _) = gates;
        return N.Tanh(r) * states.Single;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (_, z, nx, nh) = gates;
        N h = states.Single, n = N.Sigmoid(nx + nh);
        return new(n + (N.Tanh(z) * (h - n)));
    }
}

/// <summary>GRU, reset before, whose gates are leaky rectifiers with slope 0.5.</summary>
public readonly struct LeakyGateGru : ICell<LeakyGateGru>
{
    public static CellShape Shape => ResetBeforeGruCell.Shape;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Inner<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (r, _, _, _) = gates;
        return Leaky(r) * states.Single;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (_, z, nx, nh) = gates;
        N h = states.Single, n = N.Tanh(nx + nh);
        return new(n + (Leaky(z) * (h - n)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static N Leaky<N>(N a)
        where N : struct, IElement<N> => N.Max(a, N.Of(0.5) * a);
}

/// <summary>GRU, reset before, whose candidate is 2 tanh(2 a).</summary>
public readonly struct ScaledTanhGru : ICell<ScaledTanhGru>
{
    public static CellShape Shape => ResetBeforeGruCell.Shape;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Inner<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N> => ResetBeforeGruCell.Inner(gates, states);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>
    {
        var (_, z, nx, nh) = gates;
        N h = states.Single, n = N.Of(2) * N.Tanh(N.Of(2) * (nx + nh));
        return new(n + (N.Sigmoid(z) * (h - n)));
    }
}
