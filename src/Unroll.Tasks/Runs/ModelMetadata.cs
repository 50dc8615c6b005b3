using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Unroll.Layers;
using Unroll.Storage;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Runs;

/// <summary>
/// What every model file has in its metadata: the recipe, the metrics and the provenance. It holds no time and no machine: the same
/// training gives the same bytes. A task adds entries of its own, such as its vocabulary or its labels.
/// </summary>
internal sealed class ModelMetadata
{
    private const string Format = "unroll.format", RecipeEntry = "unroll.recipe", Report = "unroll.validation", ProvenanceEntry = "unroll.provenance";
    private readonly string _what;

    /// <summary>Reads the metadata of a file; <see cref="ModelFormat{TModel}"/> says what is thrown.</summary>
    /// <param name="path">The file.</param>
    /// <param name="file">What was read of it.</param>
    /// <param name="formatName">The entry <c>unroll.format</c> of this kind of model.</param>
    /// <param name="what">What this kind of model is called.</param>
    public ModelMetadata(string path, SafeTensorsFile file, string formatName, string what)
    {
        (Path, File, _what) = (path, file, what);
        if (file.Metadata.TryGetValue(Format, out string? format) && format != formatName)
        {
            throw new ModelFileException($"'{path}' has the format '{format}', expected '{formatName}'. It was written by another version of Unroll or is another kind of file.");
        }

        Recipe = Recipe.Parse(this[RecipeEntry], path, System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)));
        Validation = file.Metadata.TryGetValue(Report, out string? report) ? JsonSerializer.Deserialize(report, ModelJson.Default.EvaluateReport) : null;
        using JsonDocument document = JsonDocument.Parse(this[ProvenanceEntry]);
        JsonElement provenance = document.RootElement;
        Provenance = new TrainingProvenance(provenance.GetProperty("version").GetString()!, provenance.GetProperty("data").GetString()!,
            provenance.GetProperty("step").GetInt64(), provenance.GetProperty("epoch").GetDouble(), Recipe.Train.Seed, this[RecipeEntry]);
    }

    /// <summary>The file that it stands in.</summary>
    public string Path { get; }

    /// <summary>What was read of the file.</summary>
    public SafeTensorsFile File { get; }

    /// <summary>The recipe that the model was trained with; its paths are as they were given then.</summary>
    public Recipe Recipe { get; }

    /// <summary>The metrics that training ended with, or null.</summary>
    public EvaluateReport? Validation { get; }

    /// <summary>How the model came about.</summary>
    public TrainingProvenance Provenance { get; }

    /// <summary>An entry that must be there.</summary>
    public string this[string key] => File.Metadata.TryGetValue(key, out string? value)
        ? value
        : throw new ModelFileException($"'{Path}' is not a {_what} of Unroll: the entry '{key}' is missing from its metadata. Give the model.safetensors of a training run.");

    /// <summary>An entry that may be there, or null.</summary>
    public string? Find(string key) => File.Metadata.GetValueOrDefault(key);

    /// <summary>Fills a network with the tensors of the file.</summary>
    /// <param name="parameters">The network's parameters.</param>
    public void Load(Parameters parameters)
    {
        ModelTensors.Load(Path, File, parameters);
        parameters.Prepare();
    }

    /// <summary>What is told of the model, but for what only its task knows.</summary>
    /// <param name="description">The network in words.</param>
    /// <param name="parameters">Numbers that training adjusted.</param>
    /// <param name="precision">How the matrices are kept.</param>
    public ModelInfo Info(string description, long parameters, WeightPrecision precision = WeightPrecision.Single) =>
        new(Recipe.Task, description, parameters, [.. File.Tensors.Values.Select(t => new TensorInfo(t.Name, t.Dtype, t.Shape))], Validation, Provenance, Quantization.NameOf(precision));

    /// <summary>The name of the task that a file's recipe names, or null when it has no recipe.</summary>
    public static string? TaskOf(SafeTensorsFile file)
    {
        if (!file.Metadata.TryGetValue(RecipeEntry, out string? recipe))
        {
            return null;
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(recipe);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("task", out JsonElement task) ? task.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The update after which a model was the best.</summary>
    public static long StepOf(SafeTensorsFile file)
    {
        using JsonDocument provenance = JsonDocument.Parse(file.Metadata[ProvenanceEntry]);
        return provenance.RootElement.GetProperty("step").GetInt64();
    }

    /// <summary>The entries that every model file has.</summary>
    public static Dictionary<string, string> Begin(string formatName, string recipe, string source, long step, double epoch, EvaluateReport? report)
    {
        Dictionary<string, string> metadata = new(StringComparer.Ordinal)
        {
            ["format"] = "pt",
            [Format] = formatName,
            [RecipeEntry] = recipe,
            [ProvenanceEntry] = $"{{\"version\":\"{Version}\",\"data\":{JsonSerializer.Serialize(source, ModelJson.Default.String)},\"step\":{step.ToString(CultureInfo.InvariantCulture)},\"epoch\":{epoch.ToString("R", CultureInfo.InvariantCulture)}}}",
        };
        if (report is not null)
        {
            metadata[Report] = JsonSerializer.Serialize(report, ModelJson.Default.EvaluateReport);
        }

        return metadata;
    }

    /// <summary>Writes the model of a file with its matrices in fewer bits, and all else as it is.</summary>
    /// <param name="path">The file.</param>
    /// <param name="file">What was read of it.</param>
    /// <param name="parameters">Its parameters, loaded.</param>
    /// <param name="precision">What to round to.</param>
    /// <param name="target">The file to write.</param>
    public static ExportReport Quantize(string path, SafeTensorsFile file, Parameters parameters, WeightPrecision precision, string target)
    {
        if (Quantization.NameOf(parameters.Precision) is { } already)
        {
            throw new ModelFileException($"'{path}' is quantised to {already} already, and rounding it again would only lose more; expected a model in 32-bit floats. Export the file that training wrote.");
        }

        Dictionary<string, string> metadata = new(file.Metadata, StringComparer.Ordinal) { [Quantization.Key] = Quantization.NameOf(precision)! };
        List<SafeTensor> tensors = [.. ModelTensors.Of(parameters, precision)];
        SafeTensorsFile.Write(target, metadata, tensors);
        return new ExportReport(target, Quantization.NameOf(precision)!, new FileInfo(path).Length, new FileInfo(target).Length, parameters.Count);
    }

    internal static string Version { get; } =
        typeof(ModelMetadata).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}

/// <summary>The JSON of the metadata, written without reflection.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(long[]))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(EvaluateReport))]
internal sealed partial class ModelJson : JsonSerializerContext;
