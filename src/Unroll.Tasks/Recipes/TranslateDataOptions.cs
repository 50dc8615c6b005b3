using Unroll.Data.Files;
using Unroll.Data.Text;

namespace Unroll.Tasks.Recipes;

/// <summary>The keys of the section <c>data</c> of the task <c>translate</c>.</summary>
public static class TranslateDataKeys
{
    private static readonly Key Train = DataKeys.Train with
    {
        Help = "What to learn, as `format` says; of aligned files both, as in `train.{de,en}.gz` with the source first, or the source's alone where `source` and `target` name the parts of the file names",
        Example = "\"train.{de,en}.gz\"",
    };

    private static readonly Key Valid = DataKeys.Valid with
    {
        Help = "What to measure on, named as `train` is; when absent, a part of the training data is held back",
        Example = "\"val.{de,en}.gz\"",
    };

    private static readonly Key ValidFraction = DataKeys.ValidFraction with
    {
        Help = "How much of the training data is held back when `valid` is absent: the sources whose hash is lowest, so that equal sources are on one side",
    };

    /// <summary>How pairs are written.</summary>
    public static readonly Key Format = new("data.format", KeyKind.Choice, "aligned",
        "How the data is written: aligned (two files, a text a line, lines of the same number mean the same), tsv (a tab between source and target), dialogues (YAML or JSON: each turn answers the one before), dictionary (as CMUdict: a word and its phonemes)")
    { Choices = ["aligned", "tsv", "dialogues", "dictionary"] };

    /// <summary>Where sources are.</summary>
    public static readonly Key Source = new("data.source", KeyKind.Text, null,
        "Aligned: the part of a file name that marks the source's, such as de; tsv: the source's column, from 1")
    { Optional = true, DefaultNote = "null: as the braces of `train` say; column 1", Example = "\"de\"" };

    /// <summary>Where targets are.</summary>
    public static readonly Key Target = new("data.target", KeyKind.Text, null,
        "Aligned: the part of a file name that marks the target's, such as en; tsv: the target's column, from 1")
    { Optional = true, DefaultNote = "null: as the braces of `train` say; column 2", Example = "\"en\"" };

    /// <summary>Turns of a dialogue.</summary>
    public static readonly Key History = new("data.history", KeyKind.Integer, 1L, "Format dialogues: how many of the last turns are the source of an answer") { Min = 1, Max = 1000 };

    /// <summary>Where turns are different answers.</summary>
    public static readonly Key Alternatives = new("data.alternatives", KeyKind.Text, null,
        "Format dialogues: the names of files, with commas between, in which all turns after the first are different answers to it")
    { Optional = true, Example = "\"computers.yml,emotion.yml\"" };

    /// <summary>Whether questions are measured in other words.</summary>
    public static readonly Key Paraphrases = new("data.paraphrases", KeyKind.Boolean, false,
        "Format dialogues: whether everything is learned, and validation asks the same questions in other words, made by rules: contractions, polite words, other openings, a typing error");

    /// <summary>Copies with mistakes.</summary>
    public static readonly Key Noise = new("data.noise", KeyKind.Integer, 0L,
        "Format dialogues: how many copies of each pair are learned too whose source has mistakes: strange words, missing words, typing errors, no capitals")
    { Min = 0, Max = 1000 };

    /// <summary>Stress of vowels.</summary>
    public static readonly Key Stress = new("data.stress", KeyKind.Boolean, false, "Format dictionary: whether phonemes keep their stress, as in AH0");

    /// <summary>What a token of the source is.</summary>
    public static readonly Key Tokens = new("data.tokens", KeyKind.Choice, "bpe",
        "What one step reads: bpe (a byte-pair piece learned from the texts), word (at blanks and around marks), char (a character), symbols (what stands between blanks)")
    { Choices = ["bpe", "word", "char", "symbols"] };

    /// <summary>What a token of the target is.</summary>
    public static readonly Key TargetTokens = new("data.targetTokens", KeyKind.Choice, null, "What one step writes, where that is not what it reads")
    { Optional = true, Choices = ["bpe", "word", "char", "symbols"], DefaultNote = "as `tokens`", Example = "\"symbols\"" };

    /// <summary>Whether both sides have one vocabulary.</summary>
    public static readonly Key SharedVocabulary = new("data.sharedVocabulary", KeyKind.Boolean, true,
        "Whether one vocabulary is learned from both sides together, as suits languages with words and names in common")
    { DefaultNote = "true where both sides have the same kind of tokens" };

