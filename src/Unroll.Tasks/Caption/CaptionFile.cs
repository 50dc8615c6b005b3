using Unroll.Data.Vocabularies;
using Unroll.Layers;
using Unroll.Storage;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;

namespace Unroll.Tasks.Caption;

/// <summary>The model file: the parameters, and in the metadata, beside what every model has, the words and the most frequent caption.</summary>
internal sealed class CaptionFile
{
    private const string WordsEntry = "unroll.words", BaselineEntry = "unroll.baseline";

    private CaptionFile(ModelMetadata metadata)
    {
        Recipe = metadata.Recipe;
        Options = new CaptionOptions(Recipe.Values);
        Words = (WordVocabulary)VocabularyJson.Read(metadata[WordsEntry], metadata.Path);
        Network = new CaptionNetwork(Options, Words.Count);
        metadata.Load(Network.Parameters);
        Baseline = metadata.Find(BaselineEntry);
        Info = metadata.Info(Options.Describe(), Network.Parameters.Count, Network.Parameters.Precision) with
        {
            Cell = Options.Cell,
            Layers = Options.Layers,
            Hidden = Options.Hidden,
            Vocabulary = new VocabularyInfo(Words.Kind, Words.Count),
        };
    }

    public Recipe Recipe { get; }

    public CaptionOptions Options { get; }

    public WordVocabulary Words { get; }

    public CaptionNetwork Network { get; }

    /// <summary>The most frequent caption; null in a file that training was writing when it stopped.</summary>
    public string? Baseline { get; }

    public ModelInfo Info { get; }

    /// <summary>How its files are opened.</summary>
    public static ModelFormat<CaptionFile> Format { get; } = new("unroll-caption-1", "captioner", m => new CaptionFile(m), f => f.Network.Parameters);

    public static void Write(string path, string recipe, string source, WordVocabulary words, Parameters parameters, long step, double epoch, string? baseline, EvaluateReport? report)
    {
        Dictionary<string, string> metadata = ModelMetadata.Begin(Format.Name, recipe, source, step, epoch, report);
        metadata[WordsEntry] = VocabularyJson.Write(words);
        if (baseline is not null)
        {
            metadata[BaselineEntry] = baseline;
        }

        SafeTensorsFile.Write(path, metadata, [.. ModelTensors.Of(parameters)]);
    }
}
