using Unroll.Data.Text;
using Unroll.Kernels;
using Unroll.Tasks.Forecast.Anomalies;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Forecast;

/// <summary>A trained forecaster.</summary>
public interface IForecastModel : ITrainedModel
{
    /// <summary>How many steps it forecasts at once; further ones are made from its own forecasts.</summary>
    int Horizon { get; }

    /// <summary>Goes on from the end of the training data.</summary>
    /// <param name="horizon">Steps ahead, at least 1.</param>
    /// <returns>A forecast for each series.</returns>
    /// <exception cref="DataException">A covariate of the future is missing.</exception>
    IReadOnlyList<SeriesForecast> Forecast(int horizon);

    /// <summary>Goes on from the end of the series of a file.</summary>
    /// <param name="path">Data in the format of the recipe's own.</param>
    /// <param name="horizon">Steps ahead, at least 1.</param>
    /// <returns>A forecast for each series.</returns>
    /// <exception cref="DataException">The data cannot be read, or a series is too short.</exception>
    IReadOnlyList<SeriesForecast> Forecast(string path, int horizon);

    /// <summary>The same for data that comes from somewhere else, such as standard input.</summary>
    /// <param name="data">The data.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="horizon">Steps ahead, at least 1.</param>
    /// <returns>A forecast for each series.</returns>
    /// <exception cref="DataException">The data is malformed, or a series is too short.</exception>
    IReadOnlyList<SeriesForecast> Forecast(Stream data, string name, int horizon);

    /// <summary>Says of each point of some series how unusual it is.</summary>
    /// <param name="path">Data in the format of the recipe's own; what has no whole history before it is not scored.</param>
    /// <returns>Scores and alarms of each series.</returns>
    /// <exception cref="DataException">The data cannot be read, or a series is too short.</exception>
    /// <exception cref="UnrollException">The model keeps no scale of anomalies.</exception>
    IReadOnlyList<SeriesAnomalies> Anomalies(string path);

    /// <summary>The same for data that comes from somewhere else.</summary>
    /// <param name="data">The data.</param>
    /// <param name="name">What messages call it.</param>
    /// <returns>Scores and alarms of each series.</returns>
    /// <exception cref="DataException">The data is malformed, or a series is too short.</exception>
    /// <exception cref="UnrollException">The model keeps no scale of anomalies.</exception>
    IReadOnlyList<SeriesAnomalies> Anomalies(Stream data, string name);

    /// <summary>Carries the model on over new observations of its series, without training it anew; the output of a reservoir learns from them if its recipe says so.</summary>
    /// <param name="path">Data in the format of the recipe's own; what the model knows already is passed over where there are times.</param>
    /// <param name="target">The model file to write.</param>
    /// <returns>What was new.</returns>
    /// <exception cref="DataException">The data cannot be read, or does not go on where the model stands.</exception>
    UpdateReport Update(string path, string target);

    /// <summary>The same for data that comes from somewhere else.</summary>
    /// <param name="data">The data.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="target">The model file to write.</param>
    /// <returns>What was new.</returns>
    /// <exception cref="DataException">The data is malformed, or does not go on where the model stands.</exception>
    UpdateReport Update(Stream data, string name, string target);
}

/// <summary>How a series goes on.</summary>
/// <param name="Name">The series.</param>
/// <param name="History">The values that were looked at.</param>
/// <param name="Steps">The steps ahead.</param>
public sealed record SeriesForecast(string Name, IReadOnlyList<double> History, IReadOnlyList<ForecastStep> Steps);

/// <summary>What is forecast for a step.</summary>
/// <param name="Label">Its time, or how many steps ahead it lies.</param>
/// <param name="Value">The median.</param>
/// <param name="Lower">One in ten values lies below.</param>
/// <param name="Upper">One in ten values lies above.</param>
public readonly record struct ForecastStep(string Label, double Value, double Lower, double Upper);

/// <inheritdoc/>
internal sealed class TrainedForecaster(ForecastFile file, int threads) : IForecastModel
{
    private readonly SeriesReader _reader = new(file.Data);

    /// <inheritdoc/>
    public ModelInfo Info => file.Info;

    /// <inheritdoc/>
    public int Horizon => file.Data.Horizon;

    /// <inheritdoc/>
    public EvaluateReport Evaluate(string dataPath) => Evaluate(_reader.Read(dataPath), dataPath);

    /// <inheritdoc/>
    public EvaluateReport Evaluate(Stream data, string name) => Evaluate(_reader.Parse(TextFile.Read(data, name), name), name);

    /// <inheritdoc/>
    public EvaluateReport EvaluateValidation(Recipe recipe)
    {
        using WorkerTeam team = new(threads);
        return ForecastMetrics.Of(recipe, file.Forecaster(team), ForecastData.Read(recipe), file.Linear, file.Anomalies);
    }

    /// <inheritdoc/>
    public IReadOnlyList<SeriesForecast> Forecast(int horizon) => GoOn([.. Enumerable.Range(0, file.Series.Count).Select(file.Restore)], horizon);

    /// <inheritdoc/>
    public IReadOnlyList<SeriesForecast> Forecast(string path, int horizon) => GoOn(_reader.Read(path), horizon);

    /// <inheritdoc/>
    public IReadOnlyList<SeriesForecast> Forecast(Stream data, string name, int horizon) => GoOn(_reader.Parse(TextFile.Read(data, name), name), horizon);

    /// <inheritdoc/>
    public IReadOnlyList<SeriesAnomalies> Anomalies(string path) => Score(_reader.Read(path));

    /// <inheritdoc/>
    public IReadOnlyList<SeriesAnomalies> Anomalies(Stream data, string name) => Score(_reader.Parse(TextFile.Read(data, name), name));

