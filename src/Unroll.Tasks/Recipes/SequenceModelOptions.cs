using Unroll.Layers;

namespace Unroll.Tasks.Recipes;

/// <summary>The keys of the section <c>model</c> of tasks that label sequences.</summary>
public static class SequenceModelKeys
{
    /// <summary>What kind of network.</summary>
    public static readonly Key Network = new("model.network", KeyKind.Choice, "recurrent",
        "The kind of network: recurrent (remembers), feed-forward (sees all of an item at once, so all must be equally long; of a word or frame it sees that alone) or reservoir (random recurrence of which only the output is trained)")
    { Choices = ["recurrent", "feed-forward", "reservoir"] };

    /// <summary>The same, where there is no reservoir.</summary>
    private static readonly Key StepNetwork = Network with
    {
        Help = "The kind of network: recurrent (remembers) or feed-forward (sees each step by itself)",
        Choices = ["recurrent", "feed-forward"],
    };

    /// <summary>How wide a layer is.</summary>
    private static readonly Key Hidden = ModelKeys.Hidden with { Default = 64L, Help = "How many units each layer has; multiples of 16 run fastest" };

    private static readonly Key Layers = ModelKeys.Layers with { Help = "How many layers are stacked" };

    /// <summary>Which way the layers read.</summary>
    public static readonly Key Direction = new("model.direction", KeyKind.Choice, "bidirectional",
        "Which way recurrent layers read: forward, or in both directions with separate weights (Schuster and Paliwal 1997)")
    { Choices = ["forward", "bidirectional"] };

    /// <summary>How a sequence becomes one row.</summary>
    public static readonly Key Pooling = new("model.pooling", KeyKind.Choice, "last",
        "How the outputs of all steps become one: the last, their mean, their largest, or a mean with learned weights")
    { Choices = ["last", "mean", "max", "attention"] };

    /// <summary>What stands between feed-forward layers.</summary>
    public static readonly Key Activation = new("model.activation", KeyKind.Choice, "relu", "What stands between feed-forward layers")
    { Choices = ["relu", "tanh", "sigmoid"] };

    /// <summary>Dropout of inputs.</summary>
    public static readonly Key InputDropout = new("model.inputDropout", KeyKind.Number, 0.0,
        "The share of input numbers that training drops, the same ones at every step (Gal and Ghahramani 2016)")
    { Min = 0, Max = 1, MaxExcluded = true };

    /// <summary>Dropout of the state.</summary>
    public static readonly Key StateDropout = new("model.stateDropout", KeyKind.Number, 0.0,
        "The share of units that training drops from the recurrent product, the same ones at every step (Gal and Ghahramani 2016)")
    { Min = 0, Max = 1, MaxExcluded = true };

    /// <summary>Dropout of words.</summary>
    public static readonly Key WordDropout = new("model.wordDropout", KeyKind.Number, 0.0,
        "The share of tokens that training replaces by the unknown one, so that the network learns to do without")
    { Min = 0, Max = 1, MaxExcluded = true };

    /// <summary>Layer normalisation.</summary>
    public static readonly Key LayerNorm = new("model.layerNorm", KeyKind.Boolean, false,
        "Whether the gates of recurrent layers are normalised over their units (Ba, Kiros and Hinton 2016)");

    /// <summary>The length of a token's vector.</summary>
    private static readonly Key Embedding = ModelKeys.Embedding with { Default = 64L, DefaultNote = null, Optional = false };

    /// <summary>The length of a character's vector.</summary>
    public static readonly Key CharacterEmbedding = new("model.characterEmbedding", KeyKind.Integer, 32L,
        "For words: how many numbers stand for one character of a word; 0 = words are not spelled out")
    { Min = 0, Max = 1024 };

    /// <summary>The units of the character encoder.</summary>
    public static readonly Key CharacterHidden = new("model.characterHidden", KeyKind.Integer, 48L,
        "For words: how many units read the characters of a word in each direction (Ling et al. 2015)")
    { Min = 1, Max = 4096 };

    /// <summary>Whether tags depend on each other.</summary>
    public static readonly Key Crf = new("model.crf", KeyKind.Boolean, false,
        "Whether a conditional random field (Lafferty et al. 2001) scores how tags follow each other, and the best path of tags is given");

    /// <summary>The keys of <c>classify</c>.</summary>
    public static readonly IReadOnlyList<Key> Classify =
        [Network, ModelKeys.Cell, Layers, Hidden, Embedding, Direction, Pooling, Activation, ModelKeys.Dropout, InputDropout, StateDropout, WordDropout, LayerNorm];

