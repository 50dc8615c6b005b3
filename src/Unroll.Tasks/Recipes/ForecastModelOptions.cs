using Unroll.Layers;

namespace Unroll.Tasks.Recipes;

/// <summary>The keys of the section <c>model</c> of the task <c>forecast</c>.</summary>
public static class ForecastModelKeys
{
    /// <summary>What kind of network.</summary>
    public static readonly Key Network = SequenceModelKeys.Network with
    {
        Help = "The kind of network: recurrent (trained step by step) or reservoir (a random recurrent network of which only the output is solved for, once; see the section `reservoir`, beside which of `model` nothing counts)",
        Choices = ["recurrent", "reservoir"],
    };

    private static readonly Key Hidden = ModelKeys.Hidden with { Default = 64L, Help = "How many units each layer has; multiples of 16 run fastest" };

    /// <summary>How the steps ahead come about.</summary>
    public static readonly Key Decoder = new("model.decoder", KeyKind.Choice, "direct",
        "How the steps ahead come about: direct (all at once from the last state and from what is known of them) or recurrent (a second network goes on from the last state and reads what is known of each step)")
    { Choices = ["direct", "recurrent"] };

    /// <summary>The linear part.</summary>
    public static readonly Key Linear = new("model.linear", KeyKind.Boolean, true,
        "Whether a linear forecast from the history is added, which starts from its least-squares solution (the idea of DLinear, Zeng et al. 2023); the network then learns what is not linear");

    /// <summary>What is predicted.</summary>
    public static readonly Key Head = new("model.head", KeyKind.Choice, "quantile",
        "What is predicted and by which loss it is learned: a value (mae: the median, mse: the mean, huber: between the two), the nine deciles (quantile), or a distribution (gaussian, student-t; negative-binomial for counts)")
    { Choices = ["mae", "mse", "huber", "quantile", "gaussian", "student-t", "negative-binomial"] };

    /// <summary>The keys in the order of the reference page.</summary>
    public static readonly IReadOnlyList<Key> All =
        [Network, ModelKeys.Cell, ModelKeys.Layers, Hidden, Decoder, Linear, Head, ModelKeys.Dropout, SequenceModelKeys.InputDropout, SequenceModelKeys.StateDropout, SequenceModelKeys.LayerNorm];
}

/// <summary>The section <c>model</c> of the task <c>forecast</c>; <see cref="ForecastModelKeys"/> says what each key means.</summary>
/// <param name="values">Where the values come from.</param>
public sealed class ForecastModelOptions(RecipeValues values)
{
    /// <summary>Whether it is a reservoir.</summary>
    public bool IsReservoir { get; } = values.Text(ForecastModelKeys.Network) == "reservoir";

    /// <summary>One of <see cref="RecurrentKinds.Names"/>.</summary>
    public string Cell { get; } = values.Text(ModelKeys.Cell);

    /// <summary>At least 1.</summary>
    public int Layers { get; } = (int)values.Integer(ModelKeys.Layers);

    /// <summary>Units a layer.</summary>
    public int Hidden { get; } = (int)values.Integer(ModelKeys.Hidden);

    /// <summary>Whether a second network makes the steps ahead.</summary>
    public bool IsRecurrentDecoder { get; } = values.Text(ForecastModelKeys.Decoder) == "recurrent";

    /// <summary>Whether a linear forecast is added.</summary>
    public bool Linear { get; } = values.Boolean(ForecastModelKeys.Linear);

    /// <summary>What is predicted.</summary>
    public string Head { get; } = values.Text(ForecastModelKeys.Head);

    /// <summary>Whether what is predicted is a number of things, which is never below 0.</summary>
    public bool IsOfCounts => Head == "negative-binomial";

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

    /// <summary>The network in words, as in "gru, 2 layers of 64, direct, with a linear part, head quantile".</summary>
    /// <returns>A few words.</returns>
    public string Describe() => IsReservoir ? new ReservoirSettings(values).DescribeForecast()
        : $"{Cell}, {Layers} {(Layers == 1 ? "layer" : "layers")} of {Hidden:N0}, decoder {(IsRecurrentDecoder ? "recurrent" : "direct")}{(Linear ? ", with a linear part" : "")}, head {Head}";
}
