namespace Unroll.Tasks.Recipes;

/// <summary>The keys of the section <c>data</c>.</summary>
public static class DataKeys
{
    /// <summary>The value of <c>data.train</c> that means the documentation of the installed .NET SDK.</summary>
    public const string SdkDocs = "sdk-docs";

    /// <summary>The training data.</summary>
    public static readonly Key Train = new("data.train", KeyKind.Path, null,
        "What to learn: a text file, a .gz, a folder of them, or \"sdk-docs\" for the API documentation that every .NET SDK carries")
    { Required = true, Example = "\"text.txt\"" };

    /// <summary>The validation data.</summary>
    public static readonly Key Valid = new("data.valid", KeyKind.Path, null,
        "What to measure on; when absent, the last part of the training data is held back")
    { Optional = true, DefaultNote = "null: hold back `validFraction`", Example = "\"valid.txt\"" };

    /// <summary>How much to hold back.</summary>
    public static readonly Key ValidFraction = new("data.validFraction", KeyKind.Number, 0.05,
        "How much of the training data, by position at its end, is held back when `valid` is absent (sdk-docs has its own split)")
    { Min = 0, MinExcluded = true, Max = 0.5 };

    /// <summary>What a token is.</summary>
    public static readonly Key Tokens = new("data.tokens", KeyKind.Choice, "char",
        "What one step reads: a character, a word, or a byte-pair piece learned from the text")
    { Choices = ["char", "word", "bpe"] };

    /// <summary>The size of the vocabulary.</summary>
    public static readonly Key VocabularySize = new("data.vocabularySize", KeyKind.Integer, null,
        "The most tokens that the vocabulary may hold; the rarest become the unknown token")
    { Optional = true, Min = 2, Max = 1_000_000, DefaultNote = "null (no limit) for char and word, 2048 for bpe", Example = "10000" };

    /// <summary>How often a token must occur.</summary>
    public static readonly Key MinCount = new("data.minCount", KeyKind.Integer, 1L,
        "How often a character or word must occur in the training data to get a place in the vocabulary")
    { Min = 1, Max = 1_000_000 };

    /// <summary>Whether capitals are folded.</summary>
    public static readonly Key Lowercase = new("data.lowercase", KeyKind.Boolean, false,
        "Whether to turn all text into lower case first");

    /// <summary>How much of the training text to read.</summary>
    public static readonly Key MaxTrainCharacters = new("data.maxTrainCharacters", KeyKind.Integer, null,
        "How many characters of the training data to use, from its start")
    { Optional = true, Min = 100, Max = 1e12, DefaultNote = "null (all)", Example = "1000000" };

    /// <summary>How much of the validation text to read.</summary>
    public static readonly Key MaxValidCharacters = new("data.maxValidCharacters", KeyKind.Integer, null,
        "How many characters of the validation data to use, from its start")
    { Optional = true, Min = 100, Max = 1e12, DefaultNote = "null (all)", Example = "100000" };

    /// <summary>The keys in the order of the reference page.</summary>
    public static readonly IReadOnlyList<Key> LanguageModel =
        [Train, Valid, ValidFraction, Tokens, VocabularySize, MinCount, Lowercase, MaxTrainCharacters, MaxValidCharacters];
}

/// <summary>The section <c>data</c> of a recipe; <see cref="DataKeys"/> says what each key means.</summary>
/// <param name="values">Where the values come from.</param>
public sealed class DataOptions(RecipeValues values)
{
    /// <summary>Path as written (see <see cref="Recipe.Resolve"/>), or <c>sdk-docs</c>.</summary>
    public string Train { get; } = values.Text(DataKeys.Train);

    /// <summary>Path as written (see <see cref="Recipe.Resolve"/>), or null.</summary>
    public string? Valid { get; } = values.OptionalText(DataKeys.Valid);

    /// <summary>Above 0, at most 0.5.</summary>
    public double ValidFraction { get; } = values.Number(DataKeys.ValidFraction);

    /// <summary><c>char</c>, <c>word</c> or <c>bpe</c>.</summary>
    public string Tokens { get; } = values.Text(DataKeys.Tokens);

    /// <summary>The most tokens, or null for no limit; never null for <c>bpe</c>.</summary>
    public int? VocabularySize { get; } = (int?)values.OptionalInteger(DataKeys.VocabularySize);

    /// <summary>At least 1.</summary>
    public int MinCount { get; } = (int)values.Integer(DataKeys.MinCount);

    /// <summary>Whether to fold capitals.</summary>
    public bool Lowercase { get; } = values.Boolean(DataKeys.Lowercase);

    /// <summary>Characters, or null for all.</summary>
    public long? MaxTrainCharacters { get; } = values.OptionalInteger(DataKeys.MaxTrainCharacters);

    /// <summary>Characters, or null for all.</summary>
    public long? MaxValidCharacters { get; } = values.OptionalInteger(DataKeys.MaxValidCharacters);

    /// <summary>Whether the training data is the documentation of the installed .NET SDK.</summary>
    public bool IsSdkDocs => Train == DataKeys.SdkDocs;
}
