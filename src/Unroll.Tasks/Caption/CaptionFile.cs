using Unroll.Data.Vocabularies;
using Unroll.Layers;
using Unroll.Storage;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;

namespace Unroll.Tasks.Caption;

/// <summary>The model file: the parameters, and in the metadata, beside what every model has, the words and the most frequent caption.</summary>
internal sealed class CaptionFile
{
    private const string WordsEntry = "unroll.words", BaselineEntry = "unroll.baseline", FormatName = "unroll-caption-1", What = "captioner";

    private CaptionFile(string path, SafeTensorsFile file, ModelMetadata metadata)
    {
        Recipe = metadata.Recipe;
        Options = new CaptionOptions(Recipe.Values);
        Words = (WordVocabulary)VocabularyJson.Read(metadata[WordsEntry], path);
        Network = new CaptionNetwork(Options, Words.Count);
        ModelTensors.Load(path, file, Network.Parameters);
        Network.Parameters.Prepare();
        Baseline = metadata.Find(BaselineEntry);
        Info = new ModelInfo(Recipe.Task, Options.Describe(), Network.Parameters.Count, ModelMetadata.TensorsOf(file), metadata.Validation, metadata.Provenance, Quantization.NameOf(Network.Parameters.Precision))
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

    public static CaptionFile Read(string path) => Open(path, SafeTensorsFile.Read(path));

    public static ExportReport Quantize(string path, WeightPrecision precision, string target)
    {
        SafeTensorsFile file = SafeTensorsFile.Read(path);
        return ModelMetadata.Quantize(path, file, Open(path, file).Network.Parameters, precision, target);
    }

    public static void Write(string path, string recipe, string source, WordVocabulary words, Parameters parameters, long step, double epoch, string? baseline, EvaluateReport? report)
    {
        Dictionary<string, string> metadata = ModelMetadata.Begin(FormatName, recipe, source, step, epoch, report);
        metadata[WordsEntry] = VocabularyJson.Write(words);
        if (baseline is not null)
        {
            metadata[BaselineEntry] = baseline;
        }

        SafeTensorsFile.Write(path, metadata, [.. ModelTensors.Of(parameters)]);
    }

    private static CaptionFile Open(string path, SafeTensorsFile file) => ModelMetadata.Open(path, file, FormatName, What, metadata => new CaptionFile(path, file, metadata));
}
