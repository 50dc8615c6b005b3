using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Unroll.Tasks.Recipes;

/// <summary>A recipe: what to learn, with which model, and how. Every key has a value, given or by default.</summary>
public sealed class Recipe
{
    private readonly RecipeTask description;

    private Recipe(RecipeTask description, RecipeValues values, string source, string directory)
    {
        this.description = description;
        Values = values;
        Source = source;
        Directory = directory;
        Data = new DataOptions(values);
        Model = new ModelOptions(values);
        Train = new TrainOptions(values);
    }

    /// <summary>The task, such as <c>language-model</c>.</summary>
    public string Task => description.Name;

    /// <summary>What to learn from.</summary>
    public DataOptions Data { get; }

    /// <summary>The network.</summary>
    public ModelOptions Model { get; }

    /// <summary>How to train it.</summary>
    public TrainOptions Train { get; }

    /// <summary>Whether the network is solved at once, as the output of a reservoir is, and not trained step by step.</summary>
    public bool IsSolvedAtOnce => description.Keys.Any(k => k.Path == ReservoirKeys.Units.Path) && Values.Text(SequenceModelKeys.Network) == "reservoir";

    /// <summary>What a search may vary: the section <c>tune</c>, without keys that an override fixes.</summary>
    public IReadOnlyList<TuneRange> Tune => Values.Tune;

    /// <summary>The values by key, for tasks with keys of their own.</summary>
    public RecipeValues Values { get; }

    /// <summary>Where the recipe comes from, as messages show it: the path that was given.</summary>
    public string Source { get; }

    /// <summary>The folder that paths in the recipe are relative to, as a full path.</summary>
    public string Directory { get; }

    /// <summary>The file's name without its ending, such as <c>autocomplete</c>.</summary>
    public string Name => Path.GetFileNameWithoutExtension(Source);

