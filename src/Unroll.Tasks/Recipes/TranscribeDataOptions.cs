using Unroll.Data.Audio;

namespace Unroll.Tasks.Recipes;

/// <summary>The keys of the section <c>data</c> of the task <c>transcribe</c>.</summary>
public static class TranscribeDataKeys
{
    private static readonly Key Train = DataKeys.Train with { Help = "What to learn: a folder of WAV files, or a file of pen strokes, as `format` says", Example = "\"recordings\"" };

    private static readonly Key ValidFraction = DataKeys.ValidFraction with { Default = 0.1, Help = "How much of the training data is held back when `valid` and `heldBack` are absent; `split` says which part" };

    /// <summary>How recordings are written.</summary>
    public static readonly Key Format = new("data.format", KeyKind.Choice, "audio",
        "How the data is written: audio (WAV files in a folder), strokes (JSON lines of text and pen strokes), strokes-rows (a table with the points x, y of a stroke and its text a row)")
    { Choices = ["audio", "strokes", "strokes-rows"] };

    private static readonly Key Split = LabelledDataKeys.Split with
    {
        Default = "random",
        Help = "Which recordings are held back when `valid` is absent: at random, the last ones (time), or whole groups, named by `group`",
        Choices = ["random", "time", "group"],
    };

    private static readonly Key Group = LabelledDataKeys.Group with { Help = "Format audio: what a recording's group is, for the split group: a name in braces in `pattern`" };

    /// <summary>Which groups are held back.</summary>
    public static readonly Key HeldBack = new("data.heldBack", KeyKind.Text, null, "Which groups are held back, with commas between them; a range of numbers as in 30-34")
    { Optional = true, Example = "\"30-34\"" };

    private static readonly Key Pattern = LabelledDataKeys.Pattern with
    {
        Help = "Format audio: which files of the folder: * is any text, names in braces are parts of a name; {label} is its transcript where there is no file of transcripts",
        DefaultNote = "null: *.wav",
    };

    /// <summary>The file of transcripts.</summary>
    public static readonly Key Transcripts = new("data.transcripts", KeyKind.Text, null, "Format audio: the file in the folder that says what is said: a file's name, a tab and the text on every line")
    { Optional = true, DefaultNote = "null: transcripts.tsv where there is one and no {label}", Example = "\"transcripts.tsv\"" };

    private static readonly Key Label = LabelledDataKeys.Label with { Help = "Format strokes-rows: the column of the text; -1 is the last one" };

    /// <summary>What a symbol is.</summary>
    private static readonly Key Tokens = DataKeys.Tokens with
    {
        Help = "What is written at once: a character, a word, or a symbol, such as a phoneme; words and symbols stand between blanks",
        Choices = ["char", "word", "symbols"],
    };

    /// <summary>The least recordings of a string.</summary>
    public static readonly Key JoinLeast = new("data.joinLeast", KeyKind.Integer, 3L, "With `joinMost`: the fewest recordings that are joined") { Min = 1, Max = 1000 };

    /// <summary>The most recordings of a string.</summary>
    public static readonly Key JoinMost = new("data.joinMost", KeyKind.Integer, 0L,
        "Joins single recordings, such as digits, to strings of `joinLeast` to so many, drawn anew for every pass over the data; 0 = recordings are read as they are")
    { Min = 0, Max = 1000 };

    /// <summary>Strings a pass.</summary>
    public static readonly Key JoinCount = new("data.joinCount", KeyKind.Integer, 1000L, "How many strings are drawn for a pass over the training data") { Min = 1, Max = 1e7 };

    /// <summary>Strings to measure on.</summary>
    public static readonly Key JoinValidCount = new("data.joinValidCount", KeyKind.Integer, 300L, "How many strings are drawn to measure on; always the same ones of the same recordings") { Min = 1, Max = 1e7 };

    /// <summary>What all recordings of a string share.</summary>
    public static readonly Key JoinBy = new("data.joinBy", KeyKind.Text, null, "What all recordings of a string share: a name in braces in `pattern`, such as the speaker")
    { Optional = true, Example = "\"speaker\"" };

    /// <summary>The smallest gap.</summary>
    public static readonly Key JoinGapLeast = new("data.joinGapLeast", KeyKind.Number, 50.0, "The shortest gap between joined recordings: milliseconds of silence, or of strokes percent of their height") { Min = -50, Max = 100_000 };

    /// <summary>The largest gap.</summary>
    public static readonly Key JoinGapMost = new("data.joinGapMost", KeyKind.Number, 300.0, "The longest gap between joined recordings, in the same units") { Min = -50, Max = 100_000 };

    /// <summary>Noise under joined sounds.</summary>
    public static readonly Key JoinNoise = new("data.joinNoise", KeyKind.Number, 0.001,
        "Noise under joined sounds, also in their gaps: its standard deviation as a share of full scale; the one drawn for a string lies within a factor of three of it")
    { Min = 0, Max = 1 };

    private static readonly Key Features = LabelledDataKeys.Features with { Default = "log-mel" };

    private static readonly Key MelBands = LabelledDataKeys.MelBands with { Default = 26L };

    private static readonly Key Deltas = LabelledDataKeys.Deltas with { Default = 0L };

    private static readonly Key HopMs = LabelledDataKeys.HopMs with { Help = "Format audio: milliseconds from one frame to the next; each sees 2.5 times as much" };

