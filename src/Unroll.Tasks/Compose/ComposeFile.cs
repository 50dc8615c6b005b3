using System.Text.Json;
using Unroll.Layers;
using Unroll.Storage;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;

namespace Unroll.Tasks.Compose;

/// <summary>The model file: the parameters, and in the metadata, beside what every model has, the styles and the baselines.</summary>
internal sealed class ComposeFile
{
    private const string StylesEntry = "unroll.styles", BaselineEntry = "unroll.baseline", FormatName = "unroll-compose-1", What = "composer";

    private ComposeFile(string path, SafeTensorsFile file, ModelMetadata metadata)
    {
        Recipe = metadata.Recipe;
        Options = new ComposeOptions(Recipe.Values);
        Styles = new StyleSet(JsonSerializer.Deserialize(metadata[StylesEntry], ComposeJson.Default.StringArray) ?? throw new JsonException($"the entry '{StylesEntry}' is null"));
        Network = new ComposeNetwork(Options, Styles.Names.Count);
        ModelTensors.Load(path, file, Network.Parameters);
        Network.Parameters.Prepare();
        Baseline = metadata.Find(BaselineEntry) is { } baseline ? NoteBaseline.FromJson(baseline, path) : null;
        Info = new ModelInfo(Recipe.Task, Options.Describe(), Network.Parameters.Count, ModelMetadata.TensorsOf(file), metadata.Validation, metadata.Provenance, Quantization.NameOf(Network.Parameters.Precision))
        {
            Cell = Options.Cell,
            Layers = Options.Layers,
            Hidden = Options.Hidden,
            Labels = Styles.Names.Count > 0 ? Styles.Names : null,
        };
    }

    public Recipe Recipe { get; }

    public ComposeOptions Options { get; }

    public StyleSet Styles { get; }

    public ComposeNetwork Network { get; }

    /// <summary>The baselines; null in a file that training was writing when it stopped.</summary>
    public NoteBaseline? Baseline { get; }

    public ModelInfo Info { get; }

    public static ComposeFile Read(string path) => Open(path, SafeTensorsFile.Read(path));

    public static ExportReport Quantize(string path, WeightPrecision precision, string target)
    {
        SafeTensorsFile file = SafeTensorsFile.Read(path);
        return ModelMetadata.Quantize(path, file, Open(path, file).Network.Parameters, precision, target);
    }

    public static void Write(string path, string recipe, string source, StyleSet styles, Parameters parameters, long step, double epoch, NoteBaseline? baseline, EvaluateReport? report)
    {
        Dictionary<string, string> metadata = ModelMetadata.Begin(FormatName, recipe, source, step, epoch, report);
        metadata[StylesEntry] = JsonSerializer.Serialize([.. styles.Names], ComposeJson.Default.StringArray);
        if (baseline is not null)
        {
            metadata[BaselineEntry] = baseline.ToJson();
        }

        SafeTensorsFile.Write(path, metadata, [.. ModelTensors.Of(parameters)]);
    }

    private static ComposeFile Open(string path, SafeTensorsFile file) => ModelMetadata.Open(path, file, FormatName, What, metadata => new ComposeFile(path, file, metadata));
}
