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
    private readonly string _path;
    private readonly SafeTensorsFile _file;
    private readonly string _what;

    private ModelMetadata(string path, SafeTensorsFile file, string formatName, string what)
    {
        (_path, _file, _what) = (path, file, what);
        if (file.Metadata.TryGetValue(Format, out string? format) && format != formatName)
        {
            throw new ModelFileException($"'{path}' has the format '{format}', expected '{formatName}'. It was written by another version of Unroll or is another kind of file.");
        }

        Recipe = Recipe.Parse(this[RecipeEntry], path, Path.GetDirectoryName(Path.GetFullPath(path)));
        Validation = file.Metadata.TryGetValue(Report, out string? report) ? JsonSerializer.Deserialize(report, ModelJson.Default.EvaluateReport) : null;
        using JsonDocument document = JsonDocument.Parse(this[ProvenanceEntry]);
        JsonElement provenance = document.RootElement;
        Provenance = new TrainingProvenance(provenance.GetProperty("version").GetString()!, provenance.GetProperty("data").GetString()!,
            provenance.GetProperty("step").GetInt64(), provenance.GetProperty("epoch").GetDouble(), Recipe.Train.Seed, this[RecipeEntry]);
    }

    /// <summary>The recipe that the model was trained with; its paths are as they were given then.</summary>
    public Recipe Recipe { get; }

    /// <summary>The metrics that training ended with, or null.</summary>
    public EvaluateReport? Validation { get; }

    /// <summary>How the model came about.</summary>
    public TrainingProvenance Provenance { get; }

    /// <summary>An entry that must be there.</summary>
    public string this[string key] => _file.Metadata.TryGetValue(key, out string? value)
        ? value
        : throw new ModelFileException($"'{_path}' is not a {_what} of Unroll: the entry '{key}' is missing from its metadata. Give the model.safetensors of a training run.");

    /// <summary>An entry that may be there, or null.</summary>
    public string? Find(string key) => _file.Metadata.GetValueOrDefault(key);

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

    /// <summary>Opens a model, and says of metadata that cannot be understood that the file is altered.</summary>
    /// <param name="path">The file.</param>
    /// <param name="file">What was read of it.</param>
    /// <param name="formatName">The entry <c>unroll.format</c> of this kind of model.</param>
    /// <param name="what">What this kind of model is called.</param>
    /// <param name="build">Makes the model of metadata and tensors.</param>
    public static TModel Open<TModel>(string path, SafeTensorsFile file, string formatName, string what, Func<ModelMetadata, TModel> build)
    {
        try
        {
            return build(new ModelMetadata(path, file, formatName, what));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or DataException or ArgumentException)
        {
            throw new ModelFileException($"'{path}': the metadata cannot be understood: {e.Message} The file is altered or from another version of Unroll.", e);
        }
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

    /// <summary>The tensors of a file as reports list them.</summary>
    public static IReadOnlyList<TensorInfo> TensorsOf(SafeTensorsFile file) => [.. file.Tensors.Values.Select(t => new TensorInfo(t.Name, t.Dtype, t.Shape))];

    internal static string Version { get; } =
        typeof(ModelMetadata).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}

/// <summary>The JSON of the metadata, written without reflection.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(long[]))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(EvaluateReport))]
internal sealed partial class ModelJson : JsonSerializerContext;
