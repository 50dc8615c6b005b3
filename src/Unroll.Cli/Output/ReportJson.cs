using System.Text.Json;
using Unroll.Tasks;

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
        if (report.Signature is { } signature)
            json.WriteString("signature", signature);
        if (report.Others is { } others)
        {
            json.WriteStartObject("other_baselines");
            foreach ((string name, IReadOnlyDictionary<string, double> metrics) in others)
                WriteNumbers(json, name, metrics);
            json.WriteEndObject();
        }

        if (report.Labels is null)
            return;

        json.WriteStartArray("labels");
        foreach (LabelReport label in report.Labels)
        {
            json.WriteStartObject();
            json.WriteString("label", label.Label);
            json.WriteNumber("count", label.Count);
            WriteNumber(json, "precision", label.Precision);
            WriteNumber(json, "recall", label.Recall);
            WriteNumber(json, "f1", label.F1);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (report.Confusion is null)
            return;
        json.WriteStartArray("confusion");
        foreach (IReadOnlyList<long> row in report.Confusion)
        {
            json.WriteStartArray();
            foreach (long count in row)
                json.WriteNumberValue(count);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    /// <summary>The member vocabulary, where there is one.</summary>
    public static void Write(Utf8JsonWriter json, VocabularyInfo? vocabulary)
    {
        if (vocabulary is null)
            return;
        json.WriteStartObject("vocabulary");
        json.WriteString("kind", vocabulary.Kind);
        json.WriteNumber("size", vocabulary.Size);
        json.WriteEndObject();
    }

    /// <summary>A number, or null for NaN and infinity, which JSON does not have.</summary>
    public static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } x && double.IsFinite(x))
            json.WriteNumber(name, x);
        else
            json.WriteNull(name);
    }

    /// <summary>A list of texts.</summary>
    public static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, double> numbers)
    {
        json.WriteStartObject(name);
        foreach ((string key, double value) in numbers)
            WriteNumber(json, key, value);
        json.WriteEndObject();
    }
}
