using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Unroll.Cells.Compiled;

/// <summary>
/// A cell's training step, compiled from its equations once a process: forward, with what the gradient wants left in place of the
/// pre-activations, and the gradient in reverse. See docs/adr/0008.
/// </summary>
internal static class CompiledCell<TCell, V, T>
    where TCell : struct, ICell<TCell>
    where V : struct, IVectorElement<V, T>
    where T : unmanaged
{
    private static readonly string s_name = TCell.Shape.Name;

    /// <summary>Compiles both passes.</summary>
    [RequiresDynamicCode("Compiles the equations of a cell.")]
    public static (CellForward<T> ForwardAndKeep, CellBackward<T> Backward) Compile()
    {
        int planes = CellInfo<TCell>.PreActivations, states = CellInfo<TCell>.States;
        Equations equations = Equations.Of<TCell>();
        Adjoint adjoint = new(equations);
        Place[] gradient =
        [
            .. Enumerable.Range(0, planes).Select(i => new Place(Memory.Gates, i, adjoint.Of(Operation.Gate, i))),
            .. Enumerable.Range(0, states).Select(i => new Place(Memory.Gradients, i, adjoint.Of(Operation.State, i))),
        ];
        KeptValues kept = KeptValues.Choose(equations, [.. gradient.Select(p => p.Node)], adjoint.FirstNode, planes);

        Place[] slots = [.. kept.Slots.Select((node, i) => new Place(Memory.Gates, i, node))];
        Place[] gates = [.. Inputs(equations, Memory.Gates, Operation.Gate, planes)], before = [.. Inputs(equations, Memory.States, Operation.State, states)];
        IEnumerable<Place> changed = slots.Where(p => p.Node != gates[p.Index].Node), next = equations.Next.Select((node, i) => new Place(Memory.Next, i, node));
        CompiledPass<T> forward = CellEmitter<V, T>.Compile($"{s_name} forward", equations, [.. gates, .. before], [.. changed, .. next]);
        CompiledPass<T> backward = CellEmitter<V, T>.Compile($"{s_name} backward", equations, [.. slots, .. before, .. Inputs(equations, Memory.Gradients, Operation.Gradient, states)], gradient);
        return (Over(forward), OverGradients(backward));
    }

    private static IEnumerable<Place> Inputs(Equations equations, Memory memory, Operation kind, int count) =>
        Enumerable.Range(0, count).Select(i => new Place(memory, i, equations.Input(kind, i)));

    private static CellForward<T> Over(CompiledPass<T> pass) => (gates, states, in layout, rows, units) =>
        pass(ref MemoryMarshal.GetReference(gates), ref MemoryMarshal.GetReference(states), ref MemoryMarshal.GetReference(states), layout.GateRow, layout.Plane, layout.Row, layout.State, layout.Next, layout.DState, rows, units);

    private static CellBackward<T> OverGradients(CompiledPass<T> pass) => (gates, states, dStates, in layout, rows, units) =>
        pass(ref MemoryMarshal.GetReference(gates), ref MemoryMarshal.GetReference(states), ref MemoryMarshal.GetReference(dStates), layout.GateRow, layout.Plane, layout.Row, layout.State, layout.Next, layout.DState, rows, units);
}
