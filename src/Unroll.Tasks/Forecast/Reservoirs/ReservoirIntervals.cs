namespace Unroll.Tasks.Forecast.Reservoirs;

/// <summary>
/// How far forecasts lie from what comes, a step ahead each: quantiles of the size of errors on points that were not learned from (split
/// conformal prediction, Lei et al. 2018).
/// </summary>
internal sealed class ReservoirIntervals
{
    /// <summary>Half widths a step: those that hold 20, 40, 60 and 80 % of errors.</summary>
    public const int Widths = 4;

    /// <summary>Fewer errors than this at a step say too little of it alone.</summary>
    private const int FewErrors = 10;

    /// <summary>Takes half widths.</summary>
    /// <param name="halfWidths">[horizon, 4], scaled.</param>
    public ReservoirIntervals(double[] halfWidths) => HalfWidths = halfWidths;

    /// <summary>[horizon, 4], scaled.</summary>
    public double[] HalfWidths { get; }

    /// <summary>No errors at all.</summary>
    public static ReservoirIntervals None(int horizon) => new(new double[horizon * Widths]);

    /// <summary>Measures errors.</summary>
    /// <param name="errors">[windows][horizon], scaled.</param>
    /// <param name="horizon">Steps ahead.</param>
    public static ReservoirIntervals Of(IReadOnlyList<double[]> errors, int horizon)
    {
        double[] widths = new double[horizon * Widths];
        for (int h = 0; h < horizon; h++)
        {
            // Few windows: the errors of all steps together, as if they grew like those of a random walk.
            double[] sizes = errors.Count >= FewErrors
                ? [.. errors.Select(e => Math.Abs(e[h]))]
                : [.. errors.SelectMany(e => e.Select((v, k) => Math.Abs(v) * Math.Sqrt((h + 1.0) / (k + 1))))];
            Array.Sort(sizes);
            for (int w = 0; w < Widths; w++)
            {
                int rank = (int)Math.Ceiling(0.2 * (w + 1) * (sizes.Length + 1));
                widths[(h * Widths) + w] = sizes.Length == 0 ? 0 : sizes[Math.Min(rank, sizes.Length) - 1];
            }
        }

        return new ReservoirIntervals(widths);
    }

    /// <summary>The nine deciles around a forecast, scaled.</summary>
    public void WriteQuantiles(double value, int ahead, Span<double> to)
    {
        to[Quantiles.Median] = value;
        for (int w = 0; w < Widths; w++)
        {
            double half = HalfWidths[(ahead * Widths) + w];
            to[Quantiles.Median - 1 - w] = value - half;
            to[Quantiles.Median + 1 + w] = value + half;
        }
    }
}
