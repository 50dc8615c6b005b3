using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Unroll.Storage;

namespace Unroll.Tasks.Tune;

/// <summary>The file <see cref="SearchFiles.Trials"/>: a JSON object a line, written when a trial has finished a round.</summary>
internal static class TrialLog
{
    /// <summary>Adds a line. A kill in the middle of it leaves a line without an end, which <see cref="Read"/> leaves out.</summary>
    public static void Add(string path, TrialResult result) => File.AppendAllText(path, Line(result));

    /// <summary>Reads the results of a search, and takes away what a kill left of a line.</summary>
    /// <param name="path">The file; it need not exist.</param>
    /// <param name="trials">The trials of the search.</param>
    /// <param name="rungs">Its rounds.</param>
    /// <exception cref="ModelFileException">A line is not of this search.</exception>
    public static IReadOnlyList<TrialResult> Read(string path, IReadOnlyList<Trial> trials, IReadOnlyList<Rung> rungs)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        string text = File.ReadAllText(path);
        int end = text.LastIndexOf('\n') + 1;
        if (end < text.Length)
        {
            AtomicFile.WriteText(path, text[..end]);
        }

        List<TrialResult> results = [];
        foreach (string line in text[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            results.Add(Parse(line, trials, rungs)
                ?? throw new ModelFileException($"'{path}', line {results.Count + 1}: this is no result of a trial of the search beside it. It was changed, or written by another version of Unroll. Begin a new search in another folder."));
        }

        return results;
    }

    private static string Line(TrialResult result)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("trial", result.Trial.Number);
            json.WriteNumber("rung", result.Rung.Number);
            json.WriteString("budget", result.Rung.Share);
            json.WritePropertyName("values");
            json.WriteRawValue(result.Trial.ToJson());
            json.WriteNumber("steps", result.Steps);
            json.WriteNumber("seconds", Math.Round(result.Seconds, 3));
            if (result.Report is { } report)
            {
                WriteNumbers(json, "metrics", report.Metrics);
                WriteNumbers(json, "baseline", report.Baseline);
                json.WriteString("baselineName", report.BaselineName);
                json.WriteString("mainMetric", report.MainMetric);
                json.WriteNumber("count", report.Count);
                json.WriteString("unit", report.Unit);
                json.WriteString("task", report.Task);
            }

            json.WriteString("error", result.Error);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, double> numbers)
    {
        json.WriteStartObject(name);
        foreach ((string key, double value) in numbers.Where(n => double.IsFinite(n.Value)))
        {
            json.WriteNumber(key, value);
        }

        json.WriteEndObject();
    }

    private static TrialResult? Parse(string line, IReadOnlyList<Trial> trials, IReadOnlyList<Rung> rungs)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement json = document.RootElement;
            Trial? trial = trials.FirstOrDefault(t => t.Number == json.GetProperty("trial").GetInt32());
            Rung? rung = rungs.FirstOrDefault(r => r.Number == json.GetProperty("rung").GetInt32());
            if (trial is null || rung is null || json.GetProperty("values").GetRawText() != trial.ToJson())
            {
                return null;
            }

            string? error = json.GetProperty("error").GetString();
            EvaluateReport? report = error is not null ? null
                : new EvaluateReport(json.GetProperty("task").GetString()!, Numbers(json, "metrics"), Numbers(json, "baseline"), json.GetProperty("baselineName").GetString()!, json.GetProperty("count").GetInt64())
                {
                    Unit = json.GetProperty("unit").GetString()!,
                    Main = json.GetProperty("mainMetric").GetString(),
                };
            return new TrialResult(trial, rung, report, error, json.GetProperty("steps").GetInt64(), json.GetProperty("seconds").GetDouble());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static Dictionary<string, double> Numbers(JsonElement json, string name) =>
        json.GetProperty(name).EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetDouble(), StringComparer.Ordinal);
}
