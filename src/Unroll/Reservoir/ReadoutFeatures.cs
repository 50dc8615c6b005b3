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
        if (!features.Has(ReadoutFeatures.StatesAndInputs))
        {
            throw new DataException($"Echo state network: the readout sees '{features}', expected states, inputs or both. Squares are those of what is there besides.");
        }

        int plain = (features.Has(ReadoutFeatures.States) ? reservoir.Units : 0) + (features.Has(ReadoutFeatures.Inputs) ? reservoir.Inputs + reservoir.Feedback : 0);
        return features.Has(ReadoutFeatures.Squares) ? 2 * plain : plain;
    }

    /// <summary>Whether any of some features is among them; <see cref="Enum.HasFlag"/> would allocate until the method is compiled a second time.</summary>
    private static bool Has(this ReadoutFeatures features, ReadoutFeatures some) => ((int)features & (int)some) != 0;

    /// <summary>Writes [states, inputs, their squares].</summary>
    public static void Write<T>(this ReadoutFeatures features, ReadOnlySpan<T> states, ReadOnlySpan<T> inputs, Span<T> row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = 0;
        if (features.Has(ReadoutFeatures.States))
        {
            states.CopyTo(row);
            n = states.Length;
        }

        if (features.Has(ReadoutFeatures.Inputs))
        {
            inputs.CopyTo(row[n..]);
            n += inputs.Length;
        }

        if (features.Has(ReadoutFeatures.Squares))
        {
            TensorPrimitives.Multiply<T>(row[..n], row[..n], row.Slice(n, n));
        }
    }
}
