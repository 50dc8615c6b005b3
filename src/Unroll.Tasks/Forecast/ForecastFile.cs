using System.Text.Json;
using Unroll.Data.Files;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Reservoir;
using Unroll.Storage;
using Unroll.Tasks.Forecast.Anomalies;
using Unroll.Tasks.Forecast.Reservoirs;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;

namespace Unroll.Tasks.Forecast;

/// <summary>
/// The model file: the parameters, and in the metadata, beside what every model has, the ends and the scales of the series, what the network
/// is told of the time, the width of intervals, and the linear baseline.
/// </summary>
internal sealed class ForecastFile
{
    private const string SeriesEntry = "unroll.series", BaselineEntry = "unroll.baseline";

    private readonly string _path;
    private readonly SafeTensorsFile _file;
    private readonly ForecastNetwork? _network;
    private readonly EchoState<double>[][] _states = [];

    private ForecastFile(ModelMetadata metadata)
    {
        (_path, _file) = (metadata.Path, metadata.File);
        Recipe = metadata.Recipe;
        Data = new ForecastDataOptions(Recipe.Values);
        ForecastModelOptions model = new(Recipe.Values);
        ForecastRecord record = JsonSerializer.Deserialize(metadata[SeriesEntry], ForecastJson.Default.ForecastRecord) ?? throw new JsonException($"the entry '{SeriesEntry}' is null");
        Features = new ForecastFeatures(Data, record.Calendar);
        Widening = record.Widening;
        Series = record.Series;
        Anomalies = record.Anomalies;
        Linear = metadata.Find(BaselineEntry) is { } baseline ? LinearBaseline.FromJson(baseline, metadata.Path) : null;
        if (model.IsReservoir)
        {
            ReservoirSettings settings = new(Recipe.Values);
            Reservoir = ReservoirTensors.Read(metadata.Path, metadata.File, settings, Recipe.Train.Seed, Features, Series.Count);
            _states = ReservoirTensors.ReadStates(metadata.Path, metadata.File, Reservoir, Series.Count / Reservoir.Outputs);
            Info = metadata.Info(model.Describe(), Reservoir.Parameters) with { Layers = settings.Layers, Hidden = settings.Units };
            return;
        }

        _network = new ForecastNetwork(model, Features);
        metadata.Load(_network.Parameters);
        Info = metadata.Info(model.Describe(), _network.Parameters.Count, _network.Parameters.Precision) with
        {
            Cell = model.Cell,
            Layers = model.Layers,
            Hidden = model.Hidden,
        };
    }

    public Recipe Recipe { get; }

    public ForecastDataOptions Data { get; }

    public ForecastFeatures Features { get; }

    public double Widening { get; }

    /// <summary>What is usual, or null.</summary>
    public AnomalyScale? Anomalies { get; }

    /// <summary>The series of training.</summary>
    public IReadOnlyList<SeriesRecord> Series { get; }

    /// <summary>The recurrent network.</summary>
    public ForecastNetwork Network => _network ?? throw new InvalidOperationException("The model is a reservoir.");

    /// <summary>The reservoirs, or null where it is a recurrent network.</summary>
    public ReservoirModel? Reservoir { get; }

    /// <summary>The linear baseline; null in a file that training was writing when it stopped.</summary>
    public LinearBaseline? Linear { get; }

    public ModelInfo Info { get; }

    private Parameters Adjustable => _network?.Parameters
        ?? throw new UnrollException($"'{_path}' is a reservoir, which cannot be quantised: its recurrent weights are not in the file, and its few solved ones need all their digits. Use it as it is.");

    /// <summary>How its files are opened.</summary>
    public static ModelFormat<ForecastFile> Format { get; } = new("unroll-forecast-1", "forecaster", m => new ForecastFile(m), f => f.Adjustable);

    /// <summary>What forecasts.</summary>
    public IForecaster Forecaster(WorkerTeam team) => Reservoir is { } reservoir
        ? new ReservoirForecaster(reservoir, Data.Horizon, team)
        : new Forecaster(Network, team) { Widening = Widening };

    public static void Write(string path, string recipe, string source, ForecastRecord series, IEnumerable<SafeTensor> tensors, long step, double epoch, LinearBaseline? linear, EvaluateReport? report)
    {
        Dictionary<string, string> metadata = ModelMetadata.Begin(Format.Name, recipe, source, step, epoch, report);
        metadata[SeriesEntry] = JsonSerializer.Serialize(series, ForecastJson.Default.ForecastRecord);
        if (linear is not null)
        {
            metadata[BaselineEntry] = linear.ToJson();
        }

        SafeTensorsFile.Write(path, metadata, [.. tensors]);
    }

    /// <summary>Writes a copy of the file with other ends of the series.</summary>
    /// <param name="target">The file to write.</param>
    /// <param name="series">What is kept of the series, in their order.</param>
    /// <param name="tensors">Other tensors, or null for the same.</param>
    public void Write(string target, SeriesRecord[] series, IEnumerable<SafeTensor>? tensors)
    {
        Dictionary<string, string> metadata = new(_file.Metadata, StringComparer.Ordinal)
        {
            [SeriesEntry] = JsonSerializer.Serialize(new ForecastRecord(Features.Calendar, Widening, series, Anomalies), ForecastJson.Default.ForecastRecord),
        };
        SafeTensorsFile.Write(target, metadata, [.. tensors ?? _file.Tensors.Values]);
    }

    /// <summary>What is kept of a series.</summary>
    public static SeriesRecord Keep(SeriesFrame frame)
    {
        TimeSeries tail = frame.Series.Tail(frame.Features.Reach);
        int season = frame.Features.Options.Season;
        double error = frame.Length > 1 ? SimpleForecasts.SeasonalError(frame.Series.Values, season) : double.NaN;
        return new SeriesRecord(tail.Name, tail.Origin.File, tail.Start, tail.Step.Months, tail.Step.Span.Ticks, tail.Step.Ends, tail.Times, tail.Values, tail.Known, tail.Unknown, frame.Scale,
            double.IsFinite(error) ? error : null, SeasonalIndices.Fit(frame.Series.Values, season).From(frame.Length));
    }

    /// <summary>The series that was kept, by its number, with where the reservoirs stand before its last history.</summary>
    public TimeSeries Restore(int series)
    {
        TimeSeries kept = Restore(Series[series]);
        return Reservoir is { } r ? kept with { Driven = new DrivenState(Math.Max(0, kept.Length - Data.History), _states[series / r.Outputs]) } : kept;
    }

    /// <summary>The number of a series of training, or −1.</summary>
    public int NumberOf(string name) => Series.ToList().FindIndex(r => r.Name == name);

    private static TimeSeries Restore(SeriesRecord r) => new(r.Name, new Origin(r.File), r.Values)
    {
        Start = r.Start,
        Step = new TimeStep(r.Months, new TimeSpan(r.Ticks), r.Ends),
        Times = r.Times,
        Known = r.Known,
        Unknown = r.Unknown,
    };
}
