namespace Unroll.Tasks.Forecast;

/// <summary>Forecasts that anybody can make with a ruler; a model that does not beat them is worth nothing.</summary>
internal static class SimpleForecasts
{
    /// <summary>The last value, again and again.</summary>
    /// <param name="past">The values before the forecast.</param>
    /// <param name="horizon">Steps ahead.</param>
    public static double[] Naive(ReadOnlySpan<double> past, int horizon)
    {
        double[] y = new double[horizon];
        y.AsSpan().Fill(past[^1]);
        return y;
    }

    /// <summary>The last season, again and again; the last value where there is no season or less than one has been seen.</summary>
    public static double[] SeasonalNaive(ReadOnlySpan<double> past, int horizon, int season)
    {
        int length = season <= past.Length ? season : 1;
        double[] y = new double[horizon];
        for (int h = 0; h < horizon; h++)
        {
            y[h] = past[past.Length - length + (h % length)];
        }

        return y;
    }

    /// <summary>The line from the first to the last value, drawn on.</summary>
    public static double[] Drift(ReadOnlySpan<double> past, int horizon)
    {
        double slope = past.Length > 1 ? (past[^1] - past[0]) / (past.Length - 1) : 0;
        double[] y = new double[horizon];
        for (int h = 0; h < horizon; h++)
        {
            y[h] = past[^1] + ((h + 1) * slope);
        }

        return y;
    }

    /// <summary>The mean size of the error of the seasonal naive forecast one season ahead: what errors are divided by in MASE (Hyndman and Koehler 2006).</summary>
    /// <returns>Above 0, or NaN of a series that is too short or never changes.</returns>
    public static double SeasonalError(ReadOnlySpan<double> past, int season)
    {
        season = season < past.Length ? season : 1;
        double sum = 0;
        for (int t = season; t < past.Length; t++)
        {
            sum += Math.Abs(past[t] - past[t - season]);
        }

        double mean = sum / (past.Length - season);
        return mean > 0 ? mean : double.NaN;
    }
}
