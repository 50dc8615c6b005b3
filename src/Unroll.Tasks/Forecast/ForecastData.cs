using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Forecast;

/// <summary>The series of a recipe, cut in time, with the windows of each part.</summary>
internal sealed class ForecastData
{
    /// <summary>With fewer validation windows than this, they begin at every step.</summary>
    private const int FewWindows = 32;

    private ForecastData(ForecastDataOptions options, IReadOnlyList<TimeSeries> series, IReadOnlyList<TimeSeries> validSeries)
    {
        (Options, Series) = (options, series);
        Parts = [.. series.Select(s => SeriesParts.OfTraining(s, options))];
        Features = ForecastFeatures.Of(options, series);
        List<SeriesFrame> frames = [.. series.Select((s, i) => new SeriesFrame(s, SeriesScale.Fit(s, Parts[i].ValidStart, options.Log), Features))];
        TrainWindows = [.. Enumerable.Range(0, series.Count).SelectMany(i => WindowsOf(i, options.History, Parts[i].ValidStart, 1))];
        Short = [.. Enumerable.Range(0, series.Count).Where(i => Parts[i].ValidStart < options.History + options.Horizon).Select(i => series[i])];
        int first = frames.Count;
        SeriesParts[] apart = [.. validSeries.Select(s => SeriesParts.OfEvaluation(s, options))];
        frames.AddRange(validSeries.Select((s, i) => new SeriesFrame(s, ScaleOf(s, apart[i].JudgedStart), Features)));
        Frames = frames;
        ValidWindows = Validation(options.Horizon, first, apart);
        if (ValidWindows.Length < FewWindows)
        {
            ValidWindows = Validation(1, first, apart);
        }

        JudgedParts = validSeries.Count > 0 ? [.. Parts, .. apart] : Parts;
        JudgedWindows = validSeries.Count > 0
            ? [.. apart.SelectMany((p, i) => WindowsOf(first + i, p.JudgedStart, p.End, options.Stride))]
            : [.. Parts.SelectMany((p, i) => WindowsOf(i, p.JudgedStart, p.TestStart < p.End ? p.End : p.TestStart, options.Stride))];
    }

    public ForecastDataOptions Options { get; }

    /// <summary>The training series.</summary>
    public IReadOnlyList<TimeSeries> Series { get; }

    /// <summary>How they are cut.</summary>
    public SeriesParts[] Parts { get; }

    /// <summary>Series whose training part is too short for one window.</summary>
    public IReadOnlyList<TimeSeries> Short { get; }

    public ForecastFeatures Features { get; }

    /// <summary>The training series, then those of a validation file.</summary>
    public IReadOnlyList<SeriesFrame> Frames { get; }

    public Window[] TrainWindows { get; }

    public Window[] ValidWindows { get; }

    /// <summary>The windows that the metrics are of: those of the test part, or of the validation part where there is none.</summary>
    public Window[] JudgedWindows { get; }

    /// <summary>Where in each of <see cref="Frames"/> what is judged begins.</summary>
    public SeriesParts[] JudgedParts { get; }

    /// <summary>Reads the series that a recipe names.</summary>
    /// <exception cref="DataException">They cannot be read, or all are too short for one forecast.</exception>
    public static ForecastData Read(Recipe recipe)
    {
        ForecastDataOptions options = new(recipe.Values);
        SeriesReader reader = new(options);
        IReadOnlyList<TimeSeries> series = options.Generate is { } system ? reader.Generate(system) : reader.Read(recipe.Resolve(options.Train));
        ForecastData data = new(options, series, options.Valid is { } valid ? reader.Read(recipe.Resolve(valid)) : []);
        TimeSeries longest = series.MaxBy(s => s.Length)!;
        if (data.TrainWindows.Length == 0)
        {
            int needed = options.History + options.Horizon;
            throw new DataException($"'{options.Train}': no series has enough points to learn from; the longest, '{longest.Name}', has {longest.Length}, of which {data.Parts[series.ToList().IndexOf(longest)].ValidStart} are for training, expected at least {needed}, because data.history is {options.History} and data.horizon {options.Horizon}. Lower them, or hold back less (data.validPoints, data.testPoints).");
        }

        return data.ValidWindows.Length > 0 && data.JudgedWindows.Length > 0
            ? data
            : throw new DataException($"'{options.Valid ?? options.Train}': no forecast of {options.Horizon} steps fits into the points for {(data.ValidWindows.Length > 0 ? "testing" : "validation")}, expected data.{(data.ValidWindows.Length > 0 ? "testPoints" : "validPoints")} of at least data.horizon, and data.history points before them. Hold back more, or lower data.horizon.");
    }

    /// <summary>A hash of the series, by which a run is known again.</summary>
    public string Digest()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (SeriesFrame frame in Frames)
        {
            TimeSeries s = frame.Series;
            hash.AppendData(MemoryMarshal.AsBytes<int>([s.Length, s.Known.Length, s.Unknown.Length]));
            foreach (double[] values in (double[][])[s.Values, .. s.Known, .. s.Unknown])
            {
                hash.AppendData(MemoryMarshal.AsBytes<double>(values));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The starts of forecasts that lie wholly within [start, end), with a whole history before each.</summary>
    public static IEnumerable<Window> Origins(int series, int start, int end, int stride, ForecastDataOptions options)
    {
        for (int origin = start; origin + options.Horizon <= end; origin += stride)
        {
            if (origin >= options.History)
            {
                yield return new Window(series, origin);
            }
        }
    }

    private IEnumerable<Window> WindowsOf(int series, int start, int end, int stride) => Origins(series, start, end, stride, Options);

    private Window[] Validation(int stride, int first, SeriesParts[] apart) => apart.Length > 0
        ? [.. apart.SelectMany((p, i) => WindowsOf(first + i, p.JudgedStart, p.End, stride))]
        : [.. Parts.SelectMany((p, i) => WindowsOf(i, p.ValidStart, p.TestStart, stride))];

    /// <summary>The scale of a series of a validation file: that of training, where it has the same name.</summary>
    private SeriesScale ScaleOf(TimeSeries series, int end)
    {
        int same = Series.ToList().FindIndex(s => s.Name == series.Name);
        return same < 0 ? SeriesScale.Fit(series, end, Options.Log) : SeriesScale.Fit(Series[same], Parts[same].ValidStart, Options.Log);
    }
}
