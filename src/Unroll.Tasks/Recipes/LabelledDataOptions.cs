using Unroll.Data.Audio;
using Unroll.Data.Files;
using Unroll.Data.Scaling;
using Unroll.Data.Tables;
using Unroll.Data.Text;
using Unroll.Data.Vocabularies;

namespace Unroll.Tasks.Recipes;

/// <summary>The keys of the section <c>data</c> of tasks that learn from labelled items.</summary>
public static class LabelledDataKeys
{
    /// <summary>The training data.</summary>
    private static readonly Key Train = DataKeys.Train with { Help = "What to learn: a file, a .gz, or a folder, as `format` says", Example = "\"train.tsv\"" };

    private static readonly Key ValidFraction = DataKeys.ValidFraction with
    {
        Default = 0.1,
        Help = "How much of the training data is held back when `valid` is absent; `split` says which part",
    };

    /// <summary>How items of <c>classify</c> are written.</summary>
    public static readonly Key ItemFormat = new("data.format", KeyKind.Choice, "text",
        "How the data is written: text (a label and a text a line), table (an item a row), series-rows (a series a row), series-blocks (blank lines between series), series-files (a CSV a series), series-channels (a file a channel, a window a line), images (IDX), audio (WAV files)")
    { Choices = ["text", "table", "series-rows", "series-blocks", "series-files", "series-channels", "images", "audio"] };

    /// <summary>How sequences of <c>tag</c> are written.</summary>
    public static readonly Key StepFormat = new("data.format", KeyKind.Choice, "conll",
        "How the data is written: conll (a word and its tag a line, an empty line between sentences), conllu (CoNLL-U), series (a table with a step and its label a row)")
    { Choices = ["conll", "conllu", "series"] };

    /// <summary>Which part is held back.</summary>
    public static readonly Key Split = new("data.split", KeyKind.Choice, "stratified",
        "Which items are held back when `valid` is absent: at random with the same share of every label, at random, the last ones (time), or whole groups, named by `group`")
    { Choices = ["stratified", "random", "time", "group"] };

    /// <summary>The same for sequences.</summary>
    private static readonly Key StepSplit = Split with
    {
        Default = "random",
        Help = "Which sequences are held back when `valid` is absent: at random or the last ones; a single sequence is cut in time",
        Choices = ["random", "time"],
    };

    /// <summary>The seed of the split.</summary>
    public static readonly Key SplitSeed = new("data.splitSeed", KeyKind.Integer, 1L, "Fixes which items are held back; not changed by `train.seed`, so that runs can be compared")
    { Min = 0, Max = 9007199254740991 };

    /// <summary>Cross-validation.</summary>
    public static readonly Key Folds = new("data.folds", KeyKind.Integer, 0L,
        "Cuts the training data into so many parts, of which `fold` is held back; 0 = off. `unroll train --folds K` runs through all of them")
    { Min = 0, Max = 100 };

    /// <summary>Which fold.</summary>
    public static readonly Key Fold = new("data.fold", KeyKind.Integer, 1L, "Which of the `folds` is held back, from 1") { Min = 1, Max = 100 };

    /// <summary>The group of an item.</summary>
    public static readonly Key Group = new("data.group", KeyKind.Text, null,
        "What an item's group is, for the split group: a column of a table, or a name in braces in `pattern`")
    { Optional = true, Example = "\"take\"" };

    /// <summary>The column of the label.</summary>
    public static readonly Key Label = new("data.label", KeyKind.Text, "-1", "Formats table, series-rows and series: the column of the label; -1 is the last one, -2 the one before") { Example = "\"Class\"" };

    /// <summary>The column of the text.</summary>
    public static readonly Key TextColumn = new("data.text", KeyKind.Text, null, "Format table: the column that holds a text to read, instead of numbers") { Optional = true, Example = "\"sequence\"" };

    /// <summary>The column of the tag.</summary>
    public static readonly Key TagColumn = new("data.tagColumn", KeyKind.Text, "-1",
        "Format conll: the column of the tag (-1 is the last one); format conllu: upos, xpos, lemma, feats or deprel")
    { Example = "\"upos\"" };

    /// <summary>Which column is the word.</summary>
    public static readonly Key WordColumn = new("data.wordColumn", KeyKind.Integer, 0L, "Format conll: the column of the word, from 0") { Min = 0, Max = 1000 };

