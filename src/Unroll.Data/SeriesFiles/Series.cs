using Unroll.Data.Files;

namespace Unroll.Data.SeriesFiles;

/// <summary>Numbers over time: some channels at every step.</summary>
public sealed class Series
{
    /// <summary>A series of given values.</summary>
    /// <param name="values">[length, channels], step by step; not copied.</param>
    /// <param name="channels">How many values a step has, at least 1.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <exception cref="ArgumentException">The values are not a whole number of steps, or none.</exception>
    public Series(float[] values, int channels, Origin origin = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        if (values.Length == 0 || values.Length % channels != 0)
        {
            throw new ArgumentException($"A series of {channels} channels cannot have {values.Length} values; give a whole number of steps.", nameof(values));
        }

        Values = values;
        Channels = channels;
        Origin = origin;
    }

    /// <summary>[length, channels], step by step.</summary>
    public float[] Values { get; }

    /// <summary>How many values a step has.</summary>
    public int Channels { get; }

    /// <summary>Where it comes from.</summary>
    public Origin Origin { get; }

    /// <summary>How many steps it has, at least 1.</summary>
    public int Length => Values.Length / Channels;

    /// <summary>The values of a step.</summary>
    /// <param name="t">The step, counted from 0.</param>
    /// <returns>[channels]</returns>
    public Span<float> Step(int t) => Values.AsSpan(t * Channels, Channels);
}

/// <summary>A series and what it is.</summary>
/// <param name="Series">The numbers.</param>
/// <param name="Label">The label, never empty.</param>
public sealed record LabelledSeries(Series Series, string Label);

/// <summary>A series with a label at every step.</summary>
/// <param name="Series">The numbers.</param>
/// <param name="Labels">As many labels as steps.</param>
public sealed record StepLabelledSeries(Series Series, IReadOnlyList<string> Labels);
