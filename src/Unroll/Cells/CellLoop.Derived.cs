using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unroll.Cells;

/// <content>The gradient by running the equations on dual numbers.</content>
internal static partial class CellLoop<TCell, V, T>
{
    /// <summary>The transposed Jacobian of the step times the gradient of the next states.</summary>
    /// <inheritdoc cref="CellPass{T}"/>
    /// <typeparam name="P">The partial derivatives: <see cref="CellInfo{TCell}.Partials"/> of them.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Derived<P>(in CellData<T> data, in CellLayout layout, int rows, int units)
        where P : struct, IPartials<P, V>
    {
        int count = CellInfo<TCell>.States;
        ref T d = ref MemoryMarshal.GetReference(data.Gradients);
        nint dState = layout.DState;
        for (int row = 0; row < rows; row++)
        {
            for (int j = 0; j < units; j += V.Width)
            {
                nint g = ((nint)row * layout.GateRow) + j, at = ((nint)row * layout.Row) + j;
                States<Dual<V, P>> y = TCell.Step(DualGates<P>(data.Gates, data.Weights, layout, g, j), DualStates<P>(data.States, layout, at));

                // Σ over the next states of (partials · gradient): the transposed Jacobian times the gradient.
                P sum = P.Scale(y.S0.D, V.Load(ref d, at));
                if (count > 1) sum = P.Add(sum, P.Scale(y.S1.D, V.Load(ref d, at + dState)));
                if (count > 2) sum = P.Add(sum, P.Scale(y.S2.D, V.Load(ref d, at + (2 * dState))));
                if (count > 3) sum = P.Add(sum, P.Scale(y.S3.D, V.Load(ref d, at + (3 * dState))));
                StoreGradients(sum, data, layout, g, at, j, add: false);
            }
        }
    }

    /// <summary>What the gradient of the inner value adds.</summary>
    /// <inheritdoc cref="CellPass{T}"/>
    /// <typeparam name="P">The partial derivatives: <see cref="CellInfo{TCell}.Partials"/> of them.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DerivedInner<P>(in CellData<T> data, in CellLayout layout, int rows, int units)
        where P : struct, IPartials<P, V>
    {
        ref T dm = ref MemoryMarshal.GetReference(data.Inner);
        for (int row = 0; row < rows; row++)
        {
            for (int j = 0; j < units; j += V.Width)
            {
                nint g = ((nint)row * layout.GateRow) + j, at = ((nint)row * layout.Row) + j;
                Dual<V, P> m = TCell.Inner(DualGates<P>(data.Kept, data.Weights, layout, g, j), DualStates<P>(data.States, layout, at));
                StoreGradients(P.Scale(m.D, V.Load(ref dm, at)), data, layout, g, at, j, add: true);
            }
        }
    }

    private static Gates<Dual<V, P>> DualGates<P>(Span<T> gates, Span<T> weights, in CellLayout layout, nint g, nint unit)
        where P : struct, IPartials<P, V>
    {
        int count = CellInfo<TCell>.Inputs;
        Gates<V> v = LoadGates(ref MemoryMarshal.GetReference(gates), g, layout.Plane, ref MemoryMarshal.GetReference(weights), unit, layout.Weight);
        Gates<Dual<V, P>> x = default;
        x.G0 = new(v.G0, P.Unit(0));
        if (count > 1) x.G1 = new(v.G1, P.Unit(1));
        if (count > 2) x.G2 = new(v.G2, P.Unit(2));
        if (count > 3) x.G3 = new(v.G3, P.Unit(3));
        if (count > 4) x.G4 = new(v.G4, P.Unit(4));
        if (count > 5) x.G5 = new(v.G5, P.Unit(5));
        if (count > 6) x.G6 = new(v.G6, P.Unit(6));
        if (count > 7) x.G7 = new(v.G7, P.Unit(7));
        return x;
    }

    /// <summary>The place of the partial derivative by state s: those of the states that are read follow those of the inputs, without gaps.</summary>
    private static int PartialOf(int s) => CellInfo<TCell>.Inputs + System.Numerics.BitOperations.PopCount(CellInfo<TCell>.Reads & ((1UL << s) - 1));

    private static States<Dual<V, P>> DualStates<P>(Span<T> states, in CellLayout layout, nint at)
        where P : struct, IPartials<P, V>
    {
        ulong reads = CellInfo<TCell>.Reads;
        States<V> v = LoadStates(ref MemoryMarshal.GetReference(states), at, layout.State);
        States<Dual<V, P>> y = default;
        if ((reads & 1) != 0) y.S0 = new(v.S0, P.Unit(PartialOf(0)));
        if ((reads & 2) != 0) y.S1 = new(v.S1, P.Unit(PartialOf(1)));
        if ((reads & 4) != 0) y.S2 = new(v.S2, P.Unit(PartialOf(2)));
        if ((reads & 8) != 0) y.S3 = new(v.S3, P.Unit(PartialOf(3)));
        return y;
    }

    private static void StoreGradients<P>(P sum, in CellData<T> data, in CellLayout layout, nint g, nint at, nint unit, bool add)
        where P : struct, IPartials<P, V>
    {
        ref T a = ref MemoryMarshal.GetReference(data.Gates);
        ref T d = ref MemoryMarshal.GetReference(data.Gradients);
        ref T dw = ref MemoryMarshal.GetReference(data.WeightGradients);
        int planes = CellInfo<TCell>.PreActivations;
        for (int i = 0; i < planes; i++)
        {
            Put(P.Get(sum, i), ref a, g + (i * layout.Plane), add);
        }

        for (int i = 0; i < CellInfo<TCell>.Weights; i++)
        {
            Put(P.Get(sum, planes + i), ref dw, unit + (i * layout.Weight), add: true);
        }

        for (int s = 0; s < CellInfo<TCell>.States; s++)
        {
            bool read = ((CellInfo<TCell>.Reads >> s) & 1) != 0;
            Put(read ? P.Get(sum, PartialOf(s)) : V.Of(0), ref d, at + (s * layout.DState), add);
        }
    }

    private static void Put(V value, ref T target, nint at, bool add) => V.Store(add ? V.Load(ref target, at) + value : value, ref target, at);
}
