using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;

namespace Unroll.Cells.Compiled;

/// <summary>Where the numbers of one unit are read and written.</summary>
internal enum Memory
{
    /// <summary>A plane of gates.</summary>
    Gates,

    /// <summary>A previous state.</summary>
    States,

    /// <summary>A next state.</summary>
    Next,

    /// <summary>The gradient of a state.</summary>
    Gradients,

    /// <summary>A weight of the cell's own.</summary>
    Weights,

    /// <summary>The gradient of a weight of the cell's own.</summary>
    WeightGradients,

    /// <summary>The inner value or its gradient.</summary>
    Inner,

    /// <summary>A plane of the copy of the gates.</summary>
    Kept,
}

/// <summary>A number in memory.</summary>
/// <param name="Memory">Where.</param>
/// <param name="Index">Which gate or state.</param>
/// <param name="Node">The number in the equations.</param>
/// <param name="Add">Whether it is added to what is there.</param>
internal readonly record struct Place(Memory Memory, int Index, int Node, bool Add = false);

/// <summary>A pass over rows of units; distances as in <see cref="CellLayout"/>.</summary>
internal delegate void CompiledPass<T>(
    ref T gates, ref T states, ref T gradients, ref T weights, ref T weightGradients, ref T inner, ref T kept,
    nint gateRow, nint plane, nint row, nint state, nint next, nint dState, nint weight, nint rows, nint units)
    where T : unmanaged;

