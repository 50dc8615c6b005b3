using System.Numerics;

namespace Unroll.Reservoir;

/// <summary>The states of whole sequences, as features for any other readout.</summary>
public static class SequenceStates
{
    /// <summary>The states of a sequence from the zero state on.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="reservoir">A reservoir without feedback.</param>
    /// <param name="inputs">[steps, Inputs].</param>
    /// <returns>[steps, Units].</returns>
    public static T[] Of<T>(IReservoir<T> reservoir, ReadOnlySpan<T> inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(reservoir);
        T[] states = new T[Steps(reservoir, inputs) * reservoir.Units];
        Write(reservoir, inputs, states, reservoir.Units, reversed: false);
        return states;
    }

    /// <summary>The mean of the states of a sequence: what it was about.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="states">[steps, units].</param>
    /// <param name="units">Length of a state.</param>
    /// <returns>[units].</returns>
    public static T[] Mean<T>(ReadOnlySpan<T> states, int units)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] mean = new T[units];
        for (int t = 0; t < states.Length / units; t++)
        {
            TensorPrimitives.Add(mean, states.Slice(t * units, units), mean);
        }

        TensorPrimitives.Divide(mean, T.CreateChecked(states.Length / units), mean);
        return mean;
    }

    /// <summary>
    /// The states at some points at equal distances, the last one at the end: a sequence of any length becomes a vector of one length
    /// (Jaeger et al. 2007). Between two steps the state is interpolated.
    /// </summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="states">[steps, units].</param>
    /// <param name="units">Length of a state.</param>
    /// <param name="points">How many; 1 is the last state.</param>
    /// <returns>[points, units].</returns>
    public static T[] Points<T>(ReadOnlySpan<T> states, int units, int points)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(points);
        int steps = states.Length / units;
        T[] sampled = new T[points * units];
        for (int p = 0; p < points; p++)
        {
            double at = ((p + 1.0) * steps / points) - 1;
            int before = Math.Max(0, (int)Math.Floor(at)), after = Math.Min(steps - 1, before + 1);
            T share = T.CreateChecked(Math.Max(0, at - before));
            Span<T> row = sampled.AsSpan(p * units, units);
            TensorPrimitives.Multiply(states.Slice(before * units, units), T.One - share, row);
            TensorPrimitives.MultiplyAdd(states.Slice(after * units, units), share, row, row);
        }

        return sampled;
    }

    /// <summary>Writes the states of a sequence into rows that lie <paramref name="stride"/> apart.</summary>
    internal static void Write<T>(IReservoir<T> reservoir, ReadOnlySpan<T> inputs, Span<T> states, int stride, bool reversed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int steps = Steps(reservoir, inputs), width = reservoir.Inputs;
        ReadOnlySpan<T> x = new T[reservoir.Units];
        for (int i = 0; i < steps; i++)
        {
            int t = reversed ? steps - 1 - i : i;
            Span<T> next = states.Slice(t * stride, reservoir.Units);
            reservoir.Step(inputs.Slice(t * width, width), x, next);
            x = next;
        }
    }

    private static int Steps<T>(IReservoir<T> reservoir, ReadOnlySpan<T> inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int width = reservoir.Inputs;
        return reservoir.Feedback == 0 && inputs.Length > 0 && inputs.Length % width == 0
            ? inputs.Length / width
            : throw new DataException($"Reservoir states: a sequence has {inputs.Length} numbers and {reservoir.Feedback} outputs are fed back, expected a multiple of {width} because inputs = {width}, at least one step, and no feedback.");
    }
}
