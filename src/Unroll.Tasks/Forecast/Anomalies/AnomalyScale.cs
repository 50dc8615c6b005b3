namespace Unroll.Tasks.Forecast.Anomalies;

/// <summary>
/// What is usual: how far observations lay from their forecasts on held-back points, and the threshold of an alarm that follows. Beyond the
/// largest tenth tails are taken for exponential (the simplest case of peaks over threshold, Siffer et al. 2017).
/// </summary>
/// <param name="Sizes">The quantiles 0, 0.01 ... 0.9 of the distance of an observation from its median forecast, by the half width of the 80 % interval.</param>
/// <param name="Excess">By how much the largest tenth exceeds the last of these, in the mean.</param>
/// <param name="Threshold">The smoothed score above which there is an alarm.</param>
internal sealed record AnomalyScale(double[] Sizes, double Excess, double Threshold)
{
    private const double Tail = 0.1, MostScore = 20;
    private const int Quantiles = 90;

    /// <summary>Fewer observations than this say nothing of rare ones.</summary>
    private const int FewestPoints = 50;

    /// <summary>Calibrates.</summary>
    /// <param name="runs">Distances of consecutive held-back points, an array a series.</param>
    /// <param name="halfLife">Of the smoothing, in steps; 0 = none.</param>
    /// <param name="rate">Which share of usual points may lie above the threshold.</param>
    /// <exception cref="DataException">There are too few points.</exception>
    public static AnomalyScale Fit(IReadOnlyList<double[]> runs, double halfLife, double rate)
    {
        double[] all = [.. runs.SelectMany(r => r).Order()];
        if (all.Length < FewestPoints)
        {
            throw new DataException($"Anomaly scores: {all.Length} validation points with a whole history, expected at least {FewestPoints}, because they say what is usual. Raise data.validPoints.");
        }

        double[] sizes = [.. Enumerable.Range(0, Quantiles + 1).Select(q => all[Math.Min(all.Length - 1, q * all.Length / 100)])];
        AnomalyScale scale = new(sizes, MeanExcess(all, sizes[^1]), double.PositiveInfinity);
        double[] smoothed = [.. runs.SelectMany(r => Smooth([.. r.Select(scale.Score)], halfLife)).Order()];
        double edge = smoothed[(int)((1 - Tail) * smoothed.Length)];
        return scale with { Threshold = edge + (MeanExcess(smoothed, edge) * Math.Log(Tail / rate)) };
    }

    /// <summary>−ln of the share of usual observations that lie as far from their forecast: 2.3 of one in ten, 6.9 of one in a thousand.</summary>
    /// <param name="size">The distance by the half width of the 80 % interval.</param>
    public double Score(double size)
    {
        if (size >= Sizes[^1])
        {
            return Math.Min(MostScore, -Math.Log(Tail) + ((size - Sizes[^1]) / Excess));
        }

        int at = Array.BinarySearch(Sizes, size);
        int below = Math.Max(0, at >= 0 ? at : ~at - 1);
        double step = Sizes[below + 1] - Sizes[below], share = step > 0 ? Math.Clamp((size - Sizes[below]) / step, 0, 1) : 0;
        return -Math.Log(1 - ((below + share) / 100));
    }

    /// <summary>The running mean with weights that halve every so many steps.</summary>
    /// <param name="scores">One a step.</param>
    /// <param name="halfLife">Steps; 0 leaves the scores as they are.</param>
    public static double[] Smooth(IReadOnlyList<double> scores, double halfLife)
    {
        double share = halfLife > 0 ? 1 - Math.Pow(0.5, 1 / halfLife) : 1, mean = 0;
        return [.. scores.Select(s => mean += share * (s - mean))];
    }

    private static double MeanExcess(double[] rising, double edge)
    {
        double[] beyond = [.. rising.Where(v => v > edge)];
        // Where nothing lies beyond, what does is a surprise without measure.
        return beyond.Length > 0 ? beyond.Average() - edge : Math.Max(1e-9, 1e-3 * edge);
    }
}