    /// <summary>Where labels stand that are not with the items.</summary>
    public static readonly Key Labels = new("data.labels", KeyKind.Text, null,
        "A file of labels beside the data, by its name or a name with *: of images (default: their name with labels-idx1 for images-idx3), series-channels, series-files")
    { Optional = true, Example = "\"y_*\"" };

    /// <summary>Which files of a folder.</summary>
    public static readonly Key Pattern = new("data.pattern", KeyKind.Text, null,
        "Which files of a folder: * is any text, {label}, {id} and {group} name a part; of series-channels a name for each channel, with commas between them")
    { Optional = true, Example = "\"{label}_{speaker}_{take}.wav\"" };

    /// <summary>Values a step.</summary>
    public static readonly Key Channels = new("data.channels", KeyKind.Integer, null,
        "Formats series-rows and images: how many values one step has, such as 2 for points x,y or the width of an image to read it row by row")
    { Optional = true, Min = 1, Max = 1_000_000, DefaultNote = "null: 1 of a row, the width of an image", Example = "2" };

    /// <summary>Series a label.</summary>
    public static readonly Key Counts = new("data.counts", KeyKind.Text, null,
        "Format series-blocks, where nothing else says it: how many series each label has, in order, as in \"30 30 30\"; several such lists with / between them, of which the one that fits the file is used")
    { Optional = true, Example = "\"30 30 30\"" };

    /// <summary>Which columns.</summary>
    public static readonly Key Columns = new("data.columns", KeyKind.Text, null, "Tables: which columns are read, with commas between them; null = all that have no other use")
    { Optional = true, Example = "\"height, width\"" };

    /// <summary>Which columns not.</summary>
    public static readonly Key Exclude = new("data.exclude", KeyKind.Text, null, "Tables: which columns are left out, with commas between them") { Optional = true, Example = "\"date\"" };

    /// <summary>Which columns are names.</summary>
    public static readonly Key Categories = new("data.categories", KeyKind.Text, null, "Tables: which columns of numbers are names, such as a postal code, with commas between them")
    { Optional = true, Example = "\"zip\"" };

    /// <summary>How numbers are scaled.</summary>
    public static readonly Key Scaling = new("data.scaling", KeyKind.Choice, "standard",
        "How the numbers of each channel are brought to a common size, by what training has: mean 0 and deviation 1, between 0 and 1, by median and quartiles, or not")
    { Choices = ["standard", "min-max", "robust", "none"] };

    /// <summary>How characters are stored.</summary>
    public static readonly Key Encoding = new("data.encoding", KeyKind.Choice, "utf-8", "How characters are stored") { Choices = ["utf-8", "latin-1"] };

    /// <summary>Where the label stands.</summary>
    public static readonly Key LabelLast = new("data.labelLast", KeyKind.Boolean, false, "Format text: whether the label stands behind the text");

    /// <summary>What stands between label and text.</summary>
    public static readonly Key Separator = new("data.separator", KeyKind.Choice, "detect", "Format text: what stands between label and text") { Choices = ["detect", "tab", "blank"] };

    /// <summary>What a token is.</summary>
    private static readonly Key Tokens = DataKeys.Tokens with { Default = "word", Help = "Format text: what one step reads: a character, a word, or a byte-pair piece learned from the texts" };

    /// <summary>How text becomes words.</summary>
    public static readonly Key Words = new("data.words", KeyKind.Choice, "marks", "With words as tokens: where a text is cut into words: at blanks and around punctuation marks, or at blanks only (for text that is tokenised already)")
    { Choices = ["marks", "blanks"] };

    private static readonly Key VocabularySize = DataKeys.VocabularySize;

    /// <summary>The longest item.</summary>
    public static readonly Key MaxLength = new("data.maxLength", KeyKind.Integer, null, "The most steps of an item that are read; what comes behind is cut off")
    { Optional = true, Min = 1, Max = 1e7, DefaultNote = "null (all)", Example = "400" };

    /// <summary>Word vectors.</summary>
    public static readonly Key Vectors = new("data.vectors", KeyKind.Path, null, "Pretrained word vectors as text (word2vec, GloVe, fastText; .gz too), to start the embeddings from; their length must be `model.embedding`")
    { Optional = true, Example = "\"vectors.vec.gz\"" };

    /// <summary>The label that is looked for.</summary>
    public static readonly Key Positive = new("data.positive", KeyKind.Text, null, "With two labels: which one is looked for, for F1, AUROC and AUPRC")
    { Optional = true, DefaultNote = "null: the rarer one in training", Example = "\"spam\"" };