    /// <summary>The keys of <c>tag</c>.</summary>
    public static readonly IReadOnlyList<Key> Tag =
    [
        StepNetwork, ModelKeys.Cell, Layers, Hidden, Embedding, CharacterEmbedding, CharacterHidden, Direction, Crf, Activation, ModelKeys.Dropout, InputDropout,
        StateDropout, WordDropout, LayerNorm,
    ];

    /// <summary>The keys of <c>transcribe</c>.</summary>
    public static readonly IReadOnlyList<Key> Transcribe =
    [
        ModelKeys.Cell, Layers, Hidden, Direction with { Help = "Which way recurrent layers read: in both directions with separate weights (Schuster and Paliwal 1997), or forward only, which can be streamed" },
        ModelKeys.Dropout, InputDropout, StateDropout, LayerNorm,
    ];
}

/// <summary>The section <c>model</c> of tasks that label sequences; <see cref="SequenceModelKeys"/> says what each key means.</summary>
/// <param name="values">Where the values come from.</param>
public sealed class SequenceModelOptions(RecipeValues values)
{
    /// <summary><c>recurrent</c>, <c>feed-forward</c> or <c>reservoir</c>.</summary>
    public string Network { get; } = values.Text(SequenceModelKeys.Network);

    /// <summary>One of <see cref="RecurrentKinds.Names"/>.</summary>
    public string Cell { get; } = values.Text(ModelKeys.Cell);

    /// <summary>At least 1.</summary>
    public int Layers { get; } = (int)values.Integer(ModelKeys.Layers);

    /// <summary>Units a layer.</summary>
    public int Hidden { get; } = (int)values.Integer(ModelKeys.Hidden);

    /// <summary>Numbers a token; 0 where there are none.</summary>
    public int Embedding { get; } = (int)(values.OptionalInteger(ModelKeys.Embedding) ?? 0);

    /// <summary>Numbers a character; 0 = none.</summary>
    public int CharacterEmbedding { get; } = (int)values.Integer(SequenceModelKeys.CharacterEmbedding);

    /// <summary>Units of the character encoder, a direction.</summary>
    public int CharacterHidden { get; } = (int)values.Integer(SequenceModelKeys.CharacterHidden);

    /// <summary>Which way the layers read.</summary>
    public Direction Direction { get; } = values.Text(SequenceModelKeys.Direction) == "forward" ? Direction.Forward : Direction.Bidirectional;

    /// <summary>How a sequence becomes one row.</summary>
    public PoolingKind Pooling { get; } = values.Text(SequenceModelKeys.Pooling) switch
    {
        "mean" => PoolingKind.Mean,
        "max" => PoolingKind.Max,
        "attention" => PoolingKind.Attention,
        _ => PoolingKind.Last,
    };

    /// <summary>What stands between feed-forward layers.</summary>
    public FeedForwardActivation Activation { get; } = values.Text(SequenceModelKeys.Activation) switch
    {
        "tanh" => FeedForwardActivation.Tanh,
        "sigmoid" => FeedForwardActivation.Sigmoid,
        _ => FeedForwardActivation.Relu,
    };

    /// <summary>Whether tags depend on each other.</summary>
    public bool Crf { get; } = values.Boolean(SequenceModelKeys.Crf);

    /// <summary>In [0, 1).</summary>
    public float Dropout { get; } = (float)values.Number(ModelKeys.Dropout);

    /// <summary>In [0, 1).</summary>
    public float WordDropout { get; } = (float)values.Number(SequenceModelKeys.WordDropout);

    /// <summary>Whether the network is recurrent.</summary>
    public bool IsRecurrent => Network == "recurrent";

    /// <summary>What the recurrent layers do beside their cell's equations.</summary>
    /// <returns>The options.</returns>
    public RecurrentOptions Recurrent() => new()
    {
        Layers = Layers,
        Direction = Direction,
        Dropout = Dropout,
        InputDropout = (float)values.Number(SequenceModelKeys.InputDropout),
        StateDropout = (float)values.Number(SequenceModelKeys.StateDropout),
        LayerNorm = values.Boolean(SequenceModelKeys.LayerNorm),
    };

    /// <summary>The network in words, as in "gru, 2 layers of 64, bidirectional, pooling mean".</summary>
    /// <param name="pooled">Whether a sequence becomes one row.</param>
    /// <returns>A few words.</returns>
    public string Describe(bool pooled)
    {
        string layers = $"{Layers} {(Layers == 1 ? "layer" : "layers")} of {Hidden:N0}";
        return Network switch
        {
            "feed-forward" => $"feed-forward, {layers}, {values.Text(SequenceModelKeys.Activation)}",
            _ => $"{Cell}, {layers}{(Direction == Direction.Bidirectional ? ", bidirectional" : "")}{(pooled ? $", pooling {values.Text(SequenceModelKeys.Pooling)}" : Crf ? ", CRF" : "")}",
        };
    }
}
