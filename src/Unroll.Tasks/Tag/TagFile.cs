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
    private const string BaselineEntry = "unroll.baseline";

    private TagFile(ModelMetadata metadata)
    {
        Recipe = metadata.Recipe;
        Data = new LabelledDataOptions(Recipe.Values);
        SequenceModelOptions model = new(Recipe.Values);
        Encoding = TagEncoding.Read(metadata.Find, metadata.Path);
        Network = new TagNetwork(model, Encoding);
        metadata.Load(Network.Parameters);
        Baseline = metadata.Find(BaselineEntry) is { } baseline ? TagBaseline.FromJson(baseline, metadata.Path) : null;
        Info = metadata.Info(Describe(model, Encoding), Network.Parameters.Count, Network.Parameters.Precision) with
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

    /// <summary>How its files are opened.</summary>
    public static ModelFormat<TagFile> Format { get; } = new("unroll-tag-1", "tagger", m => new TagFile(m), f => f.Network.Parameters);

    public static void Write(string path, string recipe, string source, TagEncoding encoding, Parameters parameters, long step, double epoch, TagBaseline? baseline, EvaluateReport? report)
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