    /// <inheritdoc/>
    public UpdateReport Update(string path, string target) => new ForecastUpdate(file, threads).Write(_reader.Read(path), path, target);

    /// <inheritdoc/>
    public UpdateReport Update(Stream data, string name, string target) => new ForecastUpdate(file, threads).Write(_reader.Parse(TextFile.Read(data, name), name), name, target);

    private SeriesAnomalies[] Score(IReadOnlyList<TimeSeries> series)
    {
        using WorkerTeam team = new(threads);
        AnomalyScorer scorer = new(file.Forecaster(team), file.Data);
        SeriesFrame[] frames = [.. series.Select(Whole).Select(s => new SeriesFrame(s, ScaleOf(s), file.Features))];
        return [.. frames.Select((f, i) => scorer.Score(frames, i, file.Data.History, file.Anomalies ?? throw scorer.NoScale()))];
    }

    private SeriesScale ScaleOf(TimeSeries series) => file.Series.FirstOrDefault(r => r.Name == series.Name)?.Scale ?? SeriesScale.Fit(series, series.Length, file.Data.Log);

    private EvaluateReport Evaluate(IReadOnlyList<TimeSeries> series, string source)
    {
        List<JudgedSeries> judged = [];
        List<Window> windows = [];
        foreach (TimeSeries s in series)
        {
            SeriesParts parts = SeriesParts.OfEvaluation(s, file.Data);
            Window[] here = [.. ForecastData.Origins(judged.Count, parts.JudgedStart, parts.End, file.Data.Stride, file.Data)];
            if (here.Length > 0)
            {
                judged.Add(JudgedSeries.Of(new SeriesFrame(s, ScaleOf(s, parts), file.Features), parts.JudgedStart));
                windows.AddRange(here);
            }
            else if (file.NumberOf(s.Name) is >= 0 and var number && s.Length >= file.Data.Horizon)
            {
                // Too short to stand alone, but how a series of training went on.
                SeriesRecord known = file.Series[number];
                TimeSeries whole = file.Restore(number).Append(s);
                SeasonalIndices indices = new(known.Indices, known.Values.Length);
                windows.AddRange(ForecastData.Origins(judged.Count, known.Values.Length, whole.Length, file.Data.Stride, file.Data));
                judged.Add(new JudgedSeries(new SeriesFrame(whole, known.Scale, file.Features), known.SeasonalError ?? double.NaN, indices, known.Values.Length));
            }
        }

        return windows.Count > 0
            ? Measure(judged, windows, source)
            : throw new DataException($"'{source}': no series has enough points to be judged on; the longest has {series.Max(s => s.Length)}, expected at least {file.Data.History + file.Data.Horizon}: a history of {file.Data.History} (data.history) and {file.Data.Horizon} steps that are forecast (data.horizon). Give longer series, or go on with series of the training data under their names.");
    }

    /// <summary>The scale of training where the series is known by its name, unless the recipe says which part of any series it is measured on.</summary>
    private SeriesScale ScaleOf(TimeSeries series, SeriesParts parts) =>
        file.Data.TrainPoints is null && file.Series.FirstOrDefault(r => r.Name == series.Name) is { } known ? known.Scale : SeriesScale.Fit(series, parts.ValidStart, file.Data.Log);

    private EvaluateReport Measure(IReadOnlyList<JudgedSeries> series, IReadOnlyList<Window> windows, string source)
    {
        using WorkerTeam team = new(threads);
        IForecaster forecaster = file.Forecaster(team);
        EvaluateReport report = ForecastMetrics.Of(file.Recipe, forecaster, series, windows, file.Linear);
        int[] starts = [.. series.Select((_, i) => windows.Where(w => w.Series == i).Min(w => w.Origin))];
        return AnomalyMetrics.AddIfLabelled(report, file.Recipe, source, forecaster, [.. series.Select(s => s.Frame)], starts, file.Anomalies);
    }

    private SeriesForecast[] GoOn(IReadOnlyList<TimeSeries> series, int horizon)
    {
        using WorkerTeam team = new(threads);
        TimeSeries[] whole = [.. series.Select(Whole)];
        RollingIntervals rolling = new(file.Forecaster(team), [.. whole.Select(s => new NewSteps(NewFrom(s), s.Length, file.Series.FirstOrDefault(r => r.Name == s.Name)?.Width ?? 1))], new ForecastModelOptions(file.Recipe.Values).IsOfCounts);
        return new RecursiveForecast(rolling, file.Features).Run(whole, [.. series.Select(ScaleOf)], horizon);
    }

    /// <summary>The first step of a series that comes behind what the model has kept of it; 0 of a series that is new to it.</summary>
    private int NewFrom(TimeSeries series)
    {
        if (file.NumberOf(series.Name) is not (>= 0 and var number))
        {
            return 0;
        }

        // What was kept lies somewhere in the series, or the series is something else under its name.
        ReadOnlySpan<double> kept = file.Series[number].Values;
        int at = series.Values.AsSpan().LastIndexOf(kept);
        return at < 0 ? 0 : at + kept.Length;
    }

    /// <summary>A series that is long enough to forecast from: itself, or behind what the model has kept of it.</summary>
    private TimeSeries Whole(TimeSeries series)
    {
        if (series.Length >= file.Data.History)
        {
            return series;
        }

        // Of its own series without anything new nothing is put before.
        return file.NumberOf(series.Name) is >= 0 and var number && file.Series[number].Values.Length >= file.Data.History
            ? file.Restore(number).Append(series)
            : throw new DataException($"Series '{series.Name}', {series.Origin}: it has {series.Length} points, expected at least {file.Data.History}, because the model looks at so many (data.history). Give more of its past.");
    }
}
