using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Unroll.Tasks.Forecast;

/// <summary>
/// How far each place of a season lies above or below the level, as a factor: the classical multiplicative decomposition. Naive 2, by which
/// the M4 competition divides the errors of others, is the last value without its season, with the season put back.
/// </summary>
/// <remarks>As in the competition's own code (Makridakis, Spiliotis and Assimakopoulos 2020): without a season that is significant at 90 %, all factors are 1.</remarks>
internal sealed class SeasonalIndices
{
    private readonly double[] _indices;
    private readonly int _first;

    /// <summary>Takes factors.</summary>
    /// <param name="indices">One a place of the season.</param>
    /// <param name="first">A step that the first factor is of.</param>
    public SeasonalIndices(double[] indices, int first = 0) => (_indices, _first) = (indices, first);

    /// <summary>Decomposes the past of a series.</summary>
    /// <param name="past">The values.</param>
    /// <param name="season">Steps a season.</param>
    public static SeasonalIndices Fit(ReadOnlySpan<double> past, int season) =>
        season > 1 && past.Length >= 3 * season && TensorPrimitives.Min(past) > 0 && IsSignificant(past, season) ? new SeasonalIndices(Decompose(past, season)) : new SeasonalIndices([1]);

    /// <summary>The factor of a step.</summary>
    public double At(int step) => _indices[(((step - _first) % _indices.Length) + _indices.Length) % _indices.Length];

    /// <summary>The factors of a season that begins at a step.</summary>
    public double[] From(int step) => [.. Enumerable.Range(step, _indices.Length).Select(At)];

    /// <summary>The last value before a step, with the season of those that come.</summary>
    /// <param name="values">The series, of which only what lies before <paramref name="origin"/> is looked at.</param>
    /// <param name="origin">The first step that is forecast.</param>
    /// <param name="horizon">Steps ahead.</param>
    public double[] Naive2(ReadOnlySpan<double> values, int origin, int horizon)
    {
        double level = values[origin - 1] / At(origin - 1);
        double[] y = new double[horizon];
        for (int h = 0; h < horizon; h++)
        {
            y[h] = level * At(origin + h);
        }

        return y;
    }

    /// <summary>Whether the autocorrelation one season apart is beyond 1.645 of its standard errors (Bartlett 1946).</summary>
    private static bool IsSignificant(ReadOnlySpan<double> x, int season)
    {
        double mean = TensorPrimitives.Average(x), variance = 0, squares = 1, last = 0;
        foreach (double v in x)
        {
            variance += (v - mean) * (v - mean);
        }

        for (int lag = 1; lag <= season; lag++)
        {
            double sum = 0;
            for (int t = lag; t < x.Length; t++)
            {
                sum += (x[t] - mean) * (x[t - lag] - mean);
            }

            last = sum / variance;
            squares += lag < season ? 2 * last * last : 0;
        }

        return Math.Abs(last) > 1.645 * Math.Sqrt(squares / x.Length);
    }

    /// <summary>The mean ratio of each place of the season to a moving average over one season, divided by the mean of these.</summary>
    private static double[] Decompose(ReadOnlySpan<double> x, int season)
    {
        double[] sums = new double[season];
        int[] counts = new int[season];
        int half = season / 2;
        for (int t = half; t < x.Length - half; t++)
        {
            // Of an even season the two ends count half each, so that the average has a middle.
            double trend = season % 2 == 1
                ? TensorPrimitives.Sum(x.Slice(t - half, season))
                : TensorPrimitives.Sum(x.Slice(t - half + 1, season - 1)) + (0.5 * (x[t - half] + x[t + half]));
            sums[t % season] += x[t] * season / trend;
            counts[t % season]++;
        }

        double[] indices = [.. sums.Zip(counts, (s, n) => s / n)];
        double mean = indices.Average();
        return Array.ConvertAll(indices, i => i / mean);
    }
}
