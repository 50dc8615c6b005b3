using System.Text.Json.Serialization;
using Unroll.Data.Records;

namespace Unroll.Data.Scaling;

/// <summary>How numbers are brought to a common size.</summary>
public enum ScalingKind
{
    /// <summary>Mean 0 and standard deviation 1.</summary>
    Standard,

    /// <summary>Between 0 and 1.</summary>
    MinMax,

    /// <summary>Median 0 and interquartile range 1: outliers have little influence.</summary>
    Robust,
}

/// <summary>A linear map of every channel, x' = (x − center) / scale, learned from training data only and stored in the model.</summary>
/// <remarks>A channel that is constant in training gets scale 1: it becomes 0 there, and keeps its units elsewhere.</remarks>
public sealed record ChannelScaling
{
    /// <summary>A map of given numbers.</summary>
    /// <param name="kind">Which kind.</param>
    /// <param name="center">What is subtracted, for each channel; finite.</param>
    /// <param name="scale">What is divided by, for each channel; finite and above 0.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a number is not allowed.</exception>
    [JsonConstructor]
    public ChannelScaling(ScalingKind kind, IReadOnlyList<double> center, IReadOnlyList<double> scale)
    {
        ArgumentNullException.ThrowIfNull(center);
        ArgumentNullException.ThrowIfNull(scale);
        if (center.Count != scale.Count || center.Count == 0 || !center.All(double.IsFinite) || !scale.All(s => double.IsFinite(s) && s > 0))
        {
            throw new ArgumentException(
                $"ChannelScaling: got {center.Count} centers and {scale.Count} scales, expected as many of both, finite, and scales above 0.", nameof(scale));
        }

        Kind = kind;
        Center = [.. center];
        Scale = [.. scale];
    }

    /// <summary>Which kind.</summary>
    public ScalingKind Kind { get; }

    /// <summary>What is subtracted, for each channel.</summary>
    public IReadOnlyList<double> Center { get; }

    /// <summary>What is divided by, for each channel.</summary>
    public IReadOnlyList<double> Scale { get; }

    /// <summary>How many channels there are.</summary>
    [JsonIgnore]
    public int Channels => Center.Count;

    /// <summary>Learns the map from training data.</summary>
    /// <param name="kind">Which kind.</param>
    /// <param name="channels">How many values a step has.</param>
    /// <param name="parts">Training data: [steps, channels] each, such as the values of series. NaN stands for a missing value.</param>
    /// <returns>The map.</returns>
    /// <exception cref="ArgumentException">There are no values, or a part is no whole number of steps.</exception>
    public static ChannelScaling Fit(ScalingKind kind, int channels, IEnumerable<ReadOnlyMemory<float>> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ReadOnlyMemory<float>[] all = [.. parts];
        if (all.Any(p => p.Length % channels != 0))
        {
            throw new ArgumentException($"ChannelScaling: a part is no whole number of steps of {channels} channels.", nameof(parts));
        }

        double[] center = new double[channels], scale = new double[channels];
        for (int c = 0; c < channels; c++)
        {
            double[] values = ChannelOf(all, channels, c);
            (center[c], double spread) = values.Length == 0
                ? throw new ArgumentException($"ChannelScaling: channel {c} has no values to learn from.", nameof(parts))
                : kind switch
                {
                    ScalingKind.Standard => MeanAndDeviation(values),
                    ScalingKind.MinMax => (values.Min(), values.Max() - values.Min()),
                    ScalingKind.Robust => MedianAndRange(values),
                    _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of scaling."),
                };
            // A spread of rounding errors is none.
            scale[c] = spread > 1e-12 * Math.Max(1e-12, Math.Abs(center[c])) ? spread : 1;
        }

        return new ChannelScaling(kind, center, scale);
    }

    /// <summary>Maps values in place.</summary>
    /// <param name="values">[steps, channels]</param>
    /// <exception cref="ArgumentException">They are no whole number of steps.</exception>
    public void Apply(Span<float> values)
    {
        Check(values.Length);
        for (int i = 0, c = 0; i < values.Length; i++)
        {
            values[i] = (float)((values[i] - Center[c]) / Scale[c]);
            c = c + 1 == Channels ? 0 : c + 1;
        }
    }

    /// <summary>Undoes <see cref="Apply"/>, in place.</summary>
    /// <param name="values">[steps, channels]</param>
    /// <exception cref="ArgumentException">They are no whole number of steps.</exception>
    public void Invert(Span<float> values)
    {
        Check(values.Length);
        for (int i = 0, c = 0; i < values.Length; i++)
        {
            values[i] = (float)((values[i] * Scale[c]) + Center[c]);
            c = c + 1 == Channels ? 0 : c + 1;
        }
    }

    /// <summary>The map as one line of JSON, as it lies in a model file.</summary>
    /// <returns>The JSON.</returns>
    public string ToJson() => DataJson.Write(this, DataJson.Context.ChannelScaling);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="source">The file, for the messages of errors.</param>
    /// <returns>The map.</returns>
    /// <exception cref="ModelFileException">It is not exactly that.</exception>
    public static ChannelScaling FromJson(string json, string source = "model file") =>
        DataJson.Read(json, source, "Scaling", DataJson.Context.ChannelScaling, s => s);

    /// <inheritdoc/>
    public bool Equals(ChannelScaling? other) =>
        other is not null && Kind == other.Kind && Center.SequenceEqual(other.Center) && Scale.SequenceEqual(other.Scale);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Channels, Center[0], Scale[0]);

    private void Check(int length)
    {
        if (length % Channels != 0)
        {
            throw new ArgumentException($"ChannelScaling: got {length} values, expected whole steps of {Channels} channels. Check that the data has the channels of training.");
        }
    }

    private static double[] ChannelOf(ReadOnlyMemory<float>[] parts, int channels, int channel)
    {
        double[] values = new double[parts.Sum(p => p.Length / channels)];
        int count = 0;
        foreach (ReadOnlyMemory<float> part in parts)
        {
            ReadOnlySpan<float> span = part.Span;
            for (int i = channel; i < span.Length; i += channels)
            {
                if (!float.IsNaN(span[i]))
                {
                    values[count++] = span[i];
                }
            }
        }

        return values[..count];
    }

    // Two passes: the sum of squares of large numbers would lose the small spread between them. Dividing by n, as for a whole population.
    private static (double Center, double Spread) MeanAndDeviation(double[] values)
    {
        double mean = values.Average();
        return (mean, Math.Sqrt(values.Average(x => (x - mean) * (x - mean))));
    }

    private static (double Center, double Spread) MedianAndRange(double[] values)
    {
        Array.Sort(values);
        return (Quantile(0.5), Quantile(0.75) - Quantile(0.25));

        // Linear between the two nearest, type 7 of Hyndman and Fan 1996.
        double Quantile(double p)
        {
            double at = p * (values.Length - 1);
            int low = (int)at;
            return low + 1 < values.Length ? values[low] + ((at - low) * (values[low + 1] - values[low])) : values[low];
        }
    }
}
