using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Unroll.Storage;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;

namespace Unroll.Tasks.Folds;

/// <summary>The file <see cref="CrossValidation.FileName"/>: recipe, finished folds, and what they come to together.</summary>
internal sealed record FoldRecord(Recipe Recipe, int Folds, List<FoldResult> Done)
{
    public static FoldRecord Read(string directory)
    {
        string path = Path.Combine(directory, CrossValidation.FileName);
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
            JsonElement json = document.RootElement;
            List<FoldResult> done =
            [
                .. json.GetProperty("done").EnumerateArray().Select(f => new FoldResult(f.GetProperty("fold").GetInt32(),
                    f.GetProperty("validation").Deserialize(ModelJson.Default.EvaluateReport)!, f.GetProperty("steps").GetInt64(), f.GetProperty("seconds").GetDouble())),
            ];
            return new FoldRecord(Recipe.Parse(json.GetProperty("recipe").GetRawText(), path, directory), json.GetProperty("folds").GetInt32(), done);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException or DataException)
        {
            throw new ModelFileException($"'{path}' cannot be read: {e.Message.TrimEnd('.')}. A cross-validation goes on from it. Begin a new one with 'unroll train RECIPE --folds K --out DIR'.", e);
        }
    }

    public void Write(string directory)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("folds", Folds);
            if (Done.Count == Folds)
            {
                WriteMetrics(json, FoldMetric.Of(Done));
            }

            json.WriteStartArray("done");
            foreach (FoldResult fold in Done)
            {
                json.WriteStartObject();
                json.WriteNumber("fold", fold.Fold);
                json.WriteNumber("steps", fold.Steps);
                json.WriteNumber("seconds", fold.Seconds);
                json.WritePropertyName("validation");
                JsonSerializer.Serialize(json, fold.Report, ModelJson.Default.EvaluateReport);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WritePropertyName("recipe");
            json.WriteRawValue(Recipe.ToGivenJson(directory).TrimEnd('\n').Replace("\n", "\n  ", StringComparison.Ordinal));
            json.WriteEndObject();
        }

        AtomicFile.WriteText(Path.Combine(directory, CrossValidation.FileName), Encoding.UTF8.GetString(stream.ToArray()) + "\n");
    }

    private static void WriteMetrics(Utf8JsonWriter json, IReadOnlyList<FoldMetric> metrics)
    {
        json.WriteStartObject("metrics");
        foreach (FoldMetric metric in metrics)
        {
            json.WriteStartObject(metric.Name);
            foreach ((string name, double? value) in metric.Numbers)
            {
                if (value is { } x && double.IsFinite(x))
                {
                    json.WriteNumber(name, x);
                }
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
