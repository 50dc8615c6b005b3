using Unroll.Layers;
using Unroll.Storage;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;

namespace Unroll.Tasks.Translate;

/// <summary>The model file: the parameters, and in the metadata, beside what every model has, the tokens of both sides.</summary>
internal sealed class TranslateFile
{
    private TranslateFile(ModelMetadata metadata)
    {
        Path = metadata.Path;
        Recipe = metadata.Recipe;
        TranslateModelOptions model = new(Recipe.Values);
        Encoding = PairEncoding.Read(metadata.Find, metadata.Path, new TranslateDataOptions(Recipe.Values).Lowercase);
        Network = new TranslateNetwork(model, Encoding);
        metadata.Load(Network.Parameters);
        Info = metadata.Info(model.Describe(), Network.Parameters.Count, Network.Parameters.Precision) with
        {
            Cell = model.Cell,
            Layers = model.Layers,
            Hidden = model.Hidden,
            Vocabulary = new VocabularyInfo(Encoding.Target.Vocabulary.Kind, Encoding.Target.Vocabulary.Count),
        };
    }

    public string Path { get; }

    public Recipe Recipe { get; }

    public PairEncoding Encoding { get; }

    public TranslateNetwork Network { get; }

    public ModelInfo Info { get; }

    /// <summary>How its files are opened.</summary>
    public static ModelFormat<TranslateFile> Format { get; } = new("unroll-translate-1", "translator", m => new TranslateFile(m), f => f.Network.Parameters);

    public static void Write(string path, string recipe, string source, PairEncoding encoding, Parameters parameters, long step, double epoch, EvaluateReport? report)
    {
        Dictionary<string, string> metadata = ModelMetadata.Begin(Format.Name, recipe, source, step, epoch, report);
        encoding.Write(metadata);
        SafeTensorsFile.Write(path, metadata, [.. ModelTensors.Of(parameters)]);
    }
}
