namespace Unroll.Tasks.Forecast;

/// <summary>Forecasts of any length: a horizon at a time, each from the medians of the one before.</summary>
/// <remarks>Beyond the first horizon errors add up: the half width of an interval is √(a² + b²), of a at the end of the horizon before and b of its own.</remarks>
internal sealed class RecursiveForecast(IForecaster forecaster, ForecastFeatures features)
{
    /// <summary>Forecasts.</summary>
    /// <param name="series">Each with at least a history.</param>
    /// <param name="scales">One a series.</param>
    /// <param name="horizon">Steps ahead.</param>
    public SeriesForecast[] Run(IReadOnlyList<TimeSeries> series, IReadOnlyList<SeriesScale> scales, int horizon)
    {
        int once = features.Options.Horizon;
        SeriesFrame[] frames = [.. series.Select((s, i) => new SeriesFrame(s, scales[i], features))];
        int reached = (horizon + once - 1) / once * once;
        Array.ForEach(frames, f => f.CheckAhead(reached));
        List<ForecastStep>[] steps = [.. series.Select(_ => new List<ForecastStep>())];
        double[] below = new double[frames.Length], above = new double[frames.Length];
        while (steps.Length > 0 && steps[0].Count < horizon)
        {
            double[][] forecasts = forecaster.Predict(frames, [.. frames.Select((f, i) => new Window(i, f.Length))]);
            for (int i = 0; i < frames.Length; i++)
            {
                Take(forecasts[i], Math.Min(once, horizon - steps[i].Count), series[i], steps[i], ref below[i], ref above[i]);
            }

            if (steps[0].Count < horizon)
            {
                frames = [.. frames.Select((f, i) => new SeriesFrame(Extend(f.Series, forecasts[i]), scales[i], features))];
            }
        }

        return [.. series.Select((s, i) => new SeriesForecast(s.Name, s.Values[^Math.Min(s.Length, features.Reach)..], steps[i]))];
    }

    private static void Take(double[] quantiles, int count, TimeSeries series, List<ForecastStep> steps, ref double below, ref double above)
    {
        double lastBelow = below, lastAbove = above;
        for (int h = 0; h < count; h++)
        {
            ReadOnlySpan<double> q = quantiles.AsSpan(h * Quantiles.Count, Quantiles.Count);
            double median = q[Quantiles.Median];
            lastBelow = Math.Sqrt((below * below) + Square(median - q[Quantiles.Lower]));
            lastAbove = Math.Sqrt((above * above) + Square(q[Quantiles.Upper] - median));
            steps.Add(new ForecastStep(series.LabelOf(series.Length + steps.Count), median, median - lastBelow, median + lastAbove));
        }

        (below, above) = (lastBelow, lastAbove);
    }

    /// <summary>The series with a forecast behind it as if it had come; what is not known of that time stays as it was.</summary>
    private static TimeSeries Extend(TimeSeries series, double[] quantiles)
    {
        int more = quantiles.Length / Quantiles.Count;
        return series with
        {
            Values = [.. series.Values, .. Enumerable.Range(0, more).Select(h => quantiles[(h * Quantiles.Count) + Quantiles.Median])],
            Unknown = [.. series.Unknown.Select(u => (double[])[.. u, .. Enumerable.Repeat(u[^1], more)])],
        };
    }

    private static double Square(double x) => x * x;
}
