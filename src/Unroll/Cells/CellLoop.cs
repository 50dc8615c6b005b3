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
    public static void Forward(Span<T> gates, Span<T> states, int stateStride, int rows, int stride)
    {
        int pre = CellInfo<TCell>.PreActivations, count = CellInfo<TCell>.States;
        ulong reads = CellInfo<TCell>.Reads;
        ref T a = ref MemoryMarshal.GetReference(gates);
        ref T s = ref MemoryMarshal.GetReference(states);
        nint next = (nint)rows * stride, h = stride;
        for (int row = 0; row < rows; row++)
        {
            for (int j = 0; j < stride; j += V.Width)
            {
                nint g = ((nint)row * pre * stride) + j, at = ((nint)row * stride) + j;
                Gates<V> x = default;
                x.G0 = V.Load(ref a, g);
                if (pre > 1) x.G1 = V.Load(ref a, g + h);
                if (pre > 2) x.G2 = V.Load(ref a, g + (2 * h));
                if (pre > 3) x.G3 = V.Load(ref a, g + (3 * h));
                if (pre > 4) x.G4 = V.Load(ref a, g + (4 * h));
                if (pre > 5) x.G5 = V.Load(ref a, g + (5 * h));
                States<V> y = default;
                if ((reads & 1) != 0) y.S0 = V.Load(ref s, at);
                if ((reads & 2) != 0) y.S1 = V.Load(ref s, at + stateStride);
                if ((reads & 4) != 0) y.S2 = V.Load(ref s, at + (2 * (nint)stateStride));
                if ((reads & 8) != 0) y.S3 = V.Load(ref s, at + (3 * (nint)stateStride));
                y = TCell.Step(x, y);
                V.Store(y.S0, ref s, at + next);
                if (count > 1) V.Store(y.S1, ref s, at + next + stateStride);
                if (count > 2) V.Store(y.S2, ref s, at + next + (2 * (nint)stateStride));
                if (count > 3) V.Store(y.S3, ref s, at + next + (3 * (nint)stateStride));
            }
        }
    }

    /// <inheritdoc cref="CellBackward{T}"/>
    /// <typeparam name="P">The partial derivatives: <see cref="CellInfo{TCell}.Partials"/> of them.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward<P>(Span<T> gates, ReadOnlySpan<T> states, int stateStride, Span<T> dStates, int rows, int stride)
        where P : struct, IPartials<P, V>
    {
        int pre = CellInfo<TCell>.PreActivations, count = CellInfo<TCell>.States;
        ulong reads = CellInfo<TCell>.Reads;
        ref T a = ref MemoryMarshal.GetReference(gates);
        ref T s = ref MemoryMarshal.GetReference(states);
        ref T d = ref MemoryMarshal.GetReference(dStates);
        nint dStride = (nint)rows * stride, h = stride;
        for (int row = 0; row < rows; row++)
        {
            for (int j = 0; j < stride; j += V.Width)
            {
                nint g = ((nint)row * pre * stride) + j, at = ((nint)row * stride) + j;
                Gates<Dual<V, P>> x = default;
                x.G0 = new(V.Load(ref a, g), P.Unit(0));
                if (pre > 1) x.G1 = new(V.Load(ref a, g + h), P.Unit(1));
                if (pre > 2) x.G2 = new(V.Load(ref a, g + (2 * h)), P.Unit(2));
                if (pre > 3) x.G3 = new(V.Load(ref a, g + (3 * h)), P.Unit(3));
                if (pre > 4) x.G4 = new(V.Load(ref a, g + (4 * h)), P.Unit(4));
                if (pre > 5) x.G5 = new(V.Load(ref a, g + (5 * h)), P.Unit(5));

                // The partials of the states that are read follow those of the gates, without gaps.
                int p0 = pre, p1 = p0 + (int)(reads & 1), p2 = p1 + (int)((reads >> 1) & 1), p3 = p2 + (int)((reads >> 2) & 1);
                States<Dual<V, P>> y = default;
                if ((reads & 1) != 0) y.S0 = new(V.Load(ref s, at), P.Unit(p0));
                if ((reads & 2) != 0) y.S1 = new(V.Load(ref s, at + stateStride), P.Unit(p1));
                if ((reads & 4) != 0) y.S2 = new(V.Load(ref s, at + (2 * (nint)stateStride)), P.Unit(p2));
                if ((reads & 8) != 0) y.S3 = new(V.Load(ref s, at + (3 * (nint)stateStride)), P.Unit(p3));
                y = TCell.Step(x, y);

                // Σ over the next states of (partials · gradient): the transposed Jacobian times the gradient.
                P sum = P.Scale(y.S0.D, V.Load(ref d, at));
                if (count > 1) sum = P.Add(sum, P.Scale(y.S1.D, V.Load(ref d, at + dStride)));
                if (count > 2) sum = P.Add(sum, P.Scale(y.S2.D, V.Load(ref d, at + (2 * dStride))));
                if (count > 3) sum = P.Add(sum, P.Scale(y.S3.D, V.Load(ref d, at + (3 * dStride))));

                V.Store(P.Get(sum, 0), ref a, g);
                if (pre > 1) V.Store(P.Get(sum, 1), ref a, g + h);
                if (pre > 2) V.Store(P.Get(sum, 2), ref a, g + (2 * h));
                if (pre > 3) V.Store(P.Get(sum, 3), ref a, g + (3 * h));
                if (pre > 4) V.Store(P.Get(sum, 4), ref a, g + (4 * h));
                if (pre > 5) V.Store(P.Get(sum, 5), ref a, g + (5 * h));
                V zero = V.Of(0);
                V.Store((reads & 1) != 0 ? P.Get(sum, p0) : zero, ref d, at);
                if (count > 1) V.Store((reads & 2) != 0 ? P.Get(sum, p1) : zero, ref d, at + dStride);
                if (count > 2) V.Store((reads & 4) != 0 ? P.Get(sum, p2) : zero, ref d, at + (2 * dStride));
                if (count > 3) V.Store((reads & 8) != 0 ? P.Get(sum, p3) : zero, ref d, at + (3 * dStride));
            }
        }
    }
}
