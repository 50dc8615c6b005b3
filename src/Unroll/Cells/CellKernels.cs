using System.Runtime.CompilerServices;
using Unroll.Cells.Compiled;
using Unroll.Kernels;

namespace Unroll.Cells;

/// <summary>One step of a cell over rows of units, forward.</summary>
/// <param name="gates">The pre-activations.</param>
/// <param name="states">The previous states; the next ones are written behind them.</param>
/// <param name="layout">Where the numbers lie.</param>
/// <param name="rows">Rows of the batch.</param>
/// <param name="units">Units of a row, a multiple of the vector width.</param>
internal delegate void CellForward<T>(Span<T> gates, Span<T> states, in CellLayout layout, int rows, int units)
    where T : unmanaged;

/// <summary>One step of a cell over rows of units, backward: the transposed Jacobian times the gradient.</summary>
/// <param name="gates">What the forward pass left on entry, the gradients of the pre-activations on return.</param>
/// <param name="states">The previous states, and the next ones behind them.</param>
/// <param name="dStates">The gradient of the next states on entry, of the previous states on return.</param>
/// <param name="layout">Where the numbers lie.</param>
/// <param name="rows">Rows of the batch.</param>
/// <param name="units">Units of a row, a multiple of the vector width.</param>
internal delegate void CellBackward<T>(Span<T> gates, ReadOnlySpan<T> states, Span<T> dStates, in CellLayout layout, int rows, int units)
    where T : unmanaged;

/// <summary>The loops that run a cell's equations over vectors, chosen for this machine.</summary>
internal static class CellKernels<TCell>
    where TCell : struct, ICell<TCell>
{
    private static readonly (CellForward<float> ForwardAndKeep, CellBackward<float> Backward) s_training = Simd.Path switch
    {
        SimdPath.Vector512 => Training<Float512>(),
        SimdPath.Vector256 => Training<Float256>(),
        _ => Training<Float1>(),
    };

    /// <summary>For prediction: leaves the gates as they are.</summary>
    public static CellForward<float> Forward { get; } = Simd.Path switch
    {
        SimdPath.Vector512 => CellLoop<TCell, Float512, float>.Forward,
        SimdPath.Vector256 => CellLoop<TCell, Float256, float>.Forward,
        _ => CellLoop<TCell, Float1, float>.Forward,
    };

    /// <summary>For training: leaves in the gates what <see cref="Backward"/> wants. The states are the same bits as those of <see cref="Forward"/>.</summary>
    public static CellForward<float> ForwardAndKeep => s_training.ForwardAndKeep;

    /// <summary>The gradient, from what <see cref="ForwardAndKeep"/> has left.</summary>
    public static CellBackward<float> Backward => s_training.Backward;

    /// <summary>The reference in double precision.</summary>
    public static CellForward<double> ReferenceForward { get; } = CellLoop<TCell, Real, double>.Forward;

    /// <summary>The reference in double precision, always derived from the equations.</summary>
    public static CellBackward<double> ReferenceBackward { get; } = ForPartials<Real, double>();

    /// <summary>Compiled, or by dual numbers where a program may not make code as it runs.</summary>
    private static (CellForward<float> ForwardAndKeep, CellBackward<float> Backward) Training<V>()
        where V : struct, IVectorElement<V, float> =>
        RuntimeFeature.IsDynamicCodeSupported ? CompiledCell<TCell, V, float>.Compile() : (CellLoop<TCell, V, float>.Forward, ForPartials<V, float>());

    /// <summary>The gradient by dual numbers.</summary>
    internal static CellBackward<T> ForPartials<V, T>()
        where V : struct, IVectorElement<V, T>
        where T : unmanaged => CellInfo<TCell>.Partials switch
        {
            1 => CellLoop<TCell, V, T>.Derived<Partials1<V>>,
            2 => CellLoop<TCell, V, T>.Derived<Partials2<V>>,
            3 => CellLoop<TCell, V, T>.Derived<Partials3<V>>,
            4 => CellLoop<TCell, V, T>.Derived<Partials4<V>>,
            5 => CellLoop<TCell, V, T>.Derived<Partials5<V>>,
            6 => CellLoop<TCell, V, T>.Derived<Partials6<V>>,
            7 => CellLoop<TCell, V, T>.Derived<Partials7<V>>,
            8 => CellLoop<TCell, V, T>.Derived<Partials8<V>>,
            9 => CellLoop<TCell, V, T>.Derived<Partials9<V>>,
            _ => CellLoop<TCell, V, T>.Derived<Partials10<V>>,
        };
}
