namespace Unroll.Tasks.Recipes;

/// <summary>The values of a recipe by key: what was given, and the key's default where nothing was.</summary>
public sealed class RecipeValues
{
    private readonly Dictionary<string, object?> values = [];
    private readonly Dictionary<string, string> places = [];

    internal RecipeValues(string source) => Source = source;

    /// <summary>Where the recipe comes from, for messages: a file's path.</summary>
    internal string Source { get; }

    /// <summary>The ranges of the section <c>tune</c>, in the order in which they stand there.</summary>
    public IReadOnlyList<TuneRange> Tune => Ranges;

    /// <summary>The same, to be filled.</summary>
    internal List<TuneRange> Ranges { get; } = [];

    /// <summary>Whether the recipe or an override gave the key a value.</summary>
    /// <param name="key">A key of the task.</param>
    /// <returns>True when it is not a default.</returns>
    public bool IsGiven(Key key) => places.ContainsKey(key.Path) && values[key.Path] is not null;

    /// <summary>The value: a long, double, string, bool, or null.</summary>
    /// <param name="key">A key of the task.</param>
    /// <returns>What was given, or the default.</returns>
    public object? this[Key key] => values.TryGetValue(key.Path, out object? v) ? v : key.Default;

    /// <summary>The value of an integer key.</summary>
    /// <param name="key">A key with a default, or a required one.</param>
    /// <returns>The value.</returns>
    public long Integer(Key key) => (long)this[key]!;

    /// <summary>The value of an optional integer key.</summary>
    /// <param name="key">Any integer key.</param>
    /// <returns>The value, or null.</returns>
    public long? OptionalInteger(Key key) => (long?)this[key];

    /// <summary>The value of a number key.</summary>
    /// <param name="key">A key with a default, or a required one.</param>
    /// <returns>The value.</returns>
    public double Number(Key key) => (double)this[key]!;

    /// <summary>The value of an optional number key.</summary>
    /// <param name="key">Any number key.</param>
    /// <returns>The value, or null.</returns>
    public double? OptionalNumber(Key key) => (double?)this[key];

    /// <summary>The value of a text, path or choice key.</summary>
    /// <param name="key">A key with a default, or a required one.</param>
    /// <returns>The value.</returns>
    public string Text(Key key) => (string)this[key]!;

    /// <summary>The value of an optional text or path key.</summary>
    /// <param name="key">Any text key.</param>
    /// <returns>The value, or null.</returns>
    public string? OptionalText(Key key) => (string?)this[key];

    /// <summary>The value of a boolean key.</summary>
    /// <param name="key">A key with a default, or a required one.</param>
    /// <returns>The value.</returns>
    public bool Boolean(Key key) => (bool)this[key]!;

    /// <summary>Whether the key has a value, given or filled in.</summary>
    internal bool Has(Key key) => values.ContainsKey(key.Path);

    /// <summary>Whether the key stands in the recipe or an override, also with null.</summary>
    internal bool IsWritten(Key key) => places.ContainsKey(key.Path);

    /// <summary>Records a value that was given, and where.</summary>
    internal void Give(Key key, object? value, string place)
    {
        values[key.Path] = value;
        places[key.Path] = place;
    }

    /// <summary>Fills in a value that follows from others.</summary>
    internal void Fill(Key key, object? value) => values[key.Path] = value;

    /// <summary>Forgets that a key was given.</summary>
    internal void Drop(Key key)
    {
        values.Remove(key.Path);
        places.Remove(key.Path);
    }

    /// <summary>Where a key's value was given ("recipe.jsonc:7:15" or "--set model.hidden=2"), or else the recipe.</summary>
    internal string PlaceOf(Key key) => places.GetValueOrDefault(key.Path, Source);
}
