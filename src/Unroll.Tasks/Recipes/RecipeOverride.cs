using System.Globalization;

namespace Unroll.Tasks.Recipes;

/// <summary>One <c>key=value</c> that takes the place of what the recipe says.</summary>
internal static class RecipeOverride
{
    /// <summary>Puts an override into the values.</summary>
    /// <param name="task">Knows the keys.</param>
    /// <param name="values">Changed in place.</param>
    /// <param name="text">As in <c>model.hidden=512</c>.</param>
    /// <param name="directory">The recipe's folder: a path in an override is relative to the current one, and is made to fit.</param>
    public static void Apply(RecipeTask task, RecipeValues values, string text, string directory)
    {
        string place = $"--set {text}";
        int equals = text.IndexOf('=');
        int dot = text.IndexOf('.');
        if (equals < 0 || dot <= 0 || dot > equals)
            throw new DataException($"{place}: expected section.key=value, such as model.hidden=512.");

        string path = text[..equals].Trim();
        if (path.StartsWith(RecipeReader.TuneSection + "."))
            throw new DataException($"{place}: the ranges of a search stand in the recipe, expected a key of it. Change its section 'tune'; --set of a key there fixes the key.");
        Key key = task.Keys.FirstOrDefault(k => k.Path == path)
            ?? throw new DataException($"{place}: {RecipeReader.UnknownKey(task, path[..dot], path[(dot + 1)..])}");
        string given = text[(equals + 1)..].Trim();
        if (!TryParse(key, given, directory, out object? value))
            throw new DataException(RecipeReader.WrongValue(place, key, given.Length == 0 ? "empty" : given));
        values.Give(key, value, place);
        values.Ranges.RemoveAll(r => r.Key.Path == key.Path);

        // Steps and epochs exclude each other; the one on the command line wins.
        if (key == TrainKeys.Steps && value is not null)
            values.Drop(TrainKeys.Epochs);
        else if (key == TrainKeys.Epochs && value is not null)
            values.Drop(TrainKeys.Steps);
    }

    private static bool TryParse(Key key, string given, string directory, out object? value)
    {
        value = null;
        if (given == "null" && key.Optional)
            return true;
        const NumberStyles Style = NumberStyles.Float;
        value = key.Kind switch
        {
            KeyKind.Integer => long.TryParse(given, Style, CultureInfo.InvariantCulture, out long i) ? i : null,
            KeyKind.ChoiceOrInteger => long.TryParse(given, Style, CultureInfo.InvariantCulture, out long n) ? n : given,
            KeyKind.Number => double.TryParse(given, Style, CultureInfo.InvariantCulture, out double d) ? d : null,
            KeyKind.Boolean => bool.TryParse(given, out bool b) ? b : null,
            KeyKind.Path when given.Length > 0 && given != DataKeys.SdkDocs => Relative(given, directory),
            _ => given,
        };
        return value is not null && key.Takes(value);
    }

    private static string Relative(string path, string directory) =>
        Path.IsPathRooted(path) ? path : Path.GetRelativePath(directory, Path.GetFullPath(path)).Replace('\\', '/');
}
