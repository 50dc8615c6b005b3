using System.Text.Json;
using Unroll.Tasks.LanguageModel;

namespace Unroll.Cli.Output;

/// <summary>Reports as JSON.</summary>
internal static class ReportJson
{
    /// <summary>The members task, metrics, baseline, baseline_name, count.</summary>
    public static void Write(Utf8JsonWriter json, EvaluateReport report)
    {
        json.WriteString("task", report.Task);
        WriteNumbers(json, "metrics", report.Metrics);
        WriteNumbers(json, "baseline", report.Baseline);
        json.WriteString("baseline_name", report.BaselineName);
        json.WriteNumber("count", report.Count);
    }

    /// <summary>A number, or null for NaN and infinity, which JSON does not have.</summary>
    public static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } x && double.IsFinite(x))
            json.WriteNumber(name, x);
        else
            json.WriteNull(name);
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, double> numbers)
    {
        json.WriteStartObject(name);
        foreach ((string key, double value) in numbers)
            WriteNumber(json, key, value);
        json.WriteEndObject();
    }
}
