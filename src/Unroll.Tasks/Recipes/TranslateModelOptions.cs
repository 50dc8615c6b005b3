using Unroll.Layers;

namespace Unroll.Tasks.Recipes;

/// <summary>The keys of the section <c>model</c> of the task <c>translate</c>.</summary>
public static class TranslateModelKeys
{
    private static readonly Key Layers = ModelKeys.Layers with { Help = "How many layers the decoder stacks" };

    /// <summary>Layers of the encoder.</summary>
    public static readonly Key EncoderLayers = new("model.encoderLayers", KeyKind.Integer, null, "How many layers the encoder stacks")
    { Optional = true, Min = 1, Max = 64, DefaultNote = "as `model.layers`", Example = "2" };

    private static readonly Key Hidden = ModelKeys.Hidden with
    {
        Help = "How many units a layer of the decoder has, and one of the encoder, half of them in each direction where it is bidirectional; multiples of 32 run fastest",
    };

    private static readonly Key Embedding = ModelKeys.Embedding with { Default = 256L, DefaultNote = null, Optional = false, Help = "How many numbers stand for one token" };

    private static readonly Key Direction = SequenceModelKeys.Direction with
    {
        Help = "Which way the encoder reads: forward, or in both directions with separate weights (Schuster and Paliwal 1997)",
    };

    /// <summary>How the decoder looks at the source.</summary>
    public static readonly Key Attention = new("model.attention", KeyKind.Choice, "general",
        "How the decoder looks back at the source: general or dot (Luong et al. 2015), additive (Bahdanau et al. 2015), or none: through its first state alone")
    { Choices = ["general", "dot", "additive", "none"] };

    /// <summary>Whether the decoder knows where it has looked.</summary>
    public static readonly Key InputFeeding = new("model.inputFeeding", KeyKind.Boolean, false,
        "Whether the attentional vector goes into the next input (Luong et al. 2015); training then runs the decoder step by step, which is slower");

    /// <summary>Whether both sides share their table.</summary>
    public static readonly Key TieEmbeddings = new("model.tieEmbeddings", KeyKind.Boolean, false,
        "Whether encoder and decoder have one embedding table; needs one vocabulary");

    private static readonly Key TieWeights = ModelKeys.TieWeights with { Help = "Whether the output reuses the decoder's embedding table (Press and Wolf 2017)" };

    private static readonly Key Dropout = ModelKeys.Dropout with { Help = "The share of values that training drops between layers, from what the encoder puts out and before the output" };

    /// <summary>Dropout of embeddings.</summary>
    public static readonly Key EmbeddingDropout = new("model.embeddingDropout", KeyKind.Number, 0.0, "The share of the embeddings' values that training drops")
    { Min = 0, Max = 1, MaxExcluded = true };

    private static readonly Key WordDropout = SequenceModelKeys.WordDropout with { Help = "The share of the source's tokens that training replaces by the unknown one" };

    /// <summary>Whether unknown words are copied.</summary>
    public static readonly Key CopyUnknown = new("model.copyUnknown", KeyKind.Boolean, true,
        "With words as tokens: whether an unknown word in a translation is replaced by the word of the source that got the most attention (Luong et al. 2015)");

    /// <summary>The keys in the order of the reference page.</summary>
    public static readonly IReadOnlyList<Key> All =
    [
        ModelKeys.Cell, Layers, EncoderLayers, Hidden, Embedding, Direction, Attention, InputFeeding, TieEmbeddings, TieWeights, Dropout, EmbeddingDropout, SequenceModelKeys.InputDropout,
        SequenceModelKeys.StateDropout, WordDropout, CopyUnknown,
    ];
}

/// <summary>The section <c>model</c> of the task <c>translate</c>; <see cref="TranslateModelKeys"/> says what each key means.</summary>
/// <param name="values">Where the values come from.</param>
public sealed class TranslateModelOptions(RecipeValues values)
{
    /// <summary>One of <see cref="RecurrentKinds.Names"/>.</summary>
    public string Cell { get; } = values.Text(ModelKeys.Cell);

