using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Forecast.Anomalies;

/// <summary>Scores each observation by how little its forecast expected it, made so many steps before.</summary>
internal sealed class AnomalyScorer(IForecaster forecaster, ForecastDataOptions options)
{
    private const int WindowsAtOnce = 1024;

    /// <summary>Steps from what a forecast knows to the observation that it is held against.</summary>
    private int Ahead => options.AnomalyAhead ?? throw NoScale();

    /// <summary>Says that the model cannot score.</summary>
    public UnrollException NoScale() => new("The model keeps no scale of anomalies, because data.anomalyAhead was not given when it was trained. Train it again with \"anomalyAhead\": 1, or more for changes that come slowly.");

    /// <summary>Finds out what is usual, and where the threshold lies, on the validation points.</summary>
    public AnomalyScale Calibrate(ForecastData data)
    {
        List<double[]> runs = [];
        for (int i = 0; i < data.Series.Count; i++)
        {
            (int first, _, double[] sizes) = Distances(data.Frames, i, data.Parts[i].ValidStart, data.Parts[i].TestStart);
            if (first < data.Parts[i].TestStart)
            {
                runs.Add(sizes);
            }
        }

        return AnomalyScale.Fit(runs, options.AnomalySmoothing, options.FalseAlarmRate);
    }

    /// <summary>Scores the points of a series.</summary>
    /// <param name="frames">All series.</param>
    /// <param name="series">Which one.</param>
    /// <param name="start">The first point of interest.</param>
    /// <param name="scale">What is usual.</param>
    public SeriesAnomalies Score(IReadOnlyList<SeriesFrame> frames, int series, int start, AnomalyScale scale)
    {
        (int first, double[] expected, double[] sizes) = Distances(frames, series, start, frames[series].Length);
        double[] scores = AnomalyScale.Smooth([.. sizes.Select(scale.Score)], options.AnomalySmoothing);
        TimeSeries s = frames[series].Series;
        return new SeriesAnomalies(s.Name, first, scale.Threshold, [.. scores.Select((score, i) =>
            new AnomalyPoint(s.LabelOf(first + i), s.Values[first + i], expected[i], score, score > scale.Threshold))], Alarms(scores, scale.Threshold, first, s));
    }

    /// <summary>Points above the threshold; those that follow each other within four half-lives are one alarm.</summary>
    private Alarm[] Alarms(double[] scores, double threshold, int first, TimeSeries series)
    {
        int apart = Math.Max(1, (int)Math.Ceiling(4 * options.AnomalySmoothing));
        List<(int Begin, int End)> found = [];
        for (int i = 0; i < scores.Length; i++)
        {
            if (scores[i] > threshold)
            {
                if (found.Count > 0 && i - found[^1].End <= apart)
                    found[^1] = (found[^1].Begin, i);
                else
                    found.Add((i, i));
            }
        }

        return [.. found.Select(f => new Alarm(first + f.Begin, first + f.End, series.LabelOf(first + f.Begin), series.LabelOf(first + f.End), scores.AsSpan(f.Begin, f.End - f.Begin + 1).ToArray().Max()))];
    }

    private (int First, double[] Expected, double[] Sizes) Distances(IReadOnlyList<SeriesFrame> frames, int series, int start, int end)
    {
        int ahead = Ahead, first = Math.Max(start, options.History + ahead - 1);
        List<double> expected = [], sizes = [];
        for (int t = first; t < end; t += WindowsAtOnce)
        {
            Window[] windows = [.. Enumerable.Range(t, Math.Min(WindowsAtOnce, end - t)).Select(point => new Window(series, point - ahead + 1))];
            foreach ((double[] forecast, Window window) in forecaster.Predict(frames, windows).Zip(windows))
            {
                ReadOnlySpan<double> q = forecast.AsSpan((ahead - 1) * Quantiles.Count, Quantiles.Count);
                expected.Add(q[Quantiles.Median]);
                sizes.Add(Quantiles.FactorOf(q, frames[series].Series.Values[window.Origin + ahead - 1]));
            }
        }

        return (first, [.. expected], [.. sizes]);
    }
}
