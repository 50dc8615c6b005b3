using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Unroll.Data.Vocabularies;
using Unroll.Layers;
using Unroll.Storage;
using Unroll.Tasks.Recipes;
using Unroll.Training;

namespace Unroll.Tasks.LanguageModel;

/// <summary>
/// The model file: the parameters under PyTorch's names, and in the metadata the recipe, the vocabulary, how often each token stood in
/// the training text, the metrics and the provenance. It holds no time and no machine: the same training gives the same bytes.
/// </summary>
internal sealed class LanguageModelFile
{
    private const string Format = "unroll.format", Recipe = "unroll.recipe", Vocabulary = "unroll.vocabulary", Counts = "unroll.tokenCounts",
        Report = "unroll.validation", Provenance = "unroll.provenance", FormatName = "unroll-language-model-1";

    private LanguageModelFile(string path, SafeTensorsFile file)
    {
        Path = path;
        RecipeUsed = Recipes.Recipe.Parse(Entry(Recipe), path, System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)));
        Tokens = VocabularyJson.Read(Entry(Vocabulary), path);
        TokenCounts = JsonSerializer.Deserialize(Entry(Counts), ModelJson.Default.Int64Array)!;
        Network = new LanguageModelNetwork(RecipeUsed.Model, Tokens.Count);
        ModelTensors.Load(path, file, Network.Parameters);
        Network.Parameters.Prepare();
        JsonElement provenance = JsonDocument.Parse(Entry(Provenance)).RootElement;
        Validation = file.Metadata.TryGetValue(Report, out string? report) ? JsonSerializer.Deserialize(report, ModelJson.Default.EvaluateReport) : null;
        Info = new ModelInfo(RecipeUsed.Task, RecipeUsed.Model.Cell, RecipeUsed.Model.Layers, RecipeUsed.Model.Hidden, Network.Parameters.Count,
            [.. file.Tensors.Values.Select(t => new TensorInfo(t.Name, t.Dtype, t.Shape))], Tokens.Kind, Tokens.Count, Validation,
            new TrainingProvenance(provenance.GetProperty("version").GetString()!, provenance.GetProperty("data").GetString()!, provenance.GetProperty("step").GetInt64(),
                provenance.GetProperty("epoch").GetDouble(), RecipeUsed.Train.Seed, Entry(Recipe)), Quantization.NameOf(Network.Parameters.Precision));

        string Entry(string key) => file.Metadata.TryGetValue(key, out string? value)
            ? value
            : throw new ModelFileException($"'{path}' is not a language model of Unroll: the entry '{key}' is missing from its metadata. Give the model.safetensors of a training run.");
    }

    public string Path { get; }

    public Recipe RecipeUsed { get; }

    public IVocabulary Tokens { get; }

    public long[] TokenCounts { get; }

    public LanguageModelNetwork Network { get; }

    public EvaluateReport? Validation { get; }

    public ModelInfo Info { get; }

    public static LanguageModelFile Read(string path) => Open(path, SafeTensorsFile.Read(path));

    /// <summary>Writes the model of a file with its matrices in fewer bits, and all else as it is.</summary>
    public static ExportReport Quantize(string path, WeightPrecision precision, string target)
    {
        SafeTensorsFile file = SafeTensorsFile.Read(path);
        Parameters parameters = Open(path, file).Network.Parameters;
        if (Quantization.NameOf(parameters.Precision) is { } already)
        {
            throw new ModelFileException($"'{path}' is quantised to {already} already, and rounding it again would only lose more; expected a model in 32-bit floats. Export the file that training wrote.");
        }

        Dictionary<string, string> metadata = new(file.Metadata, StringComparer.Ordinal) { [Quantization.Key] = Quantization.NameOf(precision)! };
        List<SafeTensor> tensors = [.. ModelTensors.Of(parameters, precision)];
        SafeTensorsFile.Write(target, metadata, tensors);
        return new ExportReport(target, Quantization.NameOf(precision)!, new FileInfo(path).Length, new FileInfo(target).Length, parameters.Count);
    }

    private static LanguageModelFile Open(string path, SafeTensorsFile file)
    {
        if (file.Metadata.TryGetValue(Format, out string? format) && format != FormatName)
        {
            throw new ModelFileException($"'{path}' has the format '{format}', expected '{FormatName}'. It was written by another version of Unroll or is another kind of file.");
        }

        try
        {
            return new LanguageModelFile(path, file);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or DataException)
        {
            throw new ModelFileException($"'{path}': the metadata cannot be understood: {e.Message} The file is altered or from another version of Unroll.", e);
        }
    }

    public static void Write(string path, string recipe, IVocabulary vocabulary, long[] tokenCounts, Parameters parameters, long step, double epoch, string source, EvaluateReport? validation)
    {
        Dictionary<string, string> metadata = new(StringComparer.Ordinal)
        {
            ["format"] = "pt",
            [Format] = FormatName,
            [Recipe] = recipe,
            [Vocabulary] = VocabularyJson.Write(vocabulary),
            [Counts] = JsonSerializer.Serialize(tokenCounts, ModelJson.Default.Int64Array),
            [Provenance] = $"{{\"version\":\"{Version}\",\"data\":{JsonSerializer.Serialize(source, ModelJson.Default.String)},\"step\":{step.ToString(CultureInfo.InvariantCulture)},\"epoch\":{epoch.ToString("R", CultureInfo.InvariantCulture)}}}",
        };
        if (validation is not null)
        {
            metadata[Report] = JsonSerializer.Serialize(validation, ModelJson.Default.EvaluateReport);
        }

        SafeTensorsFile.Write(path, metadata, [.. ModelTensors.Of(parameters)]);
    }

    private static string Version { get; } =
        typeof(LanguageModelFile).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}

/// <summary>The JSON of the metadata, written without reflection.</summary>
[System.Text.Json.Serialization.JsonSourceGenerationOptions(NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[System.Text.Json.Serialization.JsonSerializable(typeof(long[]))]
[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
[System.Text.Json.Serialization.JsonSerializable(typeof(EvaluateReport))]
internal sealed partial class ModelJson : System.Text.Json.Serialization.JsonSerializerContext;
