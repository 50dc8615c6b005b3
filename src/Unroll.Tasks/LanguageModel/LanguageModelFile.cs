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
    private const string Vocabulary = "unroll.vocabulary", Counts = "unroll.tokenCounts";

    private LanguageModelFile(ModelMetadata metadata)
    {
        Path = metadata.Path;
        RecipeUsed = metadata.Recipe;
        Tokens = VocabularyJson.Read(metadata[Vocabulary], metadata.Path);
        TokenCounts = JsonSerializer.Deserialize(metadata[Counts], ModelJson.Default.Int64Array)!;
        Network = new LanguageModelNetwork(RecipeUsed.Model, Tokens.Count);
        metadata.Load(Network.Parameters);
        ModelOptions m = RecipeUsed.Model;
        Info = metadata.Info(m.Describe(), Network.Parameters.Count, Network.Parameters.Precision) with
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

    /// <summary>How its files are opened.</summary>
    public static ModelFormat<LanguageModelFile> Format { get; } = new("unroll-language-model-1", "language model", m => new LanguageModelFile(m), f => f.Network.Parameters);

    public static void Write(string path, string recipe, IVocabulary vocabulary, long[] tokenCounts, Parameters parameters, long step, double epoch, string source, EvaluateReport? validation)
    {
        Dictionary<string, string> metadata = ModelMetadata.Begin(Format.Name, recipe, source, step, epoch, validation);
        metadata[Vocabulary] = VocabularyJson.Write(vocabulary);
        metadata[Counts] = JsonSerializer.Serialize(tokenCounts, ModelJson.Default.Int64Array);
        SafeTensorsFile.Write(path, metadata, [.. ModelTensors.Of(parameters)]);
    }
}
