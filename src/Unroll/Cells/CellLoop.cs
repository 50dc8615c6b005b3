using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unroll.Cells;

/// <summary>Runs the equations of <typeparamref name="TCell"/> on vectors <typeparamref name="V"/> of numbers <typeparamref name="T"/>.</summary>
internal static class CellLoop<TCell, V, T>
    where TCell : struct, ICell<TCell>
    where V : struct, IVectorElement<V, T>
    where T : unmanaged
{
    /// <inheritdoc cref="CellForward{T}"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(Span<T> gates, Span<T> states, in CellLayout layout, int rows, int units)
    {
        ref T a = ref MemoryMarshal.GetReference(gates);
        ref T s = ref MemoryMarshal.GetReference(states);
        nint plane = layout.Plane, state = layout.State, next = layout.Next;
        for (int row = 0; row < rows; row++)
        {
            for (int j = 0; j < units; j += V.Width)
            {
                nint g = ((nint)row * layout.GateRow) + j, at = ((nint)row * layout.Row) + j;
                StoreStates(TCell.Step(LoadGates(ref a, g, plane), LoadStates(ref s, at, state)), ref s, at + next, state);
            }
        }
    }

    /// <summary>By running the equations on dual numbers.</summary>
    /// <inheritdoc cref="CellBackward{T}"/>
    /// <typeparam name="P">The partial derivatives: <see cref="CellInfo{TCell}.Partials"/> of them.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Derived<P>(Span<T> gates, ReadOnlySpan<T> states, Span<T> dStates, in CellLayout layout, int rows, int units)
        where P : struct, IPartials<P, V>
    {
        int pre = CellInfo<TCell>.PreActivations, count = CellInfo<TCell>.States;
        ulong reads = CellInfo<TCell>.Reads;
        ref T a = ref MemoryMarshal.GetReference(gates);
        ref T s = ref MemoryMarshal.GetReference(states);
        ref T d = ref MemoryMarshal.GetReference(dStates);
        nint plane = layout.Plane, state = layout.State, dState = layout.DState;
        for (int row = 0; row < rows; row++)
        {
            for (int j = 0; j < units; j += V.Width)
            {
                nint g = ((nint)row * layout.GateRow) + j, at = ((nint)row * layout.Row) + j;
                Gates<Dual<V, P>> x = default;
                x.G0 = new(V.Load(ref a, g), P.Unit(0));
                if (pre > 1) x.G1 = new(V.Load(ref a, g + plane), P.Unit(1));
                if (pre > 2) x.G2 = new(V.Load(ref a, g + (2 * plane)), P.Unit(2));
                if (pre > 3) x.G3 = new(V.Load(ref a, g + (3 * plane)), P.Unit(3));
                if (pre > 4) x.G4 = new(V.Load(ref a, g + (4 * plane)), P.Unit(4));
                if (pre > 5) x.G5 = new(V.Load(ref a, g + (5 * plane)), P.Unit(5));

                // The partials of the states that are read follow those of the gates, without gaps.
                int p0 = pre, p1 = p0 + (int)(reads & 1), p2 = p1 + (int)((reads >> 1) & 1), p3 = p2 + (int)((reads >> 2) & 1);
                States<Dual<V, P>> y = default;
                if ((reads & 1) != 0) y.S0 = new(V.Load(ref s, at), P.Unit(p0));
                if ((reads & 2) != 0) y.S1 = new(V.Load(ref s, at + state), P.Unit(p1));
                if ((reads & 4) != 0) y.S2 = new(V.Load(ref s, at + (2 * state)), P.Unit(p2));
                if ((reads & 8) != 0) y.S3 = new(V.Load(ref s, at + (3 * state)), P.Unit(p3));
                y = TCell.Step(x, y);

                // Σ over the next states of (partials · gradient): the transposed Jacobian times the gradient.
                P sum = P.Scale(y.S0.D, V.Load(ref d, at));
                if (count > 1) sum = P.Add(sum, P.Scale(y.S1.D, V.Load(ref d, at + dState)));
                if (count > 2) sum = P.Add(sum, P.Scale(y.S2.D, V.Load(ref d, at + (2 * dState))));
                if (count > 3) sum = P.Add(sum, P.Scale(y.S3.D, V.Load(ref d, at + (3 * dState))));

                V.Store(P.Get(sum, 0), ref a, g);
                if (pre > 1) V.Store(P.Get(sum, 1), ref a, g + plane);
                if (pre > 2) V.Store(P.Get(sum, 2), ref a, g + (2 * plane));
                if (pre > 3) V.Store(P.Get(sum, 3), ref a, g + (3 * plane));
                if (pre > 4) V.Store(P.Get(sum, 4), ref a, g + (4 * plane));
                if (pre > 5) V.Store(P.Get(sum, 5), ref a, g + (5 * plane));
                V zero = V.Of(0);
                V.Store((reads & 1) != 0 ? P.Get(sum, p0) : zero, ref d, at);
                if (count > 1) V.Store((reads & 2) != 0 ? P.Get(sum, p1) : zero, ref d, at + dState);
                if (count > 2) V.Store((reads & 4) != 0 ? P.Get(sum, p2) : zero, ref d, at + (2 * dState));
                if (count > 3) V.Store((reads & 8) != 0 ? P.Get(sum, p3) : zero, ref d, at + (3 * dState));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Gates<V> LoadGates(ref T a, nint at, nint plane)
    {
        int pre = CellInfo<TCell>.PreActivations;
        Gates<V> x = default;
        x.G0 = V.Load(ref a, at);
        if (pre > 1) x.G1 = V.Load(ref a, at + plane);
        if (pre > 2) x.G2 = V.Load(ref a, at + (2 * plane));
        if (pre > 3) x.G3 = V.Load(ref a, at + (3 * plane));
        if (pre > 4) x.G4 = V.Load(ref a, at + (4 * plane));
        if (pre > 5) x.G5 = V.Load(ref a, at + (5 * plane));
        return x;
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
