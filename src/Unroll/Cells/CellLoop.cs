using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unroll.Cells;

/// <summary>Runs the equations of <typeparamref name="TCell"/> on vectors <typeparamref name="V"/> of numbers <typeparamref name="T"/>.</summary>
internal static partial class CellLoop<TCell, V, T>
    where TCell : struct, ICell<TCell>
    where V : struct, IVectorElement<V, T>
    where T : unmanaged
{
    /// <summary>One step.</summary>
    /// <inheritdoc cref="CellPass{T}"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(in CellData<T> data, in CellLayout layout, int rows, int units)
    {
        ref T a = ref MemoryMarshal.GetReference(data.Gates);
        ref T s = ref MemoryMarshal.GetReference(data.States);
        ref T w = ref MemoryMarshal.GetReference(data.Weights);
        nint plane = layout.Plane, state = layout.State, next = layout.Next, weight = layout.Weight;
        for (int row = 0; row < rows; row++)
        {
            for (int j = 0; j < units; j += V.Width)
            {
                nint g = ((nint)row * layout.GateRow) + j, at = ((nint)row * layout.Row) + j;
                StoreStates(TCell.Step(LoadGates(ref a, g, plane, ref w, j, weight), LoadStates(ref s, at, state)), ref s, at + next, state);
            }
        }
    }

    /// <summary>The inner value.</summary>
    /// <inheritdoc cref="CellPass{T}"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Inner(in CellData<T> data, in CellLayout layout, int rows, int units)
    {
        ref T a = ref MemoryMarshal.GetReference(data.Gates);
        ref T s = ref MemoryMarshal.GetReference(data.States);
        ref T w = ref MemoryMarshal.GetReference(data.Weights);
        ref T m = ref MemoryMarshal.GetReference(data.Inner);
        nint plane = layout.Plane, state = layout.State, weight = layout.Weight;
        for (int row = 0; row < rows; row++)
        {
            for (int j = 0; j < units; j += V.Width)
            {
                nint g = ((nint)row * layout.GateRow) + j, at = ((nint)row * layout.Row) + j;
                V.Store(TCell.Inner(LoadGates(ref a, g, plane, ref w, j, weight), LoadStates(ref s, at, state)), ref m, at);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Gates<V> LoadGates(ref T a, nint at, nint plane, ref T w, nint unit, nint weight)
    {
        int count = CellInfo<TCell>.Inputs;
        Gates<V> x = default;
        x.G0 = V.Load(ref a, at);
        if (count > 1) x.G1 = LoadInput(1, ref a, at, plane, ref w, unit, weight);
        if (count > 2) x.G2 = LoadInput(2, ref a, at, plane, ref w, unit, weight);
        if (count > 3) x.G3 = LoadInput(3, ref a, at, plane, ref w, unit, weight);
        if (count > 4) x.G4 = LoadInput(4, ref a, at, plane, ref w, unit, weight);
        if (count > 5) x.G5 = LoadInput(5, ref a, at, plane, ref w, unit, weight);
        if (count > 6) x.G6 = LoadInput(6, ref a, at, plane, ref w, unit, weight);
        if (count > 7) x.G7 = LoadInput(7, ref a, at, plane, ref w, unit, weight);
        return x;
    }

    /// <summary>The pre-activations come first, the cell's own weights after them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LoadInput(int i, ref T a, nint at, nint plane, ref T w, nint unit, nint weight)
    {
        int planes = CellInfo<TCell>.PreActivations;
        return i < planes ? V.Load(ref a, at + (i * plane)) : V.Load(ref w, unit + ((i - planes) * weight));
    }

    /// <summary>Only the states that the equations read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static States<V> LoadStates(ref T s, nint at, nint state)
    {
        ulong reads = CellInfo<TCell>.Reads;
        States<V> y = default;
        if ((reads & 1) != 0) y.S0 = V.Load(ref s, at);
        if ((reads & 2) != 0) y.S1 = V.Load(ref s, at + state);
        if ((reads & 4) != 0) y.S2 = V.Load(ref s, at + (2 * state));
        if ((reads & 8) != 0) y.S3 = V.Load(ref s, at + (3 * state));
        return y;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreStates(States<V> y, ref T s, nint at, nint state)
    {
        int count = CellInfo<TCell>.States;
        V.Store(y.S0, ref s, at);
        if (count > 1) V.Store(y.S1, ref s, at + state);
        if (count > 2) V.Store(y.S2, ref s, at + (2 * state));
        if (count > 3) V.Store(y.S3, ref s, at + (3 * state));
    }
}
