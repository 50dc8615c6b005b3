namespace Unroll.Tasks.Recipes;

/// <summary>What kind of value a recipe key takes.</summary>
public enum KeyKind
{
    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number.</summary>
    Number,

    /// <summary>Any text.</summary>
    Text,

    /// <summary>A path; relative to the recipe's folder.</summary>
    Path,

    /// <summary>One of a few words.</summary>
    Choice,

    /// <summary>One of a few words, or a whole number.</summary>
    ChoiceOrInteger,

    /// <summary>True or false.</summary>
    Boolean,
}

/// <summary>
/// One row of the description table: everything that parser, JSON schema and reference page know about a recipe key stands here, once.
/// </summary>
/// <param name="Path">The section and the name, as in <c>model.hidden</c>.</param>
/// <param name="Kind">What kind of value it takes.</param>
/// <param name="Default">The value when the key is absent: long, double, string, bool, or null for "no value".</param>
/// <param name="Help">One line on what it does, without a full stop.</param>
public sealed record Key(string Path, KeyKind Kind, object? Default, string Help)
{
    /// <summary>The smallest value of a number.</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>The largest value of a number.</summary>
    public double Max { get; init; } = double.PositiveInfinity;

    /// <summary>Whether <see cref="Min"/> itself is outside the range.</summary>
    public bool MinExcluded { get; init; }

    /// <summary>Whether <see cref="Max"/> itself is outside the range.</summary>
    public bool MaxExcluded { get; init; }

    /// <summary>The words of a <see cref="KeyKind.Choice"/> or <see cref="KeyKind.ChoiceOrInteger"/>.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Whether a recipe must give it.</summary>
    public bool Required { get; init; }

    /// <summary>Whether <c>null</c> may be written, and means "no value".</summary>
    public bool Optional { get; init; }

    /// <summary>How the default comes about where it is not a fixed value, such as "as model.hidden".</summary>
    public string? DefaultNote { get; init; }

    /// <summary>A value for the examples in error messages, as JSON; by default the default.</summary>
    public string? Example { get; init; }

    /// <summary>The part before the dot: data, model or train.</summary>
    public string Section => Path[..Path.IndexOf('.')];

    /// <summary>The part after the dot.</summary>
    public string Name => Path[(Path.IndexOf('.') + 1)..];

    /// <summary>What the key takes, in words: "an integer from 1 to 64".</summary>
    public string Expected => (Kind switch
    {
        KeyKind.Integer => "an integer" + RangeText,
        KeyKind.Number => "a number" + RangeText,
        KeyKind.Choice => "one of " + string.Join(", ", Choices.Select(c => $"\"{c}\"")),
        KeyKind.ChoiceOrInteger => string.Join(", ", Choices.Select(c => $"\"{c}\"")) + " or an integer" + RangeText,
        KeyKind.Boolean => "true or false",
        KeyKind.Path => "a path, as text",
        _ => "text",
    }) + (Optional ? ", or null" : "");

    /// <summary>The default in words, or "required".</summary>
    public string DefaultText => Required ? "required" : DefaultNote ?? Print(Default);

    private string RangeText => (double.IsFinite(Min), double.IsFinite(Max)) switch
    {
        (true, true) when !MinExcluded && !MaxExcluded => $" from {Min:0.######} to {Max:0.######}",
        (true, true) => $" {LowerBound} and {UpperBound}",
        (true, false) => " " + LowerBound,
        (false, true) => " " + UpperBound,
        _ => "",
    };

    private string LowerBound => MinExcluded ? $"above {Min:0.######}" : $"of at least {Min:0.######}";

    private string UpperBound => MaxExcluded ? $"below {Max:0.######}" : $"of at most {Max:0.######}";

    /// <summary>A value as it would stand in a recipe.</summary>
    /// <param name="value">A long, double, string, bool or null.</param>
    /// <returns>JSON.</returns>
    public static string Print(object? value) => value switch
    {
        null => "null",
        bool b => b ? "true" : "false",
        string s => $"\"{s}\"",
        double d => d.ToString("R"),
        _ => value.ToString()!,
    };

    /// <summary>Whether a value of the right kind is within the range or among the choices.</summary>
    /// <param name="value">A long, double, string or bool.</param>
    /// <returns>True when the key takes it.</returns>
    internal bool Takes(object value) => value switch
    {
        long i => InRange(i),
        double d => double.IsFinite(d) && InRange(d),
        string s when Kind is KeyKind.Choice or KeyKind.ChoiceOrInteger => Choices.Contains(s),
        string s => s.Length > 0,
        _ => true,
    };

    private bool InRange(double x) => (MinExcluded ? x > Min : x >= Min) && (MaxExcluded ? x < Max : x <= Max);
}