    /// <summary>Layers of the decoder.</summary>
    public int Layers { get; } = (int)values.Integer(ModelKeys.Layers);

    /// <summary>Layers of the encoder.</summary>
    public int EncoderLayers { get; } = (int)(values.OptionalInteger(TranslateModelKeys.EncoderLayers) ?? values.Integer(ModelKeys.Layers));

    /// <summary>Units a layer of the decoder.</summary>
    public int Hidden { get; } = (int)values.Integer(ModelKeys.Hidden);

    /// <summary>Numbers a token.</summary>
    public int Embedding { get; } = (int)values.Integer(ModelKeys.Embedding);

    /// <summary>Whether the encoder reads both ways.</summary>
    public bool Bidirectional { get; } = values.Text(SequenceModelKeys.Direction) == "bidirectional";

    /// <summary>How the decoder looks at the source, or null.</summary>
    public AttentionKind? Attention { get; } = values.Text(TranslateModelKeys.Attention) switch
    {
        "additive" => AttentionKind.Additive,
        "dot" => AttentionKind.Dot,
        "general" => AttentionKind.General,
        _ => null,
    };

    /// <summary>Whether encoder and decoder have one embedding table.</summary>
    public bool TieEmbeddings { get; } = values.Boolean(TranslateModelKeys.TieEmbeddings);

    /// <summary>Whether the output reuses the decoder's embedding table.</summary>
    public bool TieWeights { get; } = values.Boolean(ModelKeys.TieWeights);

    /// <summary>In [0, 1).</summary>
    public float Dropout { get; } = (float)values.Number(ModelKeys.Dropout);

    /// <summary>In [0, 1).</summary>
    public float EmbeddingDropout { get; } = (float)values.Number(TranslateModelKeys.EmbeddingDropout);

    /// <summary>In [0, 1).</summary>
    public float WordDropout { get; } = (float)values.Number(SequenceModelKeys.WordDropout);

    /// <summary>Whether unknown words are copied.</summary>
    public bool CopyUnknown { get; } = values.Boolean(TranslateModelKeys.CopyUnknown);

    /// <summary>What the encoder's layers do beside their cell's equations.</summary>
    /// <returns>The options.</returns>
    public RecurrentOptions Encoder() => new()
    {
        Layers = EncoderLayers,
        Direction = Bidirectional ? Direction.Bidirectional : Direction.Forward,
        Dropout = Dropout,
        InputDropout = (float)values.Number(SequenceModelKeys.InputDropout),
        StateDropout = (float)values.Number(SequenceModelKeys.StateDropout),
    };

    /// <summary>The sizes and choices of the decoder.</summary>
    /// <param name="vocabulary">V.</param>
    /// <param name="memory">M, the width of what the encoder puts out.</param>
    /// <returns>The options.</returns>
    public AttentionDecoderOptions Decoder(int vocabulary, int memory) => new(vocabulary, Embedding, Hidden, memory)
    {
        Layers = Layers,
        Attention = Attention,
        AttentionalSize = TieWeights ? Embedding : Hidden,
        InputFeeding = values.Boolean(TranslateModelKeys.InputFeeding),
        Dropout = Dropout,
        EmbeddingDropout = EmbeddingDropout,
        InputDropout = (float)values.Number(SequenceModelKeys.InputDropout),
        StateDropout = (float)values.Number(SequenceModelKeys.StateDropout),
        TieWeights = TieWeights,
    };

    /// <summary>The network in words, as in "lstm, encoder of 1 layer of 512, bidirectional, decoder of 1 layer of 512, general attention".</summary>
    /// <returns>A few words.</returns>
    public string Describe() =>
        $"{Cell}, encoder of {Count(EncoderLayers)} of {Hidden:N0}{(Bidirectional ? ", bidirectional" : "")}, decoder of {Count(Layers)} of {Hidden:N0}, {(Attention is null ? "no" : values.Text(TranslateModelKeys.Attention))} attention{(values.Boolean(TranslateModelKeys.InputFeeding) ? ", input feeding" : "")}";

    private static string Count(int layers) => $"{layers} {(layers == 1 ? "layer" : "layers")}";
}