/// <summary>Writes a loop over rows of units whose body loads some numbers, computes others from them and stores those.</summary>
internal sealed class CellEmitter<V, T>
    where V : struct, IVectorElement<V, T>
    where T : unmanaged
{
    private const int GateRow = 7, Plane = 8, Row = 9, State = 10, Next = 11, DState = 12, Weight = 13, Rows = 14, Units = 15;

    private readonly Equations _equations;
    private readonly ILGenerator _il;
    private readonly Dictionary<int, LocalBuilder> _locals = [];
    private readonly LocalBuilder _row, _unit, _gateRow, _stateRow, _gate, _at;

    [RequiresDynamicCode("Compiles the equations of a cell.")]
    private CellEmitter(Equations equations, DynamicMethod method)
    {
        (_equations, _il) = (equations, method.GetILGenerator());
        LocalBuilder Index() => _il.DeclareLocal(typeof(nint));
        (_row, _unit, _gateRow, _stateRow, _gate, _at) = (Index(), Index(), Index(), Index(), Index(), Index());
    }

    /// <summary>Compiles one pass.</summary>
    /// <param name="name">Its name in a profiler.</param>
    /// <param name="equations">The operations.</param>
    /// <param name="loads">What is read.</param>
    /// <param name="stores">What is written; all is read before anything is written.</param>
    [RequiresDynamicCode("Compiles the equations of a cell.")]
    public static CompiledPass<T> Compile(string name, Equations equations, IReadOnlyList<Place> loads, IReadOnlyList<Place> stores)
    {
        Type reference = typeof(T).MakeByRefType(), distance = typeof(nint);
        Type[] parameters = [.. Enumerable.Repeat(reference, GateRow), .. Enumerable.Repeat(distance, Units - GateRow + 1)];
        DynamicMethod method = new(name, typeof(void), parameters, typeof(CellEmitter<V, T>).Module, skipVisibility: true);
        CellEmitter<V, T> emitter = new(equations, method);
        emitter.Write(loads, stores);
        return method.CreateDelegate<CompiledPass<T>>();
    }

    private void Write(IReadOnlyList<Place> loads, IReadOnlyList<Place> stores)
    {
        HashSet<int> given = [.. loads.Select(p => p.Node)];
        SortedSet<int> needed = _equations.Needed(stores.Select(p => p.Node), given);
        foreach (int id in needed.Where(id => _equations.Nodes[id].Operation == Operation.Constant))
        {
            _il.Emit(OpCodes.Ldc_R8, _equations.Nodes[id].Value);
            Call(id);
        }

        Loop(_row, Rows, 1, () =>
        {
            Loop(_unit, Units, V.Width, () =>
            {
                Sum(_gate, _gateRow);
                Sum(_at, _stateRow);
                foreach (Place place in loads.Where(p => needed.Contains(p.Node)))
                {
                    Address(place);
                    _il.Emit(OpCodes.Call, VectorMethods<V, T>.Load);
                    _il.Emit(OpCodes.Stloc, Local(place.Node));
                }

                foreach (Place place in stores)
                {
                    Compute(place.Node);
                    _il.Emit(OpCodes.Ldloc, _locals[place.Node]);
                    if (place.Add)
                    {
                        Address(place);
                        _il.Emit(OpCodes.Call, VectorMethods<V, T>.Load);
                        _il.Emit(OpCodes.Call, VectorMethods<V, T>.Of(Operation.Add));
                    }

                    Address(place);
                    _il.Emit(OpCodes.Call, VectorMethods<V, T>.Store);
                }
            });
            Advance(_gateRow, GateRow);
            Advance(_stateRow, Row);
        });
        _il.Emit(OpCodes.Ret);
    }

    /// <summary>Operands first; a number that is there already is not computed again.</summary>
    private void Compute(int id)
    {
        if (_locals.ContainsKey(id))
        {
            return;
        }

        Node node = _equations.Nodes[id];
        foreach (int operand in node.Operands)
        {
            Compute(operand);
        }

        foreach (int operand in node.Operands)
        {
            _il.Emit(OpCodes.Ldloc, _locals[operand]);
        }

        Call(id);
    }

    private void Call(int id)
    {
        _il.Emit(OpCodes.Call, VectorMethods<V, T>.Of(_equations.Nodes[id].Operation));
        _il.Emit(OpCodes.Stloc, Local(id));
    }

    private LocalBuilder Local(int id) => _locals[id] = _il.DeclareLocal(typeof(V));

    /// <summary>The first number of the memory, and the index of the one that is meant.</summary>
    private void Address(Place place)
    {
        (int memory, LocalBuilder at, int stride) = place.Memory switch
        {
            Memory.Gates => (0, _gate, Plane),
            Memory.States or Memory.Next => (1, _at, State),
            Memory.Gradients => (2, _at, DState),
            Memory.Weights => (3, _unit, Weight),
            Memory.WeightGradients => (4, _unit, Weight),
            Memory.Inner => (5, _at, 0),
            _ => (6, _gate, Plane),
        };
        Argument(memory);
        _il.Emit(OpCodes.Ldloc, at);
        if (place.Index > 0)
        {
            _il.Emit(OpCodes.Ldc_I4, place.Index);
            _il.Emit(OpCodes.Conv_I);
            Argument(stride);
            _il.Emit(OpCodes.Mul);
            _il.Emit(OpCodes.Add);
        }

        if (place.Memory == Memory.Next)
        {
            Argument(Next);
            _il.Emit(OpCodes.Add);
        }
    }

    private void Loop(LocalBuilder counter, int limit, int by, Action body)
    {
        Label top = _il.DefineLabel(), test = _il.DefineLabel();
        _il.Emit(OpCodes.Ldc_I4_0);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Stloc, counter);
        _il.Emit(OpCodes.Br, test);
        _il.MarkLabel(top);
        body();
        _il.Emit(OpCodes.Ldloc, counter);
        _il.Emit(OpCodes.Ldc_I4, by);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Stloc, counter);
        _il.MarkLabel(test);
        _il.Emit(OpCodes.Ldloc, counter);
        Argument(limit);
        _il.Emit(OpCodes.Blt, top);
    }

    private void Sum(LocalBuilder target, LocalBuilder row)
    {
        _il.Emit(OpCodes.Ldloc, row);
        _il.Emit(OpCodes.Ldloc, _unit);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Stloc, target);
    }

    private void Advance(LocalBuilder row, int by)
    {
        _il.Emit(OpCodes.Ldloc, row);
        Argument(by);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Stloc, row);
    }

    private void Argument(int index) => _il.Emit(OpCodes.Ldarg, (short)index);
}
