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
    private const string BaselineEntry = "unroll.baseline", FormatName = "unroll-classify-1", What = "classifier";

    private ClassifyFile(string path, SafeTensorsFile file, ModelMetadata metadata)
    {
        Recipe = metadata.Recipe;
        Data = new LabelledDataOptions(Recipe.Values);
        SequenceModelOptions model = new(Recipe.Values);
        Encoding = ItemEncoding.Read(Data, metadata.Find, path);
        Network = NetworkOf.Recipe(Recipe, Encoding);
        ModelTensors.Load(path, file, Network.Parameters);
        Network.Parameters.Prepare();
        Baseline = metadata.Find(BaselineEntry) is { } baseline ? ClassifyBaseline.FromJson(baseline, path) : null;
        Info = new ModelInfo(Recipe.Task, NetworkOf.Describe(Recipe), Network.Parameters.Count, ModelMetadata.TensorsOf(file), metadata.Validation, metadata.Provenance,
            Quantization.NameOf(Network.Parameters.Precision))
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

    public static ClassifyFile Read(string path) => Open(path, SafeTensorsFile.Read(path));

    public static ExportReport Quantize(string path, WeightPrecision precision, string target)
    {
        SafeTensorsFile file = SafeTensorsFile.Read(path);
        return ModelMetadata.Quantize(path, file, Open(path, file).Network.Parameters, precision, target);
    }

    public static void Write(string path, string recipe, string source, ItemEncoding encoding, Parameters parameters, long step, double epoch, ClassifyBaseline? baseline, EvaluateReport? report)
    {
        Dictionary<string, string> metadata = ModelMetadata.Begin(FormatName, recipe, source, step, epoch, report);
        encoding.Write(metadata);
        if (baseline is not null)
        {
            metadata[BaselineEntry] = baseline.ToJson();
        }

        SafeTensorsFile.Write(path, metadata, [.. ModelTensors.Of(parameters)]);
    }

    private static ClassifyFile Open(string path, SafeTensorsFile file) =>
        ModelMetadata.Open(path, file, FormatName, What, metadata => new ClassifyFile(path, file, metadata));
}