    /// <summary>What a sound becomes.</summary>
    public static readonly Key Features = new("data.features", KeyKind.Choice, "mfcc", "Format audio: what one step of a sound becomes") { Choices = ["mfcc", "log-mel"] };

    /// <summary>The sample rate.</summary>
    public static readonly Key SampleRate = new("data.sampleRate", KeyKind.Integer, 16000L, "Format audio: samples a second; sounds of another rate are resampled") { Min = 1000, Max = 192_000 };

    /// <summary>Mel bands.</summary>
    public static readonly Key MelBands = new("data.melBands", KeyKind.Integer, 40L, "Format audio: how many mel bands") { Min = 2, Max = 512 };

    /// <summary>Coefficients.</summary>
    public static readonly Key Coefficients = new("data.coefficients", KeyKind.Integer, 13L, "Format audio, mfcc: how many coefficients") { Min = 1, Max = 512 };

    /// <summary>Slopes.</summary>
    public static readonly Key Deltas = new("data.deltas", KeyKind.Integer, 1L, "Format audio: 0, 1 (with slopes over time) or 2 (also with the slopes of those)") { Min = 0, Max = 2 };

    /// <summary>From frame to frame.</summary>
    public static readonly Key HopMs = new("data.hopMs", KeyKind.Number, 10.0, "Format audio: milliseconds from one step to the next; each sees 2.5 times as much") { Min = 1, Max = 1000 };

    /// <summary>The keys of <c>classify</c>.</summary>
    public static readonly IReadOnlyList<Key> Classify =
    [
        Train, DataKeys.Valid, ItemFormat, ValidFraction, Split, SplitSeed, Group, Folds, Fold, Positive, Encoding, MaxLength, Separator, LabelLast, Tokens, Words, VocabularySize,
        DataKeys.MinCount, DataKeys.Lowercase, Vectors, Label, TextColumn, Columns, Exclude, Categories, Scaling, Channels, Counts, Pattern, Labels, Features, SampleRate, MelBands,
        Coefficients, Deltas, HopMs,
    ];

    /// <summary>The keys of <c>tag</c>.</summary>
    public static readonly IReadOnlyList<Key> Tag =
    [
        Train, DataKeys.Valid, StepFormat, ValidFraction, StepSplit, SplitSeed, Positive, Encoding, WordColumn, TagColumn, VocabularySize, DataKeys.MinCount,
        DataKeys.Lowercase with { Help = "Whether words are looked up in lower case; their characters are read as they are" },
        Vectors, Label, Columns, Exclude, Group with { Help = "Format series: the column that says which sequence a row belongs to; null = all rows of a file are one" },
        Pattern with { Help = "Which files of a folder, several names with commas between them; * is any text", Example = "\"a*.csv, b*.csv\"" }, Scaling,
    ];
}

/// <summary>The section <c>data</c> of tasks that learn from labelled items; <see cref="LabelledDataKeys"/> says what each key means.</summary>
/// <param name="values">Where the values come from.</param>
public sealed class LabelledDataOptions(RecipeValues values)
{
    /// <summary>Path as written.</summary>
    public string Train { get; } = values.Text(DataKeys.Train);

    /// <summary>Path as written, or null.</summary>
    public string? Valid { get; } = values.OptionalText(DataKeys.Valid);

    /// <summary>How the data is written.</summary>
    public string Format { get; } = values.Text(LabelledDataKeys.ItemFormat);

    /// <summary>Above 0, at most 0.5.</summary>
    public double ValidFraction { get; } = values.Number(DataKeys.ValidFraction);

    /// <summary>Which part is held back.</summary>
    public string Split { get; } = values.Text(LabelledDataKeys.Split);

    /// <summary>The seed of the split.</summary>
    public ulong SplitSeed { get; } = (ulong)values.Integer(LabelledDataKeys.SplitSeed);

    /// <summary>Parts of a cross-validation, or 0.</summary>
    public int Folds { get; } = (int)values.Integer(LabelledDataKeys.Folds);

    /// <summary>Which part is held back, from 1.</summary>
    public int Fold { get; } = (int)values.Integer(LabelledDataKeys.Fold);

    /// <summary>What an item's group is.</summary>
    public string? Group { get; } = values.OptionalText(LabelledDataKeys.Group);

    /// <summary>The column of the label.</summary>
    public string Label { get; } = values.Text(LabelledDataKeys.Label);

    /// <summary>The column of the text, or null.</summary>
    public string? TextColumn { get; } = values.OptionalText(LabelledDataKeys.TextColumn);

