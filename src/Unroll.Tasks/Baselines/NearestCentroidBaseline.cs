using Unroll.Data.Scaling;
using Unroll.Data.SeriesFiles;

namespace Unroll.Tasks.Baselines;

/// <summary>
/// The class whose mean series is nearest. Each series is resampled to a fixed number of steps by linear interpolation, so its length and
/// speed do not count; every value is standardised by training; the distance is Euclidean (the nearest centroid classifier; Tibshirani
/// and others 2002 without shrinking).
/// </summary>
/// <remarks>
/// The probabilities are the softmax of −distance²/2: those of a Gaussian of unit variance around each centroid, all classes alike
/// before. They order the classes by distance; they are not calibrated. A class without training items has probability 0.
/// </remarks>
public sealed class NearestCentroidBaseline
{
    private const string Who = nameof(NearestCentroidBaseline);
    private readonly int[] _items;
    private readonly ChannelScaling _scaling;
    private readonly float[] _centroids;

    private NearestCentroidBaseline(int channels, int steps, int[] items, ChannelScaling scaling, float[] centroids) =>
        (Channels, Steps, _items, _scaling, _centroids) = (channels, steps, items, scaling, centroids);

    /// <summary>What a report calls it.</summary>
    public string Name => "nearest centroid";

    /// <summary>How many classes there are.</summary>
    public int Classes => _items.Length;

    /// <summary>How many values a step of a series has.</summary>
    public int Channels { get; }

    /// <summary>How many steps a series has after resampling.</summary>
    public int Steps { get; }

    /// <summary>Learns the mean series of each class.</summary>
    /// <param name="items">Series of any length with the same channels.</param>
    /// <param name="labels">The class of each series.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="steps">How many steps a series is resampled to, at least 2.</param>
    /// <returns>The baseline.</returns>
    /// <exception cref="ArgumentException">There are no series, or a label is out of range.</exception>
    /// <exception cref="DataException">A series has other channels than the first, or a value that is not finite.</exception>
    public static NearestCentroidBaseline Fit(IReadOnlyList<Series> items, IReadOnlyList<int> labels, int classes, int steps = 16)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2);
        int[] counts = ClassScores.CountsOf(Who, labels, items.Count, classes);
        int channels = items[0].Channels, size = checked(steps * channels);
        float[][] resampled = [.. items.Select(s => Resample(s, channels, steps))];
        ChannelScaling scaling = ChannelScaling.Fit(ScalingKind.Standard, size, resampled.Select(r => new ReadOnlyMemory<float>(r)));
        double[] sums = new double[checked(classes * size)];
        for (int i = 0; i < resampled.Length; i++)
        {
            scaling.Apply(resampled[i]);
            for (int j = 0; j < size; j++)
            {
                sums[(labels[i] * size) + j] += resampled[i][j];
            }
        }

        return new NearestCentroidBaseline(channels, steps, counts, scaling, [.. sums.Select((s, i) => (float)(s / Math.Max(1, counts[i / size])))]);
    }

    /// <summary>The probability of each class.</summary>
    /// <param name="series">A series of any length.</param>
    /// <param name="probabilities">[classes], written.</param>
    /// <exception cref="ArgumentException">There is not room for every class.</exception>
    /// <exception cref="DataException">The series has other channels than those of training, or a value that is not finite.</exception>
    public void Predict(Series series, Span<float> probabilities)
    {
        ArgumentNullException.ThrowIfNull(series);
        ClassScores.CheckRoom(Who, probabilities, Classes);
        float[] x = Resample(series, Channels, Steps);
        _scaling.Apply(x);
        double[] scores = new double[Classes];
        for (int c = 0; c < Classes; c++)
        {
            double squares = 0;
            for (int j = 0; j < x.Length; j++)
            {
                double difference = x[j] - (double)_centroids[(c * x.Length) + j];
                squares += difference * difference;
            }

            scores[c] = _items[c] == 0 ? double.NegativeInfinity : -squares / 2;
        }

        ClassScores.Softmax(scores, probabilities);
    }

    /// <summary>The baseline as one line of JSON, as it lies in a model file.</summary>
    /// <returns>The JSON.</returns>
    public string ToJson() => BaselineJson.Write(
        new NearestCentroidRecord(Channels, Steps, _items, [.. _scaling.Center], [.. _scaling.Scale], _centroids), BaselineJson.Context.NearestCentroidRecord);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="source">The file, for the messages of errors.</param>
    /// <returns>The baseline; it predicts the same bits.</returns>
    /// <exception cref="ModelFileException">It is not exactly that.</exception>
    public static NearestCentroidBaseline FromJson(string json, string source = "model file") =>
        BaselineJson.Read(json, source, Who, BaselineJson.Context.NearestCentroidRecord, r =>
        {
            BaselineJson.Check(r.Items.Any(n => n > 0) && r.Items.All(n => n >= 0), "the counts of items must not be negative, and not all 0");
            BaselineJson.Check(r.Channels >= 1 && r.Steps >= 2, $"it has {r.Channels} channels and {r.Steps} steps, expected at least 1 and 2");
            long size = (long)r.Channels * r.Steps;
            BaselineJson.Check(
                r.Center.Length == size && r.Centroids.Length == size * r.Items.Length && r.Centroids.All(float.IsFinite),
                $"it has {r.Center.Length} centers and {r.Centroids.Length} values of centroids, expected {size} and {size * r.Items.Length}, all finite");
            return new NearestCentroidBaseline(r.Channels, r.Steps, r.Items, new ChannelScaling(ScalingKind.Standard, r.Center, r.Scale), r.Centroids);
        });

    /// <summary>[steps, channels]: step s stands at s (length − 1) / (steps − 1), between the two steps beside it.</summary>
    private static float[] Resample(Series series, int channels, int steps)
    {
        if (series.Channels != channels)
        {
            throw new DataException(
                $"{Who} {series.Origin}: the series has {series.Channels} channels, expected {channels} as in training. Check the columns of the data.");
        }

        if (Array.FindIndex(series.Values, v => !float.IsFinite(v)) is int at and >= 0)
        {
            throw new DataException(
                $"{Who} {series.Origin}: step {(at / channels) + 1}, channel {(at % channels) + 1} is {series.Values[at]}, expected a finite number. "
                + "Fill or remove missing values first.");
        }

        float[] result = new float[steps * channels];
        for (int s = 0; s < steps; s++)
        {
            double position = s * (series.Length - 1.0) / (steps - 1);
            int left = (int)position, right = Math.Min(left + 1, series.Length - 1);
            Span<float> a = series.Step(left), b = series.Step(right);
            for (int c = 0; c < channels; c++)
            {
                result[(s * channels) + c] = (float)(a[c] + ((position - left) * ((double)b[c] - a[c])));
            }
        }

        return result;
    }
}
