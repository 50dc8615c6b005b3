using System.Text.Json;

namespace Unroll.Tasks.Recipes;

/// <summary>Writes values of recipe keys.</summary>
internal static class RecipeJson
{
    /// <summary>A property whose value is a long, double, string, bool or null.</summary>
    public static void WriteValue(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNull(name);
                break;
            case bool b:
                json.WriteBoolean(name, b);
                break;
            case long i:
                json.WriteNumber(name, i);
                break;
            case double d:
                json.WriteNumber(name, d);
                break;
            default:
                json.WriteString(name, (string)value);
                break;
        }
    }
}
