using System.Text.Json;
using Unroll.Layers;
using Unroll.Storage;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;

namespace Unroll.Tasks.Compose;

/// <summary>The model file: the parameters, and in the metadata, beside what every model has, the styles and the baselines.</summary>
internal sealed class ComposeFile
{
    private const string StylesEntry = "unroll.styles", BaselineEntry = "unroll.baseline";

    private ComposeFile(ModelMetadata metadata)
    {
        Recipe = metadata.Recipe;
        Options = new ComposeOptions(Recipe.Values);
        Styles = new StyleSet(JsonSerializer.Deserialize(metadata[StylesEntry], ComposeJson.Default.StringArray) ?? throw new JsonException($"the entry '{StylesEntry}' is null"));
        Network = new ComposeNetwork(Options, Styles.Names.Count);
        metadata.Load(Network.Parameters);
        Baseline = metadata.Find(BaselineEntry) is { } baseline ? NoteBaseline.FromJson(baseline, metadata.Path) : null;
        Info = metadata.Info(Options.Describe(), Network.Parameters.Count, Network.Parameters.Precision) with
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

    /// <summary>How its files are opened.</summary>
    public static ModelFormat<ComposeFile> Format { get; } = new("unroll-compose-1", "composer", m => new ComposeFile(m), f => f.Network.Parameters);

    public static void Write(string path, string recipe, string source, StyleSet styles, Parameters parameters, long step, double epoch, NoteBaseline? baseline, EvaluateReport? report)
    {
        Dictionary<string, string> metadata = ModelMetadata.Begin(Format.Name, recipe, source, step, epoch, report);
        metadata[StylesEntry] = JsonSerializer.Serialize([.. styles.Names], ComposeJson.Default.StringArray);
        if (baseline is not null)
        {
            metadata[BaselineEntry] = baseline.ToJson();
        }

        SafeTensorsFile.Write(path, metadata, [.. ModelTensors.Of(parameters)]);
    }
}
