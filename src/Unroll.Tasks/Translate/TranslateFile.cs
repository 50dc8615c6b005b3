using Unroll.Layers;
using Unroll.Storage;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;

namespace Unroll.Tasks.Translate;

/// <summary>The model file: the parameters, and in the metadata, beside what every model has, the tokens of both sides.</summary>
internal sealed class TranslateFile
{
    private const string FormatName = "unroll-translate-1", What = "translator";

    private TranslateFile(string path, SafeTensorsFile file, ModelMetadata metadata)
    {
        Path = path;
        Recipe = metadata.Recipe;
        TranslateModelOptions model = new(Recipe.Values);
        Encoding = PairEncoding.Read(metadata.Find, path, new TranslateDataOptions(Recipe.Values).Lowercase);
        Network = new TranslateNetwork(model, Encoding);
        ModelTensors.Load(path, file, Network.Parameters);
        Network.Parameters.Prepare();
        Info = new ModelInfo(Recipe.Task, model.Describe(), Network.Parameters.Count, ModelMetadata.TensorsOf(file), metadata.Validation, metadata.Provenance,
            Quantization.NameOf(Network.Parameters.Precision))
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

    public static TranslateFile Read(string path) => Open(path, SafeTensorsFile.Read(path));

    public static ExportReport Quantize(string path, WeightPrecision precision, string target)
    {
        SafeTensorsFile file = SafeTensorsFile.Read(path);
        return ModelMetadata.Quantize(path, file, Open(path, file).Network.Parameters, precision, target);
    }

    public static void Write(string path, string recipe, string source, PairEncoding encoding, Parameters parameters, long step, double epoch, EvaluateReport? report)
    {
        Dictionary<string, string> metadata = ModelMetadata.Begin(FormatName, recipe, source, step, epoch, report);
        encoding.Write(metadata);
        SafeTensorsFile.Write(path, metadata, [.. ModelTensors.Of(parameters)]);
    }

    private static TranslateFile Open(string path, SafeTensorsFile file) => ModelMetadata.Open(path, file, FormatName, What, metadata => new TranslateFile(path, file, metadata));
}
