using Unroll.Layers;
using Unroll.Storage;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;

namespace Unroll.Tasks.Tag;

/// <summary>
/// The model file: the parameters, and in the metadata, beside what every model has, how sequences become numbers and the baseline that was
/// fitted to the same training data.
/// </summary>
internal sealed class TagFile
{
    private const string BaselineEntry = "unroll.baseline", FormatName = "unroll-tag-1", What = "tagger";

    private TagFile(string path, SafeTensorsFile file, ModelMetadata metadata)
    {
        Recipe = metadata.Recipe;
        Data = new LabelledDataOptions(Recipe.Values);
        SequenceModelOptions model = new(Recipe.Values);
        Encoding = TagEncoding.Read(metadata.Find, path);
        Network = new TagNetwork(model, Encoding);
        ModelTensors.Load(path, file, Network.Parameters);
        Network.Parameters.Prepare();
        Baseline = metadata.Find(BaselineEntry) is { } baseline ? TagBaseline.FromJson(baseline, path) : null;
        Info = new ModelInfo(Recipe.Task, Describe(model, Encoding), Network.Parameters.Count, ModelMetadata.TensorsOf(file), metadata.Validation, metadata.Provenance,
            Quantization.NameOf(Network.Parameters.Precision))
        {
            Cell = model.IsRecurrent ? model.Cell : null,
            Layers = model.Layers,
            Hidden = model.Hidden,
            Vocabulary = Encoding.Words is { } w ? new VocabularyInfo(w.Kind, w.Count) : null,
            Labels = Encoding.Labels.Names,
        };
    }

    public Recipe Recipe { get; }

    public LabelledDataOptions Data { get; }

    public TagEncoding Encoding { get; }

    public TagNetwork Network { get; }

    /// <summary>The baseline; null in a file that training was writing when it stopped.</summary>
    public TagBaseline? Baseline { get; }

    public ModelInfo Info { get; }

    /// <summary>The network in words, as in "lstm, 1 layer of 128, bidirectional; characters of words by lstm, 48, bidirectional".</summary>
    public static string Describe(SequenceModelOptions model, TagEncoding encoding) =>
        model.Describe(pooled: false) + (encoding.Characters is null ? "" : $"; characters of words by lstm, {model.CharacterHidden}, bidirectional");

    public static TagFile Read(string path) => Open(path, SafeTensorsFile.Read(path));

    public static ExportReport Quantize(string path, WeightPrecision precision, string target)
    {
        SafeTensorsFile file = SafeTensorsFile.Read(path);
        return ModelMetadata.Quantize(path, file, Open(path, file).Network.Parameters, precision, target);
    }

    public static void Write(string path, string recipe, string source, TagEncoding encoding, Parameters parameters, long step, double epoch, TagBaseline? baseline, EvaluateReport? report)
    {
        Dictionary<string, string> metadata = ModelMetadata.Begin(FormatName, recipe, source, step, epoch, report);
        encoding.Write(metadata);
        if (baseline is not null)
        {
            metadata[BaselineEntry] = baseline.ToJson();
        }

        SafeTensorsFile.Write(path, metadata, [.. ModelTensors.Of(parameters)]);
    }

    private static TagFile Open(string path, SafeTensorsFile file) => ModelMetadata.Open(path, file, FormatName, What, metadata => new TagFile(path, file, metadata));
}
