using System.Text.Json;
using Unroll.Data.Vocabularies;
using Unroll.Layers;
using Unroll.Storage;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;

namespace Unroll.Tasks.LanguageModel;

/// <summary>
/// The model file: the parameters under PyTorch's names, and in the metadata, beside what every model has, the vocabulary and how often
/// each token stood in the training text.
/// </summary>
internal sealed class LanguageModelFile
{
    private const string Vocabulary = "unroll.vocabulary", Counts = "unroll.tokenCounts", FormatName = "unroll-language-model-1", What = "language model";

    private LanguageModelFile(string path, SafeTensorsFile file, ModelMetadata metadata)
    {
        Path = path;
        RecipeUsed = metadata.Recipe;
        Tokens = VocabularyJson.Read(metadata[Vocabulary], path);
        TokenCounts = JsonSerializer.Deserialize(metadata[Counts], ModelJson.Default.Int64Array)!;
        Network = new LanguageModelNetwork(RecipeUsed.Model, Tokens.Count);
        ModelTensors.Load(path, file, Network.Parameters);
        Network.Parameters.Prepare();
        ModelOptions m = RecipeUsed.Model;
        Info = new ModelInfo(RecipeUsed.Task, m.Describe(), Network.Parameters.Count, ModelMetadata.TensorsOf(file), metadata.Validation, metadata.Provenance,
            Quantization.NameOf(Network.Parameters.Precision))
        {
            Cell = m.Cell,
            Layers = m.Layers,
            Hidden = m.Hidden,
            Vocabulary = new VocabularyInfo(Tokens.Kind, Tokens.Count),
        };
    }

    public string Path { get; }

    public Recipe RecipeUsed { get; }

    public IVocabulary Tokens { get; }

    public long[] TokenCounts { get; }

    public LanguageModelNetwork Network { get; }

    public ModelInfo Info { get; }

    public static LanguageModelFile Read(string path) => Open(path, SafeTensorsFile.Read(path));

    public static ExportReport Quantize(string path, WeightPrecision precision, string target)
    {
        SafeTensorsFile file = SafeTensorsFile.Read(path);
        return ModelMetadata.Quantize(path, file, Open(path, file).Network.Parameters, precision, target);
    }

    private static LanguageModelFile Open(string path, SafeTensorsFile file) =>
        ModelMetadata.Open(path, file, FormatName, What, metadata => new LanguageModelFile(path, file, metadata));

    public static void Write(string path, string recipe, IVocabulary vocabulary, long[] tokenCounts, Parameters parameters, long step, double epoch, string source, EvaluateReport? validation)
    {
        Dictionary<string, string> metadata = ModelMetadata.Begin(FormatName, recipe, source, step, epoch, validation);
        metadata[Vocabulary] = VocabularyJson.Write(vocabulary);
        metadata[Counts] = JsonSerializer.Serialize(tokenCounts, ModelJson.Default.Int64Array);
        SafeTensorsFile.Write(path, metadata, [.. ModelTensors.Of(parameters)]);
    }
}