    /// <summary>Reads a recipe from a file.</summary>
    /// <param name="path">A JSON file, comments allowed; or a folder that holds <c>recipe.jsonc</c>.</param>
    /// <param name="overrides">Each <c>section.key=value</c>; later ones win. Paths in them are relative to the current folder.</param>
    /// <returns>The recipe with all defaults filled in.</returns>
    /// <exception cref="DataException">The file is missing or unreadable, or the recipe is wrong; the message names file, line and column.</exception>
    public static Recipe Load(string path, IReadOnlyList<string>? overrides = null)
    {
        if (System.IO.Directory.Exists(path))
            path = Path.Combine(path, "recipe.jsonc");
        byte[] utf8;
        try
        {
            utf8 = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException($"The recipe '{path}' does not exist. Check the path, or write a first recipe with 'unroll new --out DIR'.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"The recipe '{path}' cannot be read: {e.Message} Check the path and the file's permissions.", e);
        }

        return Build(utf8, path, Path.GetDirectoryName(Path.GetFullPath(path))!, overrides);
    }

    /// <summary>Reads a recipe from text.</summary>
    /// <param name="text">JSON, comments allowed.</param>
    /// <param name="source">What messages call it.</param>
    /// <param name="directory">The folder that its paths are relative to; by default the current one.</param>
    /// <param name="overrides">Each <c>section.key=value</c>; later ones win.</param>
    /// <returns>The recipe with all defaults filled in.</returns>
    /// <exception cref="DataException">The recipe is wrong; the message names source, line and column.</exception>
    public static Recipe Parse(string text, string source = "recipe", string? directory = null, IReadOnlyList<string>? overrides = null) =>
        Build(Encoding.UTF8.GetBytes(text), source, Path.GetFullPath(directory ?? "."), overrides);

    /// <summary>The same recipe with some values changed.</summary>
    /// <param name="overrides">Each <c>section.key=value</c>.</param>
    /// <returns>A new recipe, checked as if read from a file.</returns>
    public Recipe With(params IReadOnlyList<string> overrides) => Build(Encoding.UTF8.GetBytes(ToJson()), Source, Directory, overrides);

    /// <summary>
    /// The recipe as if the values had stood in it from the beginning: defaults that follow from other keys follow from the new values, and
    /// keys that are given a value leave the section <c>tune</c>.
    /// </summary>
    /// <param name="overrides">Each <c>section.key=value</c>.</param>
    /// <returns>A new recipe, checked as if read from a file.</returns>
    /// <exception cref="DataException">The values do not go together; the message says why.</exception>
    public Recipe Varied(params IReadOnlyList<string> overrides) => Build(Encoding.UTF8.GetBytes(ToGivenJson()), Source, Directory, overrides);

    /// <summary>The full path of a path that stands in the recipe.</summary>
    /// <param name="path">Relative to the recipe's folder, or full.</param>
    /// <returns>A full path.</returns>
    public string Resolve(string path) => Path.GetFullPath(path, Directory);

    /// <summary>The recipe with every key written out, and paths as they were given. This text goes into the model file.</summary>
    /// <returns>JSON that <see cref="Parse"/> reads back to an equal recipe; the same for equal recipes, byte for byte.</returns>
    public string ToJson() => ToJson(null);

    /// <summary>The recipe with every key written out, to be kept in another folder.</summary>
    /// <param name="relativeTo">The folder that paths shall be relative to, or null to leave them.</param>
    /// <returns>JSON.</returns>
    public string ToJson(string? relativeTo) => ToJson(relativeTo, static _ => true, withTune: true);

    /// <summary>Only the keys that were given, so that defaults which follow from others still can when it is read back.</summary>
    /// <param name="relativeTo">The folder that paths shall be relative to, or null to leave them.</param>
    /// <returns>JSON.</returns>
    public string ToGivenJson(string? relativeTo = null) => ToJson(relativeTo, Values.IsWritten, withTune: true);

    /// <summary>Every key without the section <c>tune</c>, of which a single training knows nothing.</summary>
    internal string ToTrainingJson() => ToJson(null, static _ => true, withTune: false);

    private string ToJson(string? relativeTo, Func<Key, bool> isWritten, bool withTune)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("task", Task);
            foreach (string section in description.Sections)
            {
                json.WriteStartObject(section);
                foreach (Key key in description.Keys.Where(k => k.Section == section && isWritten(k)))
                    Write(json, key, relativeTo);
                json.WriteEndObject();
            }

            if (withTune && Tune.Count > 0)
                RecipeJson.WriteTune(json, Tune);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    private static Recipe Build(byte[] utf8, string source, string directory, IReadOnlyList<string>? overrides)
    {
        (RecipeTask task, RecipeValues values) = RecipeReader.Read(utf8, source);
        foreach (string text in overrides ?? [])
            RecipeOverride.Apply(task, values, text, directory);

        // A key may have another default in another task, and options are read by keys that do not know of it.
        foreach (Key key in task.Keys.Where(k => !values.Has(k)))
            values.Fill(key, key.Default);

        foreach (Key key in task.Keys.Where(k => k.Required && !values.IsGiven(k)))
        {
            throw new DataException($"{source}: '{key.Path}' is missing, expected {key.Expected}. It means: {key.Help}. " +
                $"Add \"{key.Section}\": {{ \"{key.Name}\": {key.Example} }}.");
        }

        task.Complete(values);
        return new Recipe(task, values, source, directory);
    }

    private void Write(Utf8JsonWriter json, Key key, string? relativeTo)
    {
        object? value = Values[key];
        if (relativeTo is not null && key.Kind == KeyKind.Path && value is string path && path != DataKeys.SdkDocs && !Path.IsPathRooted(path))
            value = Path.GetRelativePath(Path.GetFullPath(relativeTo), Resolve(path)).Replace('\\', '/');
        RecipeJson.WriteValue(json, key.Name, value);
    }
}
