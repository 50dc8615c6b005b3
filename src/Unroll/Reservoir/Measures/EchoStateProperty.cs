using System.Numerics;
using Unroll.Kernels;

namespace Unroll.Reservoir.Measures;

/// <summary>Whether a reservoir forgets where it began (Jaeger 2001): two runs from different states under the same input must come together.</summary>
public static class EchoStateProperty
{
    /// <summary>The distance of two runs.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="reservoir">The reservoir.</param>
    /// <param name="inputs">[steps, Inputs + Feedback].</param>
    /// <param name="seed">Of the two initial states, uniform in [−1, 1].</param>
    /// <returns>‖x − x̃‖ / √units before the first step and after each: it must fall towards 0.</returns>
    public static double[] Distances<T>(IReservoir<T> reservoir, ReadOnlySpan<T> inputs, ulong seed = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(reservoir);
        int units = reservoir.Units, width = reservoir.Inputs + reservoir.Feedback;
        CounterRandom random = new CounterRandom(seed).Fork(0);
        T[] a = Draw<T>(units, ref random), b = Draw<T>(units, ref random), next = new T[units];
        double[] distances = new double[(inputs.Length / width) + 1];
        distances[0] = Distance(a, b);
        for (int t = 1; t < distances.Length; t++)
        {
            ReadOnlySpan<T> input = inputs.Slice((t - 1) * width, width);
            reservoir.Step(input, a, next);
            (a, next) = (next, a);
            reservoir.Step(input, b, next);
            (b, next) = (next, b);
            distances[t] = Distance(a, b);
        }

        return distances;
    }

    /// <summary>Whether two runs come together.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="reservoir">The reservoir.</param>
    /// <param name="inputs">[steps, Inputs + Feedback]: some hundred steps of what the reservoir will be used for.</param>
    /// <param name="tolerance">The part of the first distance that may be left at the end.</param>
    /// <param name="seed">Of the two initial states.</param>
    /// <returns>True if so.</returns>
    public static bool Holds<T>(IReservoir<T> reservoir, ReadOnlySpan<T> inputs, double tolerance = 1e-3, ulong seed = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] distances = Distances(reservoir, inputs, seed);
        return distances[^1] <= tolerance * distances[0];
    }

    private static T[] Draw<T>(int units, ref CounterRandom random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] x = new T[units];
        foreach (ref T value in x.AsSpan())
        {
            value = T.CreateChecked((2 * random.NextDouble()) - 1);
        }

        return x;
    }

    private static double Distance<T>(T[] a, T[] b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        double.CreateChecked(TensorPrimitives.Distance<T>(a, b)) / Math.Sqrt(a.Length);
}