    /// <summary>Frames a step.</summary>
    public static readonly Key Stack = new("data.stack", KeyKind.Integer, 2L, "How many frames or points are put together to one step of the network: fewer steps are faster, but every symbol needs one of its own")
    { Min = 1, Max = 100 };

    /// <summary>The distance of points.</summary>
    public static readonly Key Spacing = new("data.spacing", KeyKind.Number, 0.0, "Formats of strokes: lays points anew along the strokes, so far from each other as a share of the writing's height; 0 takes them as they are")
    { Min = 0, Max = 1 };

    /// <summary>The keys in the order of the reference page.</summary>
    public static readonly IReadOnlyList<Key> All =
    [
        Train, DataKeys.Valid, Format, ValidFraction, Split, LabelledDataKeys.SplitSeed, Group, HeldBack, Pattern, Transcripts, Label, Tokens, DataKeys.Lowercase, JoinLeast, JoinMost, JoinCount,
        JoinValidCount, JoinBy, JoinGapLeast, JoinGapMost, JoinNoise, Features, LabelledDataKeys.SampleRate, MelBands, LabelledDataKeys.Coefficients, Deltas, HopMs, Stack, Spacing,
    ];
}

/// <summary>The section <c>data</c> of the task <c>transcribe</c>; <see cref="TranscribeDataKeys"/> says what each key means.</summary>
/// <param name="values">Where the values come from.</param>
public sealed class TranscribeDataOptions(RecipeValues values)
{
    /// <summary>Path as written.</summary>
    public string Train { get; } = values.Text(DataKeys.Train);

    /// <summary>Path as written, or null.</summary>
    public string? Valid { get; } = values.OptionalText(DataKeys.Valid);

    /// <summary>How the data is written.</summary>
    public string Format { get; } = values.Text(TranscribeDataKeys.Format);

    /// <summary>Whether recordings are sounds, and not strokes.</summary>
    public bool IsAudio => Format == "audio";

    /// <summary>Above 0, at most 0.5.</summary>
    public double ValidFraction { get; } = values.Number(DataKeys.ValidFraction);

    /// <summary>Which part is held back.</summary>
    public string Split { get; } = values.Text(LabelledDataKeys.Split);

    /// <summary>The seed of the split, and of strings to measure on.</summary>
    public ulong SplitSeed { get; } = (ulong)values.Integer(LabelledDataKeys.SplitSeed);

    /// <summary>What a recording's group is, or null.</summary>
    public string? Group { get; } = values.OptionalText(LabelledDataKeys.Group);

    /// <summary>The groups that are held back, or null.</summary>
    public string? HeldBack { get; } = values.OptionalText(TranscribeDataKeys.HeldBack);

    /// <summary>Which files of the folder.</summary>
    public string Pattern { get; } = values.OptionalText(LabelledDataKeys.Pattern) ?? "*.wav";

    /// <summary>The file of transcripts, or null.</summary>
    public string? Transcripts { get; } = values.OptionalText(TranscribeDataKeys.Transcripts);

    /// <summary>The column of the text.</summary>
    public string Label { get; } = values.Text(LabelledDataKeys.Label);

    /// <summary><c>char</c>, <c>word</c> or <c>symbols</c>.</summary>
    public string Tokens { get; } = values.Text(DataKeys.Tokens);

    /// <summary>Whether to fold capitals.</summary>
    public bool Lowercase { get; } = values.Boolean(DataKeys.Lowercase);

    /// <summary>Whether recordings are joined to strings.</summary>
    public bool Joins => JoinMost > 0;

    /// <summary>The fewest recordings of a string.</summary>
    public int JoinLeast { get; } = (int)values.Integer(TranscribeDataKeys.JoinLeast);

    /// <summary>The most recordings of a string; 0 = they are not joined.</summary>
    public int JoinMost { get; } = (int)values.Integer(TranscribeDataKeys.JoinMost);

    /// <summary>Strings of a pass.</summary>
    public int JoinCount { get; } = (int)values.Integer(TranscribeDataKeys.JoinCount);

    /// <summary>Strings to measure on.</summary>
    public int JoinValidCount { get; } = (int)values.Integer(TranscribeDataKeys.JoinValidCount);

    /// <summary>What all recordings of a string share, or null.</summary>
    public string? JoinBy { get; } = values.OptionalText(TranscribeDataKeys.JoinBy);

    /// <summary>Milliseconds, or percent of the height of strokes.</summary>
    public double JoinGapLeast { get; } = values.Number(TranscribeDataKeys.JoinGapLeast);

    /// <summary>The same.</summary>
    public double JoinGapMost { get; } = values.Number(TranscribeDataKeys.JoinGapMost);

    /// <summary>A share of full scale.</summary>
    public double JoinNoise { get; } = values.Number(TranscribeDataKeys.JoinNoise);

    /// <summary>Frames or points of a step.</summary>
    public int Stack { get; } = (int)values.Integer(TranscribeDataKeys.Stack);

    /// <summary>A share of the height; 0 = points as they are.</summary>
    public double Spacing { get; } = values.Number(TranscribeDataKeys.Spacing);

    /// <summary>What a sound becomes.</summary>
    public AudioFeatures Audio => new LabelledDataOptions(values).Audio;
}
