using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Unroll.Tasks.Forecast;

/// <summary>What the training part of a series says of its size, and of that of its covariates; kept in the model.</summary>
/// <param name="Mean">The mean of the values as the network reads them, after the logarithm if there is one.</param>
/// <param name="Deviation">Their standard deviation; 1 of a constant series.</param>
/// <param name="Change">The mean distance from one value to the next, as the network reads them.</param>
/// <param name="RawMean">The mean in the units of the data.</param>
/// <param name="RawDeviation">The standard deviation in the units of the data; 1 of a constant series.</param>
/// <param name="KnownMeans">Of each known covariate.</param>
/// <param name="KnownDeviations">Of each known covariate.</param>
/// <param name="UnknownMeans">Of each unknown covariate.</param>
/// <param name="UnknownDeviations">Of each unknown covariate.</param>
internal sealed record SeriesScale(double Mean, double Deviation, double Change, double RawMean, double RawDeviation, double[] KnownMeans, double[] KnownDeviations, double[] UnknownMeans, double[] UnknownDeviations)
{
    /// <summary>Measures the first points of a series.</summary>
    /// <param name="series">The series.</param>
    /// <param name="end">How many points count; at least 1, else all do.</param>
    /// <param name="log">Whether logarithms are taken.</param>
    public static SeriesScale Fit(TimeSeries series, int end, bool log)
    {
        end = end < 1 ? series.Length : Math.Min(end, series.Length);
        (double rawMean, double rawDeviation) = Of(series.Values.AsSpan(0, end));
        ReadOnlySpan<double> read = (log ? Logarithms(series) : series.Values).AsSpan(0, end);
        (double mean, double deviation) = Of(read);
        double change = 0;
        for (int t = 1; t < end; t++)
        {
            change += Math.Abs(read[t] - read[t - 1]) / (end - 1);
        }

        (double Mean, double Deviation)[] known = [.. series.Known.Select(k => Of(k.AsSpan(0, Math.Min(end, k.Length))))], unknown = [.. series.Unknown.Select(u => Of(u.AsSpan(0, end)))];
        return new SeriesScale(mean, deviation, change, rawMean, rawDeviation, [.. known.Select(k => k.Mean)], [.. known.Select(k => k.Deviation)], [.. unknown.Select(u => u.Mean)], [.. unknown.Select(u => u.Deviation)]);
    }

    /// <summary>The logarithms of all values.</summary>
    /// <exception cref="DataException">One is not above 0.</exception>
    public static double[] Logarithms(TimeSeries series)
    {
        int at = Array.FindIndex(series.Values, v => v <= 0);
        return at < 0
            ? Array.ConvertAll(series.Values, Math.Log)
            : throw new DataException($"Series '{series.Name}', {series.Origin}: point {at + 1} is {series.Values[at]}, expected numbers above 0, because data.log takes their logarithm. Set \"log\": false.");
    }

    private static (double Mean, double Deviation) Of(ReadOnlySpan<double> values)
    {
        double mean = TensorPrimitives.Average(values), squares = 0;
        foreach (double v in values)
        {
            squares += (v - mean) * (v - mean);
        }

        double deviation = Math.Sqrt(squares / values.Length);
        // Rounding alone must not make a constant series look as if it swung.
        return (mean, deviation > 1e-9 * Math.Max(1e-30, Math.Abs(mean)) ? deviation : 1);
    }
}
