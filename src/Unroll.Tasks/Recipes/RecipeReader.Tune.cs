using System.Text.Json;

namespace Unroll.Tasks.Recipes;

/// <summary>Reads the section <c>tune</c>, whose keys are those of the other sections and whose values are lists and ranges.</summary>
internal sealed partial class RecipeReader
{
    /// <summary>The section of the ranges of a search.</summary>
    internal const string TuneSection = "tune";

    private const string RangeExample = "a list such as [32, 64] or a range such as { \"from\": 1e-4, \"to\": 1e-2, \"log\": true }";

    private void ReadTune(ref Utf8JsonReader json, RecipeTask task, RecipeValues values)
    {
        string section = Place(json.TokenStartIndex);
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw new DataException($"{section}: 'tune' is {Got(ref json)}, expected an object such as {{ \"train.learningRate\": {{ \"from\": 1e-4, \"to\": 1e-2, \"log\": true }} }}.");
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = json.GetString()!, place = Place(json.TokenStartIndex);
            Once($"tune.{name}", place);
            Key key = task.Keys.FirstOrDefault(k => k.Path == name) ?? throw new DataException($"{place}: {UnknownTuned(task, name)}");
            if (!TuneRange.MayVary(key))
            {
                throw new DataException($"{place}: 'tune' varies '{name}', expected a key that leaves the trials comparable, because they must have the same data to be "
                    + "measured on, and the search itself decides how long each is trained. Remove it from 'tune'.");
            }

            json.Read();
            values.Ranges.Add(json.TokenType switch
            {
                JsonTokenType.StartArray => ReadChoices(ref json, key),
                JsonTokenType.StartObject => ReadRange(ref json, key),
                _ => throw new DataException($"{Place(json.TokenStartIndex)}: 'tune' gives '{name}' {Got(ref json)}, expected {RangeExample}."),
            });
        }

        if (values.Ranges.Count == 0)
        {
            throw new DataException($"{section}: 'tune' is empty, expected at least one key with {RangeExample}. Add one, or remove the section.");
        }
    }

    private TuneRange ReadChoices(ref Utf8JsonReader json, Key key)
    {
        string list = Place(json.TokenStartIndex);
        List<object?> choices = [];
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            string place = Place(json.TokenStartIndex);
            choices.Add(TryGet(ref json, key, out object? value) ? value
                : throw new DataException($"{place}: 'tune' lets '{key.Path}' be {Got(ref json)}, expected {key.Expected}. It means: {LowerFirst(key.Help)}."));
        }

        return choices.Count > 0 ? new TuneRange(key) { Choices = choices }
            : throw new DataException($"{list}: 'tune' gives '{key.Path}' an empty list, expected values to choose from, each {key.Expected}. Add some, or remove the key.");
    }

    private TuneRange ReadRange(ref Utf8JsonReader json, Key key)
    {
        string range = Place(json.TokenStartIndex);
        if (key.Kind is not (KeyKind.Integer or KeyKind.Number or KeyKind.ChoiceOrInteger))
            throw new DataException($"{range}: 'tune' gives '{key.Path}' a range, expected a list of values, because it takes {key.Expected}.");

        Dictionary<string, (double Value, string Place)> bounds = new(StringComparer.Ordinal);
        bool log = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = json.GetString()!, place = Place(json.TokenStartIndex);
            Once($"tune.{key.Path}.{name}", place);
            json.Read();
            string at = Place(json.TokenStartIndex);
            switch (name)
            {
                case "from" or "to":
                    bounds[name] = TryGet(ref json, key, out object? bound) && bound is not null and not string ? (Convert.ToDouble(bound), at)
                        : throw new DataException($"{at}: '{name}' of '{key.Path}' in 'tune' is {Got(ref json)}, expected {key.Expected}.");
                    break;
                case "step":
                    bounds[name] = json.TokenType == JsonTokenType.Number && json.TryGetDouble(out double step) && step > 0 && double.IsFinite(step)
                        && (key.Kind == KeyKind.Number || step == Math.Floor(step)) ? (step, at)
                        : throw new DataException($"{at}: 'step' of '{key.Path}' in 'tune' is {Got(ref json)}, expected {(key.Kind == KeyKind.Number ? "a number" : "an integer")} above 0.");
                    break;
                case "log":
                    log = json.TokenType is JsonTokenType.True or JsonTokenType.False ? json.GetBoolean()
                        : throw new DataException($"{at}: 'log' of '{key.Path}' in 'tune' is {Got(ref json)}, expected true or false.");
                    break;
                default:
                    throw new DataException($"{place}: unknown key '{name}' in the range of '{key.Path}'.{Spelling.DidYouMean(name, ["from", "to", "log", "step"])} A range has the keys from, to, log, step.");
            }
        }

        return Checked(range, key, bounds, log);
    }

    private static TuneRange Checked(string range, Key key, Dictionary<string, (double Value, string Place)> bounds, bool log)
    {
        foreach (string name in (string[])["from", "to"])
        {
            if (!bounds.ContainsKey(name))
                throw new DataException($"{range}: the range of '{key.Path}' in 'tune' has no '{name}', expected both ends, as in {{ \"from\": 1, \"to\": 10 }}.");
        }

        ((double from, string place), double to) = (bounds["from"], bounds["to"].Value);
        if (from > to)
            throw new DataException($"{place}: 'from' of '{key.Path}' in 'tune' is {from:R}, expected at most {to:R}, which 'to' is. Exchange the two.");
        if (log && from <= 0)
            throw new DataException($"{place}: 'from' of '{key.Path}' in 'tune' is {from:R}, expected above 0 because 'log' is true. Raise it, or remove 'log'.");
        return new TuneRange(key) { From = from, To = to, Log = log, Step = bounds.TryGetValue("step", out (double Value, string Place) step) ? step.Value : null };
    }

    private static string UnknownTuned(RecipeTask task, string name)
    {
        string[] paths = [.. task.Keys.Where(TuneRange.MayVary).Select(k => k.Path)];
        string? meant = paths.FirstOrDefault(p => p.EndsWith("." + name)) ?? Spelling.Nearest(name, paths);
        return $"unknown key '{name}' in 'tune'.{(meant is null ? "" : $" Did you mean '{meant}'?")} Its keys are those of the recipe with their section, such as model.hidden or train.learningRate.";
    }
}
