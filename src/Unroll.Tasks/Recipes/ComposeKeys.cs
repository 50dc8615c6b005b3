using Unroll.Layers;

namespace Unroll.Tasks.Recipes;

/// <summary>The keys of the sections <c>data</c> and <c>model</c> of the task <c>compose</c>.</summary>
public static class ComposeKeys
{
    private static readonly Key Train = DataKeys.Train with
    {
        Help = "What to learn: piano rolls as JSON, a MIDI file, .gz of these, or a folder of them",
        Example = "\"chorales.json\"",
    };

    private static readonly Key ValidFraction = DataKeys.ValidFraction with
    {
        Default = 0.1,
        Help = "How much of the training data is held back when `valid` is absent: pieces at random; of a single piece its end",
    };

    /// <summary>How long a step is.</summary>
    public static readonly Key Step = new("data.step", KeyKind.Number, 0.25, "How many quarter notes one step lasts: MIDI files are read and written so, 1 = quarters, 0.25 = sixteenths")
    { Min = 1.0 / 64, Max = 16 };

    /// <summary>Transposition.</summary>
    public static readonly Key Transpose = new("data.transpose", KeyKind.Integer, 0L, "By up to how many semitones, up or down, training transposes a piece, at random each time it is read")
    { Min = 0, Max = 24 };

    /// <summary>Where the style of a piece stands.</summary>
    public static readonly Key Style = new("data.style", KeyKind.Choice, "none",
        "What says the style of a piece, which the network then starts from: nothing, the names in a JSON object of lists of pieces, the name of a file, or that of its folder")
    { Choices = ["none", "names", "file", "folder"] };

    private static readonly Key Hidden = ModelKeys.Hidden with { Default = 128L, Help = "How many units each layer has; multiples of 16 run fastest" };

    /// <summary>How the notes of a step depend on each other.</summary>
    public static readonly Key Output = new("model.output", KeyKind.Choice, "chain",
        "How the notes of a step depend on each other: not at all, given the steps before (independent), or each on those below it (chain: RNN-NADE, Boulanger-Lewandowski et al. 2012)")
    { Choices = ["independent", "chain"] };

    /// <summary>The width of the chain.</summary>
    public static readonly Key ChainHidden = new("model.chainHidden", KeyKind.Integer, 128L, "Output chain: how many hidden units look at the notes below") { Min = 1, Max = 4096 };

    /// <summary>All keys but those of <c>train</c>, in the order of the reference page.</summary>
    public static readonly IReadOnlyList<Key> All =
    [
        Train, DataKeys.Valid, ValidFraction, LabelledDataKeys.SplitSeed, Step, Transpose, Style,
        ModelKeys.Cell, ModelKeys.Layers, Hidden, Output, ChainHidden, ModelKeys.Dropout, SequenceModelKeys.InputDropout, SequenceModelKeys.StateDropout, SequenceModelKeys.LayerNorm,
    ];
}

/// <summary>The sections <c>data</c> and <c>model</c> of the task <c>compose</c>; <see cref="ComposeKeys"/> says what each key means.</summary>
/// <param name="values">Where the values come from.</param>
public sealed class ComposeOptions(RecipeValues values)
{
    /// <summary>Path as written.</summary>
    public string Train { get; } = values.Text(DataKeys.Train);

    /// <summary>Path as written, or null.</summary>
    public string? Valid { get; } = values.OptionalText(DataKeys.Valid);

    /// <summary>Above 0, at most 0.5.</summary>
    public double ValidFraction { get; } = values.Number(DataKeys.ValidFraction);

    /// <summary>The seed of the split.</summary>
    public ulong SplitSeed { get; } = (ulong)values.Integer(LabelledDataKeys.SplitSeed);

    /// <summary>Quarter notes a step.</summary>
    public double Step { get; } = values.Number(ComposeKeys.Step);

    /// <summary>Semitones.</summary>
    public int Transpose { get; } = (int)values.Integer(ComposeKeys.Transpose);

    /// <summary><c>none</c>, <c>names</c>, <c>file</c> or <c>folder</c>.</summary>
    public string Style { get; } = values.Text(ComposeKeys.Style);

    /// <summary>One of <see cref="RecurrentKinds.Names"/>.</summary>
    public string Cell { get; } = values.Text(ModelKeys.Cell);

    /// <summary>At least 1.</summary>
    public int Layers { get; } = (int)values.Integer(ModelKeys.Layers);

    /// <summary>Units a layer.</summary>
    public int Hidden { get; } = (int)values.Integer(ModelKeys.Hidden);

    /// <summary>Whether each note of a step is predicted given those below it.</summary>
    public bool IsChain { get; } = values.Text(ComposeKeys.Output) == "chain";

    /// <summary>Hidden units of the chain.</summary>
    public int ChainHidden { get; } = (int)values.Integer(ComposeKeys.ChainHidden);

    /// <summary>In [0, 1).</summary>
    public float Dropout { get; } = (float)values.Number(ModelKeys.Dropout);

    /// <summary>What the recurrent layers do beside their cell's equations.</summary>
    /// <returns>The options.</returns>
    public RecurrentOptions Recurrent() => new()
    {
        Layers = Layers,
        Dropout = Dropout,
        InputDropout = (float)values.Number(SequenceModelKeys.InputDropout),
        StateDropout = (float)values.Number(SequenceModelKeys.StateDropout),
        LayerNorm = values.Boolean(SequenceModelKeys.LayerNorm),
    };

    /// <summary>The network in words, as in "lstm, 1 layer of 128, notes in a chain of 128".</summary>
    /// <returns>A few words.</returns>
    public string Describe() => $"{Cell}, {Layers} {(Layers == 1 ? "layer" : "layers")} of {Hidden:N0}, notes {(IsChain ? $"in a chain of {ChainHidden:N0}" : "independent")}";
}
