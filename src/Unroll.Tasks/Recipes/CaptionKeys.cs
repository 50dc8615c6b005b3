using Unroll.Layers;

namespace Unroll.Tasks.Recipes;

/// <summary>The keys of the sections <c>data</c> and <c>model</c> of the task <c>caption</c>.</summary>
public static class CaptionKeys
{
    private static readonly Key Train = DataKeys.Train with { Help = "What to learn: a text file with an image and its caption a line, or IDX images of digits, as `format` says", Example = "\"captions.tsv\"" };

    private static readonly Key ValidFraction = DataKeys.ValidFraction with { Default = 0.1, Help = "How much of the training data, at random, is held back when `valid` is absent" };

    /// <summary>How the data is written.</summary>
    public static readonly Key Format = new("data.format", KeyKind.Choice, "list",
        "How the data is written: list (the name of a PNG or PGM file, a tab and its caption a line) or digits (IDX images and labels; captions are made of stroke, digit, slant and place)")
    { Choices = ["list", "digits"] };

    private static readonly Key Labels = LabelledDataKeys.Labels with { Help = "Format digits: the file of labels beside the images (default: their name with labels-idx1 for images-idx3)", Example = "\"labels-idx1-ubyte.gz\"" };

    /// <summary>The size of the canvas.</summary>
    public static readonly Key Canvas = new("data.canvas", KeyKind.Integer, 56L, "How many rows and columns the square has on which images are put; larger ones are made smaller")
    { Min = 4, Max = 1024 };

    /// <summary>Averaging of pixels.</summary>
    public static readonly Key Shrink = new("data.shrink", KeyKind.Integer, 1L, "Blocks of so many rows and columns are read as one pixel, their mean; `canvas` is a multiple of it") { Min = 1, Max = 64 };

    /// <summary>Changes of images in training.</summary>
    public static readonly Key Vary = new("data.vary", KeyKind.Boolean, true, "Format digits: whether training shears and stretches images at random, and measures their captions anew");

    private static readonly Key Hidden = ModelKeys.Hidden with { Default = 96L, Help = "How many units each layer has, in each direction; multiples of 16 run fastest" };

    private static readonly Key Embedding = ModelKeys.Embedding with { Default = 32L, DefaultNote = null, Optional = false, Help = "How many numbers stand for one word" };

    /// <summary>All keys but those of <c>train</c>, in the order of the reference page.</summary>
    public static readonly IReadOnlyList<Key> All =
    [
        Train, DataKeys.Valid, ValidFraction, LabelledDataKeys.SplitSeed, Format, Labels, Canvas, Shrink, Vary, DataKeys.MinCount, DataKeys.Lowercase,
        ModelKeys.Cell, ModelKeys.Layers, Hidden, Embedding, ModelKeys.Dropout, SequenceModelKeys.InputDropout, SequenceModelKeys.StateDropout, SequenceModelKeys.LayerNorm,
    ];
}

/// <summary>The sections <c>data</c> and <c>model</c> of the task <c>caption</c>; <see cref="CaptionKeys"/> says what each key means.</summary>
/// <param name="values">Where the values come from.</param>
public sealed class CaptionOptions(RecipeValues values)
{
    /// <summary>Path as written.</summary>
    public string Train { get; } = values.Text(DataKeys.Train);

    /// <summary>Path as written, or null.</summary>
    public string? Valid { get; } = values.OptionalText(DataKeys.Valid);

    /// <summary>Above 0, at most 0.5.</summary>
    public double ValidFraction { get; } = values.Number(DataKeys.ValidFraction);

    /// <summary>The seed of the split, and of what is drawn to measure on.</summary>
    public ulong SplitSeed { get; } = (ulong)values.Integer(LabelledDataKeys.SplitSeed);

    /// <summary>Whether the data is digits, whose captions are made.</summary>
    public bool IsDigits { get; } = values.Text(CaptionKeys.Format) == "digits";

    /// <summary>A file of labels, or null.</summary>
    public string? Labels { get; } = values.OptionalText(LabelledDataKeys.Labels);

    /// <summary>Rows and columns.</summary>
    public int Canvas { get; } = (int)values.Integer(CaptionKeys.Canvas);

    /// <summary>Rows and columns that are read as one.</summary>
    public int Shrink { get; } = (int)values.Integer(CaptionKeys.Shrink);

    /// <summary>Rows and columns that the network reads.</summary>
    public int Side => Canvas / Shrink;

    /// <summary>Whether training changes images.</summary>
    public bool Vary { get; } = values.Boolean(CaptionKeys.Vary);

    /// <summary>At least 1.</summary>
    public int MinCount { get; } = (int)values.Integer(DataKeys.MinCount);

    /// <summary>Whether to fold capitals.</summary>
    public bool Lowercase { get; } = values.Boolean(DataKeys.Lowercase);

    /// <summary>One of <see cref="RecurrentKinds.Names"/>.</summary>
    public string Cell { get; } = values.Text(ModelKeys.Cell);

    /// <summary>At least 1.</summary>
    public int Layers { get; } = (int)values.Integer(ModelKeys.Layers);

    /// <summary>Units a layer and direction.</summary>
    public int Hidden { get; } = (int)values.Integer(ModelKeys.Hidden);

    /// <summary>Numbers a word.</summary>
    public int Embedding { get; } = (int)values.Integer(ModelKeys.Embedding);

    /// <summary>In [0, 1).</summary>
    public float Dropout { get; } = (float)values.Number(ModelKeys.Dropout);

    /// <summary>What the recurrent layers that read the image do beside their cell's equations.</summary>
    /// <returns>The options.</returns>
    public RecurrentOptions Recurrent() => new()
    {
        Layers = Layers,
        Direction = Direction.Bidirectional,
        Dropout = Dropout,
        InputDropout = (float)values.Number(SequenceModelKeys.InputDropout),
        StateDropout = (float)values.Number(SequenceModelKeys.StateDropout),
        LayerNorm = values.Boolean(SequenceModelKeys.LayerNorm),
    };

    /// <summary>The network in words.</summary>
    /// <returns>A few words.</returns>
    public string Describe() => $"{Cell}, {Layers} {(Layers == 1 ? "layer" : "layers")} of {Hidden:N0} over rows and over columns of {Side} x {Side}, in both directions; decoder with attention";
}
