using System.Runtime.CompilerServices;
using Unroll.Cells.Compiled;
using Unroll.Kernels;

namespace Unroll.Cells;

/// <summary>One pass of a cell over rows of units.</summary>
/// <param name="data">What it reads and writes.</param>
/// <param name="layout">Where the numbers lie.</param>
/// <param name="rows">Rows of the batch.</param>
/// <param name="units">Units of a row, a multiple of the vector width.</param>
internal delegate void CellPass<T>(in CellData<T> data, in CellLayout layout, int rows, int units)
    where T : unmanaged;

/// <summary>The passes of training.</summary>
/// <param name="ForwardAndKeep">The step, which leaves in the gates what the gradient wants.</param>
/// <param name="Backward">The transposed Jacobian times the gradient of the next states.</param>
/// <param name="InnerBackward">What the gradient of the inner value adds to those of gates and states; null for a cell without one.</param>
internal sealed record TrainingPasses<T>(CellPass<T> ForwardAndKeep, CellPass<T> Backward, CellPass<T>? InnerBackward)
    where T : unmanaged;

/// <summary>The loops that run a cell's equations over vectors, chosen for this machine.</summary>
internal static class CellKernels<TCell>
    where TCell : struct, ICell<TCell>
{
    /// <summary>For prediction: leaves the gates as they are.</summary>
    public static CellPass<float> Forward { get; } = Simd.Path switch
    {
        SimdPath.Vector512 => CellLoop<TCell, Float512, float>.Forward,
        SimdPath.Vector256 => CellLoop<TCell, Float256, float>.Forward,
        _ => CellLoop<TCell, Float1, float>.Forward,
    };

    /// <summary>The inner value, from the pre-activations as they are before the step.</summary>
    public static CellPass<float> Inner { get; } = Simd.Path switch
    {
        SimdPath.Vector512 => CellLoop<TCell, Float512, float>.Inner,
        SimdPath.Vector256 => CellLoop<TCell, Float256, float>.Inner,
        _ => CellLoop<TCell, Float1, float>.Inner,
    };

    /// <summary>For training: its step gives the same bits as <see cref="Forward"/>.</summary>
    public static TrainingPasses<float> Training { get; } = Simd.Path switch
    {
        SimdPath.Vector512 => PassesFor<Float512>(),
        SimdPath.Vector256 => PassesFor<Float256>(),
        _ => PassesFor<Float1>(),
    };

    /// <summary>The reference in double precision.</summary>
    public static CellPass<double> ReferenceForward { get; } = CellLoop<TCell, Real, double>.Forward;

    /// <summary>The inner value in double precision.</summary>
    public static CellPass<double> ReferenceInner { get; } = CellLoop<TCell, Real, double>.Inner;

    /// <summary>The reference in double precision, by dual numbers.</summary>
    public static TrainingPasses<double> Reference { get; } = Dual<Real, double>();

    /// <summary>The gradient by dual numbers.</summary>
    internal static TrainingPasses<T> Dual<V, T>()
        where V : struct, IVectorElement<V, T>
        where T : unmanaged => CellInfo<TCell>.Partials switch
        {
            1 => Dual<V, T, Partials1<V>>(),
            2 => Dual<V, T, Partials2<V>>(),
            3 => Dual<V, T, Partials3<V>>(),
            4 => Dual<V, T, Partials4<V>>(),
            5 => Dual<V, T, Partials5<V>>(),
            6 => Dual<V, T, Partials6<V>>(),
            7 => Dual<V, T, Partials7<V>>(),
            8 => Dual<V, T, Partials8<V>>(),
            9 => Dual<V, T, Partials9<V>>(),
            10 => Dual<V, T, Partials10<V>>(),
            11 => Dual<V, T, Partials11<V>>(),
            _ => Dual<V, T, Partials12<V>>(),
        };

    private static TrainingPasses<T> Dual<V, T, P>()
        where V : struct, IVectorElement<V, T>
        where T : unmanaged
        where P : struct, IPartials<P, V> =>
        new(CellLoop<TCell, V, T>.Forward, CellLoop<TCell, V, T>.Derived<P>, CellInfo<TCell>.HasInner ? CellLoop<TCell, V, T>.DerivedInner<P> : null);

    /// <summary>Compiled, or by dual numbers where a program may not make code as it runs.</summary>
    private static TrainingPasses<float> PassesFor<V>()
        where V : struct, IVectorElement<V, float> =>
        RuntimeFeature.IsDynamicCodeSupported ? CompiledCell<TCell, V, float>.Compile() : Dual<V, float>();
}
