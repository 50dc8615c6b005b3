using Unroll.Kernels;

namespace Unroll.Cells;

/// <summary>One step of a cell over rows of units, forward.</summary>
/// <param name="gates">[rows, preActivations, stride]: the pre-activations; unchanged.</param>
/// <param name="states">State s at [s · stateStride + row · stride]; the next state is written <c>rows · stride</c> behind it.</param>
/// <param name="stateStride">From one state to the next in <paramref name="states"/>.</param>
/// <param name="rows">Rows of the batch.</param>
/// <param name="stride">Units of a row, rounded up to a multiple of 16.</param>
internal delegate void CellForward<T>(Span<T> gates, Span<T> states, int stateStride, int rows, int stride)
    where T : unmanaged;

/// <summary>One step of a cell over rows of units, backward: the transposed Jacobian times the gradient.</summary>
/// <param name="gates">[rows, preActivations, stride]: the pre-activations on entry, their gradients on return.</param>
/// <param name="states">The previous states, as in <see cref="CellForward{T}"/>.</param>
/// <param name="stateStride">From one state to the next in <paramref name="states"/>.</param>
/// <param name="dStates">[states, rows, stride]: the gradient of the next states on entry, of the previous states on return.</param>
/// <param name="rows">Rows of the batch.</param>
/// <param name="stride">Units of a row, rounded up to a multiple of 16.</param>
internal delegate void CellBackward<T>(Span<T> gates, ReadOnlySpan<T> states, int stateStride, Span<T> dStates, int rows, int stride)
    where T : unmanaged;

/// <summary>The loops that run a cell's equations over vectors, chosen for this machine.</summary>
internal static class CellKernels<TCell>
    where TCell : struct, ICell<TCell>
{
    public static CellForward<float> Forward { get; } = Simd.Path switch
    {
        SimdPath.Vector512 => CellLoop<TCell, Float512, float>.Forward,
        SimdPath.Vector256 => CellLoop<TCell, Float256, float>.Forward,
        _ => CellLoop<TCell, Float1, float>.Forward,
    };

    public static CellBackward<float> Backward { get; } = Simd.Path switch
    {
        SimdPath.Vector512 => ForPartials<Float512, float>(),
        SimdPath.Vector256 => ForPartials<Float256, float>(),
        _ => ForPartials<Float1, float>(),
    };

    /// <summary>The reference in double precision.</summary>
    public static CellForward<double> ReferenceForward { get; } = CellLoop<TCell, Real, double>.Forward;

    /// <summary>The reference in double precision.</summary>
    public static CellBackward<double> ReferenceBackward { get; } = ForPartials<Real, double>();

    private static CellBackward<T> ForPartials<V, T>()
        where V : struct, IVectorElement<V, T>
        where T : unmanaged => CellInfo<TCell>.Partials switch
        {
            1 => CellLoop<TCell, V, T>.Backward<Partials1<V>>,
            2 => CellLoop<TCell, V, T>.Backward<Partials2<V>>,
            3 => CellLoop<TCell, V, T>.Backward<Partials3<V>>,
            4 => CellLoop<TCell, V, T>.Backward<Partials4<V>>,
            5 => CellLoop<TCell, V, T>.Backward<Partials5<V>>,
            6 => CellLoop<TCell, V, T>.Backward<Partials6<V>>,
            7 => CellLoop<TCell, V, T>.Backward<Partials7<V>>,
            8 => CellLoop<TCell, V, T>.Backward<Partials8<V>>,
            9 => CellLoop<TCell, V, T>.Backward<Partials9<V>>,
            _ => CellLoop<TCell, V, T>.Backward<Partials10<V>>,
        };
}
