using System.Numerics;
using System.Runtime.CompilerServices;

namespace Unroll.Kernels;

/// <summary>The weights of a layer of leaky-integrator units.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="Recurrent">W [units, units].</param>
/// <param name="InputColumns">W_in of the inputs that reach every unit, [inputs, units]; empty when <paramref name="InputLinks"/> is used.</param>
/// <param name="InputLinks">W_in [units, inputs] where each unit sees some inputs only; null when all.</param>
/// <param name="LeakRate">a in (0, 1].</param>
internal sealed record LeakyWeights<T>(EllpackMatrix<T> Recurrent, T[] InputColumns, EllpackMatrix<T>? InputLinks, T LeakRate)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>x' = (1 − a) x + a tanh(W_in u + W x + b), fused: each vector of units is read, computed and written once.</summary>
internal static unsafe class LeakyTanh
{
    /// <summary>One step of all units.</summary>
    /// <param name="weights">W, W_in and a.</param>
    /// <param name="u">[inputs].</param>
    /// <param name="bias">[units]: b, perhaps with noise.</param>
    /// <param name="x">[units].</param>
    /// <param name="next">[units], not the same memory as <paramref name="x"/>.</param>
    public static void Step<T>(LeakyWeights<T> weights, ReadOnlySpan<T> u, ReadOnlySpan<T> bias, ReadOnlySpan<T> x, Span<T> next)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int units = weights.Recurrent.Rows;
        int inputs = weights.InputLinks?.Columns ?? (weights.InputColumns.Length / units);
        ArgumentOutOfRangeException.ThrowIfNotEqual(u.Length, inputs, nameof(u));
        ArgumentOutOfRangeException.ThrowIfNotEqual(x.Length, units, nameof(x));
        ArgumentOutOfRangeException.ThrowIfNotEqual(next.Length, units, nameof(next));
        ArgumentOutOfRangeException.ThrowIfNotEqual(bias.Length, units, nameof(bias));
        bool wide = Simd.Path != SimdPath.Scalar;
        if (typeof(T) == typeof(float))
        {
            int done = wide ? Step<Single8, T, float>(weights, u, bias, x, next, 0) : 0;
            Step<Single1, T, float>(weights, u, bias, x, next, done);
        }
        else
        {
            int done = wide ? Step<Double4, T, double>(weights, u, bias, x, next, 0) : 0;
            Step<Double1, T, double>(weights, u, bias, x, next, done);
        }
    }

    /// <summary>y += W x for a matrix in ELLPACK form.</summary>
    internal static void AddProduct<T>(ReadOnlySpan<int> indices, ReadOnlySpan<T> values, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged
    {
        bool wide = Simd.Path != SimdPath.Scalar;
        fixed (int* index = indices)
        {
            fixed (T* pv = values, px = x, py = y)
            {
                int links = y.Length == 0 ? 0 : values.Length / y.Length;
                if (typeof(T) == typeof(float))
                {
                    int done = wide ? AddProduct<Single8, float>(links, index, (float*)pv, (float*)px, (float*)py, 0, y.Length) : 0;
                    AddProduct<Single1, float>(links, index, (float*)pv, (float*)px, (float*)py, done, y.Length);
                }
                else
                {
                    int done = wide ? AddProduct<Double4, double>(links, index, (double*)pv, (double*)px, (double*)py, 0, y.Length) : 0;
                    AddProduct<Double1, double>(links, index, (double*)pv, (double*)px, (double*)py, done, y.Length);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int AddProduct<TLanes, T>(int links, int* index, T* values, T* x, T* y, int from, int rows)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged
    {
        int i = from;
        for (; i + TLanes.Count <= rows; i += TLanes.Count)
        {
            TLanes.Store(y + i, Links<TLanes, T>(links, index + i, values + i, x, rows, TLanes.Load(y + i)));
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Step<TLanes, TData, T>(LeakyWeights<TData> weights, ReadOnlySpan<TData> u, ReadOnlySpan<TData> bias, ReadOnlySpan<TData> x, Span<TData> next, int from)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where TData : unmanaged, IBinaryFloatingPointIeee754<TData>
        where T : unmanaged
    {
        int units = x.Length, links = weights.Recurrent.Links, dense = weights.InputColumns.Length / units, inputLinks = weights.InputLinks?.Links ?? 0;
        ReadOnlySpan<TData> inputValues = inputLinks == 0 ? default : weights.InputLinks!.Values;
        ReadOnlySpan<int> inputIndices = inputLinks == 0 ? default : weights.InputLinks!.Indices;
        TData keep = TData.One - weights.LeakRate, rate = weights.LeakRate;
        TLanes a = TLanes.Broadcast(*(T*)&rate), kept = TLanes.Broadcast(*(T*)&keep);
        int i = from;
        fixed (TData* values = weights.Recurrent.Values, columns = weights.InputColumns, sparse = inputValues, pu = u, pb = bias, px = x, pn = next)
        {
            fixed (int* index = weights.Recurrent.Indices, sparseIndex = inputIndices)
            {
                for (; i + TLanes.Count <= units; i += TLanes.Count)
                {
                    TLanes sum = TLanes.Load((T*)pb + i);
                    for (int k = 0; k < dense; k++)
                    {
                        sum = TLanes.MultiplyAdd(TLanes.Broadcast(((T*)pu)[k]), TLanes.Load((T*)columns + ((nint)k * units) + i), sum);
                    }

                    sum = Links<TLanes, T>(inputLinks, sparseIndex + i, (T*)sparse + i, (T*)pu, units, sum);
                    TLanes.Store((T*)pn + i, Links<TLanes, T>(links, index + i, (T*)values + i, (T*)px, units, sum));
                }

                // A pass of its own: the tanh of many vectors overlap, which their long sums would keep apart.
                for (int j = from; j < i; j += TLanes.Count)
                {
                    TLanes old = TLanes.Multiply(kept, TLanes.Load((T*)px + j));
                    TLanes.Store((T*)pn + j, TLanes.MultiplyAdd(a, TLanes.Tanh(TLanes.Load((T*)pn + j)), old));
                }
            }
        }

        return i;
    }

    /// <summary>sum + Σ over the entries of some neighbouring rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Links<TLanes, T>(int links, int* index, T* values, T* x, nint stride, TLanes sum)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged
    {
        for (int l = 0; l < links; l++)
        {
            sum = TLanes.MultiplyAdd(TLanes.Load(values), TLanes.Gather(x, index), sum);
            index += stride;
            values += stride;
        }

        return sum;
    }
}
