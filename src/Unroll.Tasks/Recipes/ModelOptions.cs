using Unroll.Layers;

namespace Unroll.Tasks.Recipes;

/// <summary>The keys of the section <c>model</c>.</summary>
public static class ModelKeys
{
    /// <summary>The recurrent cell.</summary>
    public static readonly Key Cell = new("model.cell", KeyKind.Choice, "lstm",
        "The recurrent cell: rnn (tanh), rnn-relu, lstm (with forget gate), gru (reset after), and their relatives")
    { Choices = [.. RecurrentKinds.Names] };

    /// <summary>How many layers are stacked.</summary>
    public static readonly Key Layers = new("model.layers", KeyKind.Integer, 1L, "How many recurrent layers are stacked") { Min = 1, Max = 64 };

    /// <summary>How wide a layer is.</summary>
    public static readonly Key Hidden = new("model.hidden", KeyKind.Integer, 256L,
        "How many units each recurrent layer has; multiples of 16 run fastest")
    { Min = 1, Max = 16384 };

    /// <summary>How long a token's vector is.</summary>
    public static readonly Key Embedding = new("model.embedding", KeyKind.Integer, null,
        "How many numbers stand for one token at the input")
    { Min = 1, Max = 16384, Optional = true, DefaultNote = "as `model.hidden`", Example = "64" };

    /// <summary>How much is dropped.</summary>
    public static readonly Key Dropout = new("model.dropout", KeyKind.Number, 0.0,
        "The share of values that training drops between layers and before the output (Zaremba et al. 2014)")
    { Min = 0, Max = 1, MaxExcluded = true };

    /// <summary>Whether input and output share their table.</summary>
    public static readonly Key TieWeights = new("model.tieWeights", KeyKind.Boolean, false,
        "Whether the output reuses the embedding table (Press and Wolf 2017); needs embedding = hidden");

    /// <summary>The keys in the order of the reference page.</summary>
    public static readonly IReadOnlyList<Key> LanguageModel = [Cell, Layers, Hidden, Embedding, Dropout, TieWeights];
}

/// <summary>The section <c>model</c> of a recipe; <see cref="ModelKeys"/> says what each key means.</summary>
/// <param name="values">Where the values come from.</param>
public sealed class ModelOptions(RecipeValues values)
{
    /// <summary><c>rnn</c>, <c>rnn-relu</c>, <c>lstm</c> or <c>gru</c>.</summary>
    public string Cell { get; } = values.Text(ModelKeys.Cell);

    /// <summary>At least 1.</summary>
    public int Layers { get; } = (int)values.Integer(ModelKeys.Layers);

    /// <summary>Units a layer.</summary>
    public int Hidden { get; } = (int)values.Integer(ModelKeys.Hidden);

    /// <summary>Numbers a token.</summary>
    public int Embedding { get; } = (int)(values.OptionalInteger(ModelKeys.Embedding) ?? values.Integer(ModelKeys.Hidden));

    /// <summary>In [0, 1).</summary>
    public double Dropout { get; } = values.Number(ModelKeys.Dropout);

    /// <summary>Whether the output reuses the embedding table.</summary>
    public bool TieWeights { get; } = values.Boolean(ModelKeys.TieWeights);

    /// <summary>The network in words, as in "lstm, 2 layers of 128".</summary>
    /// <returns>A few words.</returns>
    public string Describe() => $"{Cell}, {Layers} {(Layers == 1 ? "layer" : "layers")} of {Hidden:N0}";
}
