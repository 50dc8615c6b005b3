using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Unroll.Tasks.Recipes;

/// <summary>The JSON schema of recipes, for editors: made from the same table as the parser.</summary>
public static class RecipeSchema
{
    /// <summary>The schema (JSON Schema draft 2020-12).</summary>
    /// <returns>JSON text.</returns>
    public static string ToJson()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            json.WriteString("title", "Unroll recipe");
            json.WriteString("description", "What to learn, with which recurrent network, and how. Comments and trailing commas are allowed.");
            json.WriteStartArray("oneOf");
            foreach (RecipeTask task in RecipeTask.All)
                WriteTask(json, task);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    private static void WriteTask(Utf8JsonWriter json, RecipeTask task)
    {
        json.WriteStartObject();
        json.WriteString("title", task.Name);
        json.WriteString("description", task.Summary);
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        json.WriteStartObject("$schema");
        json.WriteString("type", "string");
        json.WriteEndObject();
        json.WriteStartObject("task");
        json.WriteString("const", task.Name);
        json.WriteString("description", task.Summary);
        json.WriteEndObject();
        foreach (string section in task.Sections)
            WriteSection(json, section, [.. task.Keys.Where(k => k.Section == section)]);
        WriteTune(json, task);
        json.WriteEndObject();
        WriteRequired(json, ["task", .. task.Keys.Where(k => k.Required).Select(k => k.Section).Distinct()]);
        json.WriteBoolean("additionalProperties", false);
        json.WriteEndObject();
    }

    private static void WriteSection(Utf8JsonWriter json, string section, IReadOnlyList<Key> keys)
    {
        json.WriteStartObject(section);
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        foreach (Key key in keys)
            WriteKey(json, key);
        json.WriteEndObject();
        if (keys.Any(k => k.Required))
            WriteRequired(json, [.. keys.Where(k => k.Required).Select(k => k.Name)]);
        json.WriteBoolean("additionalProperties", false);
        json.WriteEndObject();
    }

    private static void WriteKey(Utf8JsonWriter json, Key key)
    {
        json.WriteStartObject(key.Name);
        json.WriteString("description", key.Required ? $"{key.Help}." : $"{key.Help}. Default: {key.DefaultText}.");
        WriteTaken(json, key);
        if (!key.Required && key.DefaultNote is null)
            RecipeJson.WriteValue(json, "default", key.Default);
        json.WriteEndObject();
    }

    /// <summary>The keys that a search may vary, each with a list of values or, if it is a number, a range.</summary>
    private static void WriteTune(Utf8JsonWriter json, RecipeTask task)
    {
        json.WriteStartObject(RecipeReader.TuneSection);
        json.WriteString("description", "What `unroll train --tune N` may vary.");
        json.WriteString("type", "object");
        json.WriteNumber("minProperties", 1);
        json.WriteStartObject("properties");
        foreach (Key key in task.Keys.Where(TuneRange.MayVary))
        {
            bool isNumber = key.Kind is KeyKind.Integer or KeyKind.Number or KeyKind.ChoiceOrInteger;
            json.WriteStartObject(key.Path);
            json.WriteString("description", $"{key.Help}.");
            json.WriteStartArray("anyOf");
            json.WriteStartObject();
            json.WriteString("type", "array");
            json.WriteNumber("minItems", 1);
            json.WriteStartObject("items");
            WriteTaken(json, key);
            json.WriteEndObject();
            json.WriteEndObject();
            if (isNumber)
                WriteRange(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteBoolean("additionalProperties", false);
        json.WriteEndObject();
    }

    private static void WriteRange(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        foreach ((string name, string type) in (IEnumerable<(string, string)>)[("from", "number"), ("to", "number"), ("log", "boolean"), ("step", "number")])
        {
            json.WriteStartObject(name);
            json.WriteString("type", type);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        WriteRequired(json, ["from", "to"]);
        json.WriteBoolean("additionalProperties", false);
        json.WriteEndObject();
    }

    /// <summary>What a key takes: kind, choices and bounds.</summary>
    private static void WriteTaken(Utf8JsonWriter json, Key key)
    {
        if (key.Kind == KeyKind.Choice)
        {
            WriteChoices(json, key);
        }
        else if (key.Kind == KeyKind.ChoiceOrInteger)
        {
            // The bounds below apply to numbers only.
            json.WriteStartArray("anyOf");
            json.WriteStartObject();
            WriteChoices(json, key);
            json.WriteEndObject();
            json.WriteStartObject();
            json.WriteString("type", "integer");
            json.WriteEndObject();
            json.WriteEndArray();
        }
        else
        {
            WriteType(json, key);
        }

        if (double.IsFinite(key.Min))
            json.WriteNumber(key.MinExcluded ? "exclusiveMinimum" : "minimum", key.Min);
        if (double.IsFinite(key.Max))
            json.WriteNumber(key.MaxExcluded ? "exclusiveMaximum" : "maximum", key.Max);
    }

    private static void WriteChoices(Utf8JsonWriter json, Key key)
    {
        json.WriteStartArray("enum");
        foreach (string choice in key.Choices)
            json.WriteStringValue(choice);
        json.WriteEndArray();
    }

    private static void WriteType(Utf8JsonWriter json, Key key)
    {
        string type = key.Kind switch
        {
            KeyKind.Integer => "integer",
            KeyKind.Number => "number",
            KeyKind.Boolean => "boolean",
            _ => "string",
        };
        if (key.Optional)
        {
            json.WriteStartArray("type");
            json.WriteStringValue(type);
            json.WriteStringValue("null");
            json.WriteEndArray();
        }
        else
        {
            json.WriteString("type", type);
        }

        if (type == "string")
            json.WriteNumber("minLength", 1);
    }

    private static void WriteRequired(Utf8JsonWriter json, IReadOnlyList<string> names)
    {
        json.WriteStartArray("required");
        foreach (string name in names)
            json.WriteStringValue(name);
        json.WriteEndArray();
    }
}
