using Unroll.Layers;
using Unroll.Storage;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;

namespace Unroll.Tasks.Classify;

/// <summary>
/// The model file: the parameters, and in the metadata, beside what every model has, how items become numbers and the baseline that was
/// fitted to the same training data.
/// </summary>
internal sealed class ClassifyFile
{
    private const string BaselineEntry = "unroll.baseline";

    private ClassifyFile(ModelMetadata metadata)
    {
        Recipe = metadata.Recipe;
        Data = new LabelledDataOptions(Recipe.Values);
        SequenceModelOptions model = new(Recipe.Values);
        Encoding = ItemEncoding.Read(Data, metadata.Find, metadata.Path);
        Network = NetworkOf.Recipe(Recipe, Encoding);
        metadata.Load(Network.Parameters);
        Baseline = metadata.Find(BaselineEntry) is { } baseline ? ClassifyBaseline.FromJson(baseline, metadata.Path) : null;
        Info = metadata.Info(NetworkOf.Describe(Recipe), Network.Parameters.Count, Network.Parameters.Precision) with
        {
            Cell = model.IsRecurrent ? model.Cell : null,
            Layers = model.Layers,
            Hidden = model.Hidden,
            Vocabulary = Encoding.Vocabulary is { } v ? new VocabularyInfo(v.Kind, v.Count) : null,
            Labels = Encoding.Labels.Names,
        };
    }

    public Recipe Recipe { get; }

    public LabelledDataOptions Data { get; }

    public ItemEncoding Encoding { get; }

    public ClassifyNetwork Network { get; }

    /// <summary>The baseline; null in a file that training was writing when it stopped.</summary>
    public ClassifyBaseline? Baseline { get; }

    public ModelInfo Info { get; }

    /// <summary>How its files are opened.</summary>
    public static ModelFormat<ClassifyFile> Format { get; } = new("unroll-classify-1", "classifier", m => new ClassifyFile(m), f => f.Network.Parameters);

    public static void Write(string path, string recipe, string source, ItemEncoding encoding, Parameters parameters, long step, double epoch, ClassifyBaseline? baseline, EvaluateReport? report)
    {
        Dictionary<string, string> metadata = ModelMetadata.Begin(Format.Name, recipe, source, step, epoch, report);
        encoding.Write(metadata);
        if (baseline is not null)
        {
            metadata[BaselineEntry] = baseline.ToJson();
        }

        SafeTensorsFile.Write(path, metadata, [.. ModelTensors.Of(parameters)]);
    }
}
