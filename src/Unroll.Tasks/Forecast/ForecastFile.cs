using System.Text.Json;
using Unroll.Data.Files;
using Unroll.Layers;
using Unroll.Storage;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;

namespace Unroll.Tasks.Forecast;

/// <summary>
/// The model file: the parameters, and in the metadata, beside what every model has, the ends and the scales of the series, what the network
/// is told of the time, the width of intervals, and the linear baseline.
/// </summary>
internal sealed class ForecastFile
{
    private const string SeriesEntry = "unroll.series", BaselineEntry = "unroll.baseline", FormatName = "unroll-forecast-1", What = "forecaster";

    private ForecastFile(string path, SafeTensorsFile file, ModelMetadata metadata)
    {
        Recipe = metadata.Recipe;
        Data = new ForecastDataOptions(Recipe.Values);
        ForecastModelOptions model = new(Recipe.Values);
        ForecastRecord record = JsonSerializer.Deserialize(metadata[SeriesEntry], ForecastJson.Default.ForecastRecord) ?? throw new JsonException($"the entry '{SeriesEntry}' is null");
        Features = new ForecastFeatures(Data, record.Calendar);
        Widening = record.Widening;
        Series = record.Series;
        Network = new ForecastNetwork(model, Features);
        ModelTensors.Load(path, file, Network.Parameters);
        Network.Parameters.Prepare();
        Linear = metadata.Find(BaselineEntry) is { } baseline ? LinearBaseline.FromJson(baseline, path) : null;
        Info = new ModelInfo(Recipe.Task, model.Describe(), Network.Parameters.Count, ModelMetadata.TensorsOf(file), metadata.Validation, metadata.Provenance, Quantization.NameOf(Network.Parameters.Precision))
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

    /// <summary>The series of training.</summary>
    public IReadOnlyList<SeriesRecord> Series { get; }

    public ForecastNetwork Network { get; }

    /// <summary>The linear baseline; null in a file that training was writing when it stopped.</summary>
    public LinearBaseline? Linear { get; }

    public ModelInfo Info { get; }

    public static ForecastFile Read(string path) => Open(path, SafeTensorsFile.Read(path));

    public static ExportReport Quantize(string path, WeightPrecision precision, string target)
    {
        SafeTensorsFile file = SafeTensorsFile.Read(path);
        return ModelMetadata.Quantize(path, file, Open(path, file).Network.Parameters, precision, target);
    }

    public static void Write(string path, string recipe, string source, ForecastRecord series, Parameters parameters, long step, double epoch, LinearBaseline? linear, EvaluateReport? report)
    {
        Dictionary<string, string> metadata = ModelMetadata.Begin(FormatName, recipe, source, step, epoch, report);
        metadata[SeriesEntry] = JsonSerializer.Serialize(series, ForecastJson.Default.ForecastRecord);
        if (linear is not null)
        {
            metadata[BaselineEntry] = linear.ToJson();
        }

        SafeTensorsFile.Write(path, metadata, [.. ModelTensors.Of(parameters)]);
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

    /// <summary>The series that was kept.</summary>
    public static TimeSeries Restore(SeriesRecord r) => new(r.Name, new Origin(r.File), r.Values)
    {
        Start = r.Start,
        Step = new TimeStep(r.Months, new TimeSpan(r.Ticks), r.Ends),
        Times = r.Times,
        Known = r.Known,
        Unknown = r.Unknown,
    };

    private static ForecastFile Open(string path, SafeTensorsFile file) =>
        ModelMetadata.Open(path, file, FormatName, What, metadata => new ForecastFile(path, file, metadata));
}
