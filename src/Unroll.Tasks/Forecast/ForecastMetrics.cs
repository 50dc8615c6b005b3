using Unroll.Tasks.Forecast.Anomalies;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Forecast;

/// <summary>A series that forecasts are judged on.</summary>
/// <param name="Frame">The series.</param>
/// <param name="SeasonalError">The denominator of MASE, of what lies before the judged part; NaN where there is none.</param>
/// <param name="Indices">The season, of the same points.</param>
/// <param name="Start">Where the judged part begins.</param>
internal sealed record JudgedSeries(SeriesFrame Frame, double SeasonalError, SeasonalIndices Indices, int Start)
{
    /// <summary>Measures what lies before the judged part.</summary>
    public static JudgedSeries Of(SeriesFrame frame, int start)
    {
        int season = frame.Features.Options.Season;
        ReadOnlySpan<double> past = frame.Series.Values.AsSpan(0, Math.Min(start, frame.Length));
        return past.Length < 2
            ? new JudgedSeries(frame, double.NaN, new SeasonalIndices([1]), start)
            : new JudgedSeries(frame, SimpleForecasts.SeasonalError(past, season), SeasonalIndices.Fit(past, season), start);
    }
}

/// <summary>A forecaster and the simple forecasts beside it.</summary>
internal static class ForecastMetrics
{
    private const int WindowsAtOnce = 1024;

    /// <summary>Forecasts windows, and measures how far they lie from what came.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="forecaster">The model.</param>
    /// <param name="series">All series.</param>
    /// <param name="windows">The windows, at least one.</param>
    /// <param name="linear">The linear model on the same history, or null while there is none.</param>
    public static EvaluateReport Of(Recipe recipe, IForecaster forecaster, IReadOnlyList<JudgedSeries> series, IReadOnlyList<Window> windows, LinearBaseline? linear)
    {
        ForecastDataOptions options = new(recipe.Values);
        SeriesFrame[] frames = [.. series.Select(s => s.Frame)];
        RollingIntervals rolling = new(forecaster, [.. series.Select(s => new NewSteps(s.Start, s.Frame.Length))], new ForecastModelOptions(recipe.Values).IsOfCounts);
        ForecastScore model = new(options.Standardised, options.ErrorAt), naive2 = new(options.Standardised);
        List<(string Name, Func<JudgedSeries, int, double[]> Forecast, ForecastScore Score)> simple =
            [.. Simple(options, linear).Select(s => (s.Name, s.Forecast, new ForecastScore(options.Standardised, options.ErrorAt)))];
        ValidTime validTime = new(new ReservoirSettings(recipe.Values).Joint);
        for (int first = 0; first < windows.Count; first += WindowsAtOnce)
        {
            Window[] part = [.. windows.Skip(first).Take(WindowsAtOnce)];
            double[][] forecasts = rolling.Predict(frames, part);
            for (int i = 0; i < part.Length; i++)
            {
                (JudgedSeries s, int origin) = (series[part[i].Series], part[i].Origin);
                ReadOnlySpan<double> actual = s.Frame.Series.Values.AsSpan(origin, options.Horizon);
                model.Add(actual, forecasts[i], s.SeasonalError, s.Frame.Scale);
                validTime.Add(part[i], actual, forecasts[i], s.Frame.Scale.RawDeviation);
                naive2.Add(actual, s.Indices.Naive2(s.Frame.Series.Values, origin, options.Horizon), s.SeasonalError, s.Frame.Scale);
                foreach ((_, Func<JudgedSeries, int, double[]> forecast, ForecastScore score) in simple)
                {
                    score.Add(actual, forecast(s, origin), s.SeasonalError, s.Frame.Scale);
                }
            }
        }

        Dictionary<string, double> metrics = new(model.Metrics(naive2, intervals: true), StringComparer.Ordinal);
        if (options.Lyapunov is { } exponent)
        {
            metrics["validTime"] = exponent * validTime.MedianSteps;
        }

        string chosen = options.Season > 1 ? "seasonal naive" : "naive";
        return new EvaluateReport(recipe.Task, metrics, simple.Single(s => s.Name == chosen).Score.Metrics(naive2, intervals: false), chosen, (long)windows.Count * options.Horizon)
        {
            Unit = "points",
            Others = simple.Where(s => s.Name != chosen).ToDictionary(s => s.Name, s => s.Score.Metrics(naive2, intervals: false), StringComparer.Ordinal),
        };
    }

    /// <summary>The same of the series of a recipe, with the loss on the points that chose the model: it decides between models, so that the test points do not.</summary>
    public static EvaluateReport Of(Recipe recipe, IForecaster forecaster, ForecastData data, LinearBaseline? linear, AnomalyScale? anomalies)
    {
        JudgedSeries[] series = [.. data.Frames.Select((f, i) => JudgedSeries.Of(f, data.JudgedParts[i].JudgedStart))];
        EvaluateReport report = Of(recipe, forecaster, series, data.JudgedWindows, linear);
        Dictionary<string, double> metrics = new(report.Metrics, StringComparer.Ordinal) { ["validLoss"] = forecaster.Loss(data.Frames, data.ValidWindows) };
        int[] starts = [.. data.JudgedParts.Select(p => p.JudgedStart)];
        return AnomalyMetrics.Add(report with { Metrics = metrics, Main = "validLoss" }, recipe, forecaster, data.Frames, starts, anomalies);
    }

    /// <summary>By what the deciles of some forecasts have to be widened for their 80 % intervals to hold 80 % of what came (Romano et al. 2019).</summary>
    public static double Widening(IForecaster forecaster, IReadOnlyList<SeriesFrame> frames, IReadOnlyList<Window> windows)
    {
        double[][] forecasts = forecaster.Predict(frames, windows);
        List<double> factors = [];
        for (int i = 0; i < windows.Count; i++)
        {
            double[] values = frames[windows[i].Series].Series.Values;
            for (int h = 0; h < forecasts[i].Length / Quantiles.Count; h++)
            {
                factors.Add(Quantiles.FactorOf(forecasts[i].AsSpan(h * Quantiles.Count, Quantiles.Count), values[windows[i].Origin + h]));
            }
        }

        factors.Sort();
        double factor = factors[Math.Min(factors.Count - 1, (int)Math.Ceiling(0.8 * (factors.Count + 1)) - 1)];
        // Where all forecasts are exact, or intervals have no width, there is nothing to go by.
        return double.IsFinite(factor) && factor > 0 ? factor : 1;
    }

    private static IEnumerable<(string Name, Func<JudgedSeries, int, double[]> Forecast)> Simple(ForecastDataOptions options, LinearBaseline? linear)
    {
        yield return ("naive", (s, origin) => SimpleForecasts.Naive(s.Frame.Series.Values.AsSpan(0, origin), options.Horizon));
        if (options.Season > 1)
        {
            yield return ("seasonal naive", (s, origin) => SimpleForecasts.SeasonalNaive(s.Frame.Series.Values.AsSpan(0, origin), options.Horizon, options.Season));
        }

        yield return ("drift", (s, origin) => SimpleForecasts.Drift(s.Frame.Series.Values.AsSpan(0, origin), options.Horizon));
        if (linear is not null)
        {
            yield return ("linear (DLinear)", (s, origin) => linear.Predict(s.Frame, origin));
        }
    }
}
