using System.Numerics;

namespace Unroll.Reservoir;

/// <summary>What a readout sees of a step; a constant is always there as its intercept.</summary>
[Flags]
public enum ReadoutFeatures
{
    /// <summary>The states of all units.</summary>
    States = 1,

    /// <summary>The inputs of the step, and the outputs of the step before where they are fed back.</summary>
    Inputs = 2,

    /// <summary>The square of each number above (Jaeger and Haas 2004).</summary>
    Squares = 4,

    /// <summary>States and inputs.</summary>
    StatesAndInputs = States | Inputs,

    /// <summary>States, inputs and the squares of both.</summary>
    All = States | Inputs | Squares,
}

/// <summary>Lays out the features of a step.</summary>
internal static class FeatureLayout
{
    /// <summary>How many features a step has.</summary>
    public static int Count<T>(this ReadoutFeatures features, IReservoir<T> reservoir)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!features.HasFlag(ReadoutFeatures.States) && !features.HasFlag(ReadoutFeatures.Inputs))
        {
            throw new DataException($"Echo state network: the readout sees '{features}', expected states, inputs or both. Squares are those of what is there besides.");
        }

        int plain = (features.HasFlag(ReadoutFeatures.States) ? reservoir.Units : 0) + (features.HasFlag(ReadoutFeatures.Inputs) ? reservoir.Inputs + reservoir.Feedback : 0);
        return features.HasFlag(ReadoutFeatures.Squares) ? 2 * plain : plain;
    }

    /// <summary>Writes [states, inputs, their squares].</summary>
    public static void Write<T>(this ReadoutFeatures features, ReadOnlySpan<T> states, ReadOnlySpan<T> inputs, Span<T> row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = 0;
        if (features.HasFlag(ReadoutFeatures.States))
        {
            states.CopyTo(row);
            n = states.Length;
        }

        if (features.HasFlag(ReadoutFeatures.Inputs))
        {
            inputs.CopyTo(row[n..]);
            n += inputs.Length;
        }

        if (features.HasFlag(ReadoutFeatures.Squares))
        {
            TensorPrimitives.Multiply<T>(row[..n], row[..n], row.Slice(n, n));
        }
    }
}
