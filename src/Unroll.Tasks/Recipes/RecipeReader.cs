using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Unroll.Tasks.Recipes;

/// <summary>
/// Reads a recipe strictly: JSON with comments and trailing commas in which every key is known, every value is of the right kind and in
/// range, and nothing is said twice. Each error names file, line and column.
/// </summary>
internal sealed partial class RecipeReader
{
    private readonly byte[] utf8;
    private readonly string source;
    private readonly Dictionary<string, string> seen = [];

    private RecipeReader(byte[] utf8, string source) => (this.utf8, this.source) = (utf8, source);

    /// <summary>Reads the task and the values that stand in the recipe; nothing is filled in.</summary>
    public static (RecipeTask Task, RecipeValues Values) Read(byte[] utf8, string source)
    {
        RecipeReader reader = new(WithoutByteOrderMark(utf8), source);
        try
        {
            reader.CheckText();
            return reader.Read();
        }
        catch (JsonException e)
        {
            string what = e.Message.Split(" LineNumber:", 2)[0].Split(" Path:", 2)[0];
            throw new DataException($"{source}:{e.LineNumber + 1}:{e.BytePositionInLine + 1}: this is not JSON: {what} A recipe is JSON; " +
                "comments (// and /* */) and trailing commas are allowed. Look at this place and the line before it.", e);
        }
    }

    private static byte[] WithoutByteOrderMark(byte[] utf8) => utf8.AsSpan().StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;

    private void CheckText()
    {
        if (!Utf8.IsValid(utf8) || utf8.Contains((byte)0))
            throw new DataException($"{source}: this is not text in UTF-8, expected a recipe in JSON. Check the path, or save the file as UTF-8.");
        if (string.IsNullOrWhiteSpace(Encoding.UTF8.GetString(utf8)))
            throw new DataException($"{source}: the recipe is empty, expected JSON. Write a first one with 'unroll new --out DIR'.");
    }

    private (RecipeTask Task, RecipeValues Values) Read()
    {
        RecipeTask task = FindTask();
        RecipeValues values = new(source);
        Utf8JsonReader json = NewReader();
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = json.GetString()!;
            string place = Place(json.TokenStartIndex);
            Once(name, place);
            json.Read();
            if (name is "task" or "$schema")
                continue;
            if (name == TuneSection)
            {
                ReadTune(ref json, task, values);
                continue;
            }

            if (!task.Sections.Contains(name))
                throw new DataException($"{place}: unknown key '{name}'.{Suggestion(task, null, name)} A recipe has the keys task, {string.Join(", ", task.Sections)}, {TuneSection}.");
            ReadSection(ref json, task, name, values);
        }

        // What stands after the closing brace must be found too.
        while (json.Read())
        {
        }

