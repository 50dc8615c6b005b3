using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Unroll.Storage;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Tune;

/// <summary>The file <see cref="SearchFiles.Search"/>: what a search was begun with, and is gone on with.</summary>
/// <param name="Recipe">The recipe with its ranges; its paths are relative to the folder of the search.</param>
/// <param name="Trials">How many trials.</param>
/// <param name="Metric">The metric that was asked for, or null.</param>
public sealed record SearchRecord(Recipe Recipe, int Trials, string? Metric)
{
    /// <summary>Whether a folder holds a search.</summary>
    /// <param name="directory">Any folder.</param>
    /// <returns>True when one was begun there.</returns>
    public static bool IsIn(string directory) => File.Exists(Path.Combine(directory, SearchFiles.Search));

    /// <summary>Reads what a search was begun with.</summary>
    /// <param name="directory">The folder of the search.</param>
    /// <returns>Recipe, trials and metric.</returns>
    /// <exception cref="ModelFileException">The file is missing or broken.</exception>
    public static SearchRecord Read(string directory)
    {
        string path = Path.Combine(directory, SearchFiles.Search);
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
            JsonElement json = document.RootElement;
            return new SearchRecord(Recipe.Parse(json.GetProperty("recipe").GetRawText(), path, directory), json.GetProperty("trials").GetInt32(), json.GetProperty("metric").GetString());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException or DataException)
        {
            throw new ModelFileException($"'{path}' cannot be read: {e.Message.TrimEnd('.')}. A search goes on from it. Begin a new one with 'unroll train RECIPE --tune N --out DIR'.", e);
        }
    }

    /// <summary>Writes the file.</summary>
    internal void Write(string directory)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("trials", Trials);
            json.WriteString("metric", Metric);
            json.WritePropertyName("recipe");
            json.WriteRawValue(Recipe.ToGivenJson(directory).TrimEnd('\n').Replace("\n", "\n  ", StringComparison.Ordinal));
            json.WriteEndObject();
        }

        AtomicFile.WriteText(Path.Combine(directory, SearchFiles.Search), Encoding.UTF8.GetString(stream.ToArray()) + "\n");
    }
}
