using System.Text.Json;

namespace Unroll.Tasks.Recipes;

/// <summary>Writes values of recipe keys.</summary>
internal static class RecipeJson
{
    /// <summary>The section <c>tune</c>.</summary>
    public static void WriteTune(Utf8JsonWriter json, IReadOnlyList<TuneRange> ranges)
    {
        json.WriteStartObject(RecipeReader.TuneSection);
        foreach (TuneRange range in ranges)
        {
            if (range.Choices.Count > 0)
            {
                json.WriteStartArray(range.Key.Path);
                foreach (object? choice in range.Choices)
                    WriteValue(json, choice);
                json.WriteEndArray();
                continue;
            }

            json.WriteStartObject(range.Key.Path);
            json.WriteNumber("from", range.From);
            json.WriteNumber("to", range.To);
            if (range.Log)
                json.WriteBoolean("log", true);
            if (range.Step is { } step)
                json.WriteNumber("step", step);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>A property whose value is a long, double, string, bool or null.</summary>
    public static void WriteValue(Utf8JsonWriter json, string name, object? value)
    {
        json.WritePropertyName(name);
        WriteValue(json, value);
    }

    /// <summary>A long, double, string, bool or null.</summary>
    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool b:
                json.WriteBooleanValue(b);
                break;
            case long i:
                json.WriteNumberValue(i);
                break;
            case double d:
                json.WriteNumberValue(d);
                break;
            default:
                json.WriteStringValue((string)value);
                break;
        }
    }
}