        return (task, values);
    }

    private Utf8JsonReader NewReader() => new(utf8, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });

    private RecipeTask FindTask()
    {
        string names = string.Join(", ", RecipeTask.All.Select(t => $"\"{t.Name}\""));
        Utf8JsonReader json = NewReader();
        if (json.Read() && json.TokenType != JsonTokenType.StartObject)
            throw new DataException($"{Place(json.TokenStartIndex)}: a recipe is an object, but this is {Got(ref json)}. Start it with {{ and end it with }}.");

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            bool isTask = json.ValueTextEquals("task"u8);
            json.Read();
            if (!isTask)
            {
                json.Skip();
                continue;
            }

            string name = json.TokenType == JsonTokenType.String ? json.GetString()! : "";
            return RecipeTask.All.FirstOrDefault(t => t.Name == name) ?? throw new DataException(
                $"{Place(json.TokenStartIndex)}: 'task' is {Got(ref json)}, expected one of {names}.{Spelling.DidYouMean(name, RecipeTask.All.Select(t => t.Name))}");
        }

        throw new DataException($"{source}: the key 'task' is missing, expected one of {names}, because it decides which other keys there are. " +
            $"Add \"task\": \"{RecipeTask.All[0].Name}\".");
    }

    private void ReadSection(ref Utf8JsonReader json, RecipeTask task, string section, RecipeValues values)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw new DataException($"{Place(json.TokenStartIndex)}: '{section}' is {Got(ref json)}, expected an object such as " +
                $"{{ \"{task.Keys.First(k => k.Section == section).Name}\": ... }}.");
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = json.GetString()!;
            string place = Place(json.TokenStartIndex);
            Once($"{section}.{name}", place);
            Key key = task.Keys.FirstOrDefault(k => k.Section == section && k.Name == name)
                ?? throw new DataException($"{place}: {UnknownKey(task, section, name)}");
            json.Read();
            place = Place(json.TokenStartIndex);
            if (!TryGet(ref json, key, out object? value))
                throw new DataException(WrongValue(place, key, Got(ref json)));
            values.Give(key, value, place);
        }
    }

    private void Once(string path, string place)
    {
        if (!seen.TryAdd(path, place))
            throw new DataException($"{place}: '{path}' is given twice, first at {seen[path]}; expected once, because only one value can hold. Remove one.");
    }

    /// <summary>Says that a key is unknown, and which one may have been meant.</summary>
    internal static string UnknownKey(RecipeTask task, string section, string name) =>
        $"unknown key '{section}.{name}'.{Suggestion(task, section, name)} The keys of '{section}' are {string.Join(", ", task.Keys.Where(k => k.Section == section).Select(k => k.Name))}.";

    private static string Suggestion(RecipeTask task, string? section, string name)
    {
        // The right name in the wrong section comes first; then a misspelling in this section; then one anywhere.
        string last = name[(name.LastIndexOf('.') + 1)..];
        Key? key = task.Keys.FirstOrDefault(k => k.Name == last);
        IEnumerable<Key> here = task.Keys.Where(k => k.Section == section);
        key ??= here.FirstOrDefault(k => k.Name == Spelling.Nearest(last, here.Select(h => h.Name)));
        if (key is null && section is null && Spelling.Nearest(name, [.. task.Sections, "task", TuneSection]) is { } sectionName)
            return $" Did you mean '{sectionName}'?";
        key ??= task.Keys.FirstOrDefault(k => k.Name == Spelling.Nearest(last, task.Keys.Select(h => h.Name)));
        if (key is null)
            return "";
        return section == key.Section ? $" Did you mean '{key.Path}'?" : $" Did you mean '{key.Path}', written \"{key.Section}\": {{ \"{key.Name}\": ... }}?";
    }

    /// <summary>Says that a value is not what the key takes.</summary>
    internal static string WrongValue(string place, Key key, string got)
    {
        string example = key.Example ?? Key.Print(key.Default);
        return $"{place}: '{key.Path}' is {got}, expected {key.Expected}. It means: {LowerFirst(key.Help)}. For example: \"{key.Name}\": {example}.";
    }

    private static string LowerFirst(string s) => char.ToLowerInvariant(s[0]) + s[1..];

    private static bool TryGet(ref Utf8JsonReader json, Key key, out object? value)
    {
        value = null;
        switch (json.TokenType)
        {
            case JsonTokenType.Null:
                return key.Optional;
            case JsonTokenType.Number when key.Kind is KeyKind.Integer or KeyKind.ChoiceOrInteger:
                value = json.TryGetInt64(out long i) ? i
                    : json.TryGetDouble(out double x) && Math.Abs(x) < 1e15 && x == Math.Floor(x) ? (long)x : null;
                break;
            case JsonTokenType.Number when key.Kind == KeyKind.Number:
                value = json.TryGetDouble(out double d) ? d : null;
                break;
            case JsonTokenType.String when key.Kind is KeyKind.Text or KeyKind.Path or KeyKind.Choice or KeyKind.ChoiceOrInteger:
                value = json.GetString();
                break;
            case JsonTokenType.True or JsonTokenType.False when key.Kind == KeyKind.Boolean:
                value = json.GetBoolean();
                break;
        }

        return value is not null && key.Takes(value);
    }

    private static string Got(ref Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.String => $"\"{json.GetString()}\"",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        _ => Encoding.UTF8.GetString(json.ValueSpan),
    };

    /// <summary>File, line and column of a byte, counted from 1, as editors and compilers print it.</summary>
    private string Place(long offset)
    {
        ReadOnlySpan<byte> before = utf8.AsSpan(0, (int)offset);
        int line = before.Count((byte)'\n') + 1;
        int column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
        return $"{source}:{line}:{column}";
    }
}
