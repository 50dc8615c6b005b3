namespace Unroll.Tasks.Forecast;

/// <summary>Where in a series what training has not seen begins, and where what has come ends.</summary>
/// <param name="Start">The first step that training has not seen.</param>
/// <param name="End">One behind the last step that has come.</param>
/// <param name="Width">By what intervals are widened before anything of these steps is known.</param>
internal readonly record struct NewSteps(int Start, int End, double Width = 1);

/// <summary>
/// A forecaster whose intervals go by how its own latest forecasts of the same series turned out: they are widened or narrowed so that they would
/// have held 80 % of what came. That is conformal prediction gone on with after training (Gibbs and Candès 2021); the median stays as it is.
/// </summary>
/// <remarks>
/// Only forecasts that ended before the new one begins count, at most <see cref="Latest"/> of them, and only on steps that training has not seen. Until there
/// are many, what training measured counts like <see cref="PriorForecasts"/> forecasts whose errors are distributed exponentially.
/// </remarks>
/// <param name="forecaster">What forecasts.</param>
/// <param name="steps">One a series.</param>
/// <param name="counts">Whether values below 0 are impossible.</param>
internal sealed class RollingIntervals(IForecaster forecaster, IReadOnlyList<NewSteps> steps, bool counts) : IForecaster
{
    /// <summary>How many forecasts of the past count at most.</summary>
    public const int Latest = 20;

    /// <summary>How many forecasts the intervals of training are worth.</summary>
    public const double PriorForecasts = 2;

    private const double Level = 0.8;

    /// <inheritdoc/>
    public double[][] Predict(IReadOnlyList<SeriesFrame> frames, IReadOnlyList<Window> windows)
    {
        if (windows.Count == 0)
        {
            return [];
        }

        int horizon = frames[windows[0].Series].Features.Options.Horizon;
        Window[] all = [.. windows.Concat(windows.SelectMany(w => Before(frames, w, horizon))).Distinct()];
        Dictionary<Window, double[]> forecasts = all.Zip(forecaster.Predict(frames, all)).ToDictionary(p => p.First, p => p.Second);
        return [.. windows.Select(w => Widened(frames[w.Series], forecasts[w], FactorOf(frames, w, horizon, forecasts)))];
    }

    /// <summary>By what the intervals of a forecast are widened that begins behind all that has come.</summary>
    /// <param name="frames">All series.</param>
    /// <returns>One a series.</returns>
    public double[] FactorsNow(IReadOnlyList<SeriesFrame> frames)
    {
        int horizon = frames[0].Features.Options.Horizon;
        Window[] now = [.. frames.Select((f, i) => new Window(i, f.Length))], before = [.. now.SelectMany(w => Before(frames, w, horizon))];
        Dictionary<Window, double[]> forecasts = before.Zip(before.Length > 0 ? forecaster.Predict(frames, before) : []).ToDictionary(p => p.First, p => p.Second);
        return [.. now.Select(w => FactorOf(frames, w, horizon, forecasts))];
    }

    /// <inheritdoc/>
    public double Loss(IReadOnlyList<SeriesFrame> frames, IReadOnlyList<Window> windows) => forecaster.Loss(frames, windows);

    /// <summary>By what intervals have to be widened to have held 80 % of what came.</summary>
    /// <param name="scores">For each forecast, by what the interval of each step would have had to be widened; see <see cref="Quantiles.FactorOf"/>.</param>
    /// <param name="width">What is known before.</param>
    internal static double Factor(IReadOnlyList<double[]> scores, double width = 1)
    {
        if (scores.Count == 0)
        {
            return width;
        }

        double low = 0, high = 64 * width;
        for (int i = 0; i < 50; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Share(scores, middle, width) < Level ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>Which share of what came lies within intervals that are widened by a factor, the prior's among it.</summary>
    private static double Share(IReadOnlyList<double[]> scores, double factor, double width)
    {
        double inside = PriorForecasts * (1 - Math.Pow(1 - Level, factor / width));
        foreach (double[] forecast in scores)
        {
            inside += (double)forecast.Count(s => s <= factor) / forecast.Length;
        }

        return inside / (PriorForecasts + scores.Count);
    }

    private double FactorOf(IReadOnlyList<SeriesFrame> frames, Window window, int horizon, Dictionary<Window, double[]> forecasts) =>
        Factor([.. Before(frames, window, horizon).Select(b => Scores(frames[b.Series], b.Origin, forecasts[b]))], steps[window.Series].Width);

    /// <summary>The forecasts of a series that ended before another one begins, the latest first.</summary>
    private IEnumerable<Window> Before(IReadOnlyList<SeriesFrame> frames, Window window, int horizon)
    {
        NewSteps seen = steps[window.Series];
        int first = Math.Max(seen.Start, frames[window.Series].Features.Options.History);
        int notCome = Math.Max(0, window.Origin - seen.End), origin = window.Origin - ((1 + ((notCome + horizon - 1) / horizon)) * horizon);
        for (int k = 0; k < Latest && origin >= first; k++, origin -= horizon)
        {
            yield return window with { Origin = origin };
        }
    }

    private static double[] Scores(SeriesFrame frame, int origin, double[] quantiles)
    {
        double[] scores = new double[quantiles.Length / Quantiles.Count];
        Span<double> q = stackalloc double[Quantiles.Count];
        for (int h = 0; h < scores.Length; h++)
        {
            Read(frame, quantiles.AsSpan(h * Quantiles.Count, Quantiles.Count), q);
            scores[h] = Quantiles.FactorOf(q, frame.Values[origin + h]);
        }

        return scores;
    }

    private double[] Widened(SeriesFrame frame, double[] quantiles, double factor)
    {
        if (factor == 1)
        {
            return quantiles;
        }

        bool log = frame.Features.Options.Log;
        double[] widened = new double[quantiles.Length];
        for (int h = 0; h < quantiles.Length; h += Quantiles.Count)
        {
            Span<double> q = widened.AsSpan(h, Quantiles.Count);
            Read(frame, quantiles.AsSpan(h, Quantiles.Count), q);
            Quantiles.Widen(q, factor);
            for (int i = 0; i < Quantiles.Count; i++)
            {
                // The median itself, and not what is left of it after a logarithm and its inverse.
                q[i] = i == Quantiles.Median ? quantiles[h + i] : log ? Math.Exp(q[i]) : counts ? Math.Max(0, q[i]) : q[i];
            }
        }

        return widened;
    }

    /// <summary>Deciles as the network reads values: in logarithms, if there are any.</summary>
    private static void Read(SeriesFrame frame, ReadOnlySpan<double> quantiles, Span<double> to)
    {
        quantiles.CopyTo(to);
        if (frame.Features.Options.Log)
        {
            System.Numerics.Tensors.TensorPrimitives.Log<double>(quantiles, to);
        }
    }
}
