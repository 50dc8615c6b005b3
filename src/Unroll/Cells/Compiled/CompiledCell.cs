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
    private static int Planes => CellInfo<TCell>.PreActivations;

    /// <summary>Compiles all passes.</summary>
    [RequiresDynamicCode("Compiles the equations of a cell.")]
    public static TrainingPasses<T> Compile()
    {
        Equations equations = Equations.Of<TCell>();
        int ofStep = equations.Nodes.Count;
        Place[] gradient = [.. GradientOfStep(equations)], innerGradient = [.. GradientOfInner(equations)];
        int[] wanted = [.. gradient.Concat(innerGradient).Select(p => p.Node)];
        KeptValues kept = KeptValues.Choose(equations, wanted, ofStep, Planes);

        Place[] slots = [.. kept.Slots.Select((node, i) => new Place(Memory.Gates, i, node))], gates = [.. Inputs(equations, Memory.Gates, Operation.Gate, Planes)];
        Place[] others = [.. Inputs(equations, Memory.States, Operation.State, CellInfo<TCell>.States), .. Inputs(equations, Memory.Weights, Operation.Weight, CellInfo<TCell>.Weights)];
        IEnumerable<Place> changed = slots.Where(p => p.Node != gates[p.Index].Node), next = equations.Next.Select((node, i) => new Place(Memory.Next, i, node));
        IEnumerable<Place> dNext = Inputs(equations, Memory.Gradients, Operation.Gradient, CellInfo<TCell>.States);
        return new TrainingPasses<T>(
            Pass("forward", equations, [.. gates, .. others], [.. changed, .. next]),
            Pass("backward", equations, [.. slots, .. others, .. dNext], gradient),
            equations.Inner is null
                ? null
                : Pass("inner backward", equations, [.. slots.Select(p => p with { Memory = Memory.Kept }), .. others, .. Inputs(equations, Memory.Inner, Operation.InnerGradient, 1)], innerGradient));
    }

    private static IEnumerable<Place> GradientOfStep(Equations equations)
    {
        Adjoint adjoint = new(equations, [.. equations.Next.Select((node, s) => (node, equations.Input(Operation.Gradient, s)))]);
        return Of(Memory.Gates, Operation.Gate, Planes, adjoint, add: false)
            .Concat(Of(Memory.Gradients, Operation.State, CellInfo<TCell>.States, adjoint, add: false))
            .Concat(Of(Memory.WeightGradients, Operation.Weight, CellInfo<TCell>.Weights, adjoint, add: true));
    }

    private static IEnumerable<Place> GradientOfInner(Equations equations)
    {
        if (equations.Inner is not { } inner)
        {
            return [];
        }

        Adjoint adjoint = new(equations, [(inner, equations.Input(Operation.InnerGradient, 0))]);
        return Of(Memory.Gates, Operation.Gate, Planes, adjoint, add: true)
            .Concat(Of(Memory.Gradients, Operation.State, CellInfo<TCell>.States, adjoint, add: true))
            .Concat(Of(Memory.WeightGradients, Operation.Weight, CellInfo<TCell>.Weights, adjoint, add: true));
    }

    private static Place[] Of(Memory memory, Operation kind, int count, Adjoint adjoint, bool add) =>
        [.. Enumerable.Range(0, count).Where(i => !add || adjoint.Reaches(kind, i)).Select(i => new Place(memory, i, adjoint.Of(kind, i), add))];

    private static IEnumerable<Place> Inputs(Equations equations, Memory memory, Operation kind, int count) =>
        Enumerable.Range(0, count).Select(i => new Place(memory, i, equations.Input(kind, i)));

    [RequiresDynamicCode("Compiles the equations of a cell.")]
    private static CellPass<T> Pass(string name, Equations equations, IReadOnlyList<Place> loads, IReadOnlyList<Place> stores)
    {
        CompiledPass<T> pass = CellEmitter<V, T>.Compile($"{TCell.Shape.Name} {name}", equations, loads, stores);
        return (in data, in layout, rows, units) => pass(
            ref MemoryMarshal.GetReference(data.Gates),
            ref MemoryMarshal.GetReference(data.States),
            ref MemoryMarshal.GetReference(data.Gradients),
            ref MemoryMarshal.GetReference(data.Weights),
            ref MemoryMarshal.GetReference(data.WeightGradients),
            ref MemoryMarshal.GetReference(data.Inner),
            ref MemoryMarshal.GetReference(data.Kept),
            layout.GateRow,
            layout.Plane,
            layout.Row,
            layout.State,
            layout.Next,
            layout.DState,
            layout.Weight,
            rows,
            units);
    }
}