    private static readonly Key VocabularySize = DataKeys.VocabularySize with
    {
        Help = "The most tokens that a vocabulary may hold; the rarest become the unknown token",
        DefaultNote = "null (no limit), 8000 for bpe",
    };

    /// <summary>The longest pair.</summary>
    public static readonly Key MaxLength = new("data.maxLength", KeyKind.Integer, 100L,
        "The most tokens of a source or target: training leaves longer pairs out, and `unroll translate` refuses longer texts")
    { Min = 1, Max = 100_000 };

    /// <summary>The keys in the order of the reference page.</summary>
    public static readonly IReadOnlyList<Key> All =
    [
        Train, Valid, Format, Source, Target, History, Alternatives, Paraphrases, Noise, Stress, ValidFraction, Tokens, TargetTokens, SharedVocabulary, VocabularySize, DataKeys.MinCount, DataKeys.Lowercase, MaxLength,
        LabelledDataKeys.Encoding,
    ];
}

/// <summary>The section <c>data</c> of the task <c>translate</c>; <see cref="TranslateDataKeys"/> says what each key means.</summary>
/// <param name="values">Where the values come from.</param>
public sealed class TranslateDataOptions(RecipeValues values)
{
    /// <summary>Path as written.</summary>
    public string Train { get; } = values.Text(DataKeys.Train);

    /// <summary>Path as written, or null.</summary>
    public string? Valid { get; } = values.OptionalText(DataKeys.Valid);

    /// <summary>Above 0, at most 0.5.</summary>
    public double ValidFraction { get; } = values.Number(DataKeys.ValidFraction);

    /// <summary><c>aligned</c>, <c>tsv</c>, <c>dialogues</c> or <c>dictionary</c>.</summary>
    public string Format { get; } = values.Text(TranslateDataKeys.Format);

    /// <summary>What marks the source, or null.</summary>
    public string? Source { get; } = values.OptionalText(TranslateDataKeys.Source);

    /// <summary>What marks the target, or null.</summary>
    public string? Target { get; } = values.OptionalText(TranslateDataKeys.Target);

    /// <summary>Turns that are the source of an answer.</summary>
    public int History { get; } = (int)values.Integer(TranslateDataKeys.History);

    /// <summary>The names of the files in which turns after the first are different answers to it.</summary>
    public IReadOnlyList<string> Alternatives { get; } = (values.OptionalText(TranslateDataKeys.Alternatives) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether the questions that are learned are measured in other words.</summary>
    public bool Paraphrases { get; } = values.Boolean(TranslateDataKeys.Paraphrases);

    /// <summary>Copies of each pair with mistakes in the source.</summary>
    public int Noise { get; } = (int)values.Integer(TranslateDataKeys.Noise);

    /// <summary>Whether phonemes keep their stress.</summary>
    public bool Stress { get; } = values.Boolean(TranslateDataKeys.Stress);

    /// <summary>What one step reads.</summary>
    public string SourceTokens { get; } = values.Text(TranslateDataKeys.Tokens);

    /// <summary>What one step writes.</summary>
    public string TargetTokens { get; } = values.OptionalText(TranslateDataKeys.TargetTokens) ?? values.Text(TranslateDataKeys.Tokens);

    /// <summary>Whether both sides have one vocabulary.</summary>
    public bool SharedVocabulary { get; } = values.Boolean(TranslateDataKeys.SharedVocabulary);

    /// <summary>The most tokens of a vocabulary, or null.</summary>
    public int? VocabularySize { get; } = (int?)values.OptionalInteger(DataKeys.VocabularySize);

    /// <summary>At least 1.</summary>
    public int MinCount { get; } = (int)values.Integer(DataKeys.MinCount);

    /// <summary>Whether to fold capitals.</summary>
    public bool Lowercase { get; } = values.Boolean(DataKeys.Lowercase);

    /// <summary>The most tokens of a text.</summary>
    public int MaxLength { get; } = (int)values.Integer(TranslateDataKeys.MaxLength);

    /// <summary>How characters are stored.</summary>
    public TextEncoding Encoding { get; } = values.Text(LabelledDataKeys.Encoding) == "latin-1" ? TextEncoding.Latin1 : TextEncoding.Utf8;

    /// <summary>Whether a source may have several right targets, all of which count: in two aligned files each line stands for itself.</summary>
    public bool HasAlternatives => Format != "aligned";
}