    /// <summary>Whether items are texts, and not numbers.</summary>
    public bool IsText => Format == "text" || TextColumn is not null;

    /// <summary>The column of the word, from 0.</summary>
    public int WordColumn { get; } = (int)values.Integer(LabelledDataKeys.WordColumn);

    /// <summary>The column of the tag: a number, or a name of CoNLL-U.</summary>
    public string TagColumn { get; } = values.Text(LabelledDataKeys.TagColumn);

    /// <summary>A file of labels.</summary>
    public string? Labels { get; } = values.OptionalText(LabelledDataKeys.Labels);

    /// <summary>Which files of a folder.</summary>
    public string? Pattern { get; } = values.OptionalText(LabelledDataKeys.Pattern);

    /// <summary>Values a step, or null.</summary>
    public int? Channels { get; } = (int?)values.OptionalInteger(LabelledDataKeys.Channels);

    /// <summary>Series a label, or null.</summary>
    public string? Counts { get; } = values.OptionalText(LabelledDataKeys.Counts);

    /// <summary>Which columns of a table are read.</summary>
    public ColumnChoice Columns { get; } = new(List(values, LabelledDataKeys.Columns), List(values, LabelledDataKeys.Exclude));

    /// <summary>Which columns of numbers are names.</summary>
    public IReadOnlyList<string>? Categories { get; } = List(values, LabelledDataKeys.Categories);

    /// <summary>How numbers are scaled, or null for not at all.</summary>
    public ScalingKind? Scaling { get; } = values.Text(LabelledDataKeys.Scaling) switch
    {
        "standard" => ScalingKind.Standard,
        "min-max" => ScalingKind.MinMax,
        "robust" => ScalingKind.Robust,
        _ => null,
    };

    /// <summary>How characters are stored.</summary>
    public TextEncoding Encoding { get; } = values.Text(LabelledDataKeys.Encoding) == "latin-1" ? TextEncoding.Latin1 : TextEncoding.Utf8;

    /// <summary>How labelled text is written.</summary>
    public LabelledTextOptions Text => new(values.Text(LabelledDataKeys.Separator) switch
    {
        "tab" => LabelSeparator.Tab,
        "blank" => LabelSeparator.Blank,
        _ => LabelSeparator.Detect,
    }, values.Boolean(LabelledDataKeys.LabelLast), Encoding);

    /// <summary><c>char</c>, <c>word</c> or <c>bpe</c>.</summary>
    public string Tokens { get; } = values.Text(DataKeys.Tokens);

    /// <summary>How text becomes words.</summary>
    public WordSplit Words { get; } = values.Text(LabelledDataKeys.Words) == "blanks" ? WordSplit.Blanks : WordSplit.Marks;

    /// <summary>The most tokens, or null.</summary>
    public int? VocabularySize { get; } = (int?)values.OptionalInteger(DataKeys.VocabularySize);

    /// <summary>At least 1.</summary>
    public int MinCount { get; } = (int)values.Integer(DataKeys.MinCount);

    /// <summary>Whether to fold capitals.</summary>
    public bool Lowercase { get; } = values.Boolean(DataKeys.Lowercase);

    /// <summary>The most steps of an item.</summary>
    public int MaxLength { get; } = (int)(values.OptionalInteger(LabelledDataKeys.MaxLength) ?? int.MaxValue);

    /// <summary>Word vectors, or null.</summary>
    public string? Vectors { get; } = values.OptionalText(LabelledDataKeys.Vectors);

    /// <summary>The label that is looked for, or null.</summary>
    public string? Positive { get; } = values.OptionalText(LabelledDataKeys.Positive);

    /// <summary>What a sound becomes.</summary>
    public AudioFeatures Audio => new()
    {
        Kind = values.Text(LabelledDataKeys.Features) == "mfcc" ? AudioFeatureKind.Mfcc : AudioFeatureKind.LogMel,
        SampleRate = (int)values.Integer(LabelledDataKeys.SampleRate),
        MelBands = (int)values.Integer(LabelledDataKeys.MelBands),
        Coefficients = (int)values.Integer(LabelledDataKeys.Coefficients),
        Deltas = (int)values.Integer(LabelledDataKeys.Deltas),
        HopMs = values.Number(LabelledDataKeys.HopMs),
        WindowMs = 2.5 * values.Number(LabelledDataKeys.HopMs),
    };

    private static IReadOnlyList<string>? List(RecipeValues values, Key key) =>
        values.OptionalText(key)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
