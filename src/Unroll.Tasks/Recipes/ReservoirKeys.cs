using Unroll.Reservoir;

namespace Unroll.Tasks.Recipes;

/// <summary>The keys of the section <c>reservoir</c>: a random recurrent network of which only the output is trained (Jaeger 2001).</summary>
public static class ReservoirKeys
{
    /// <summary>How many units.</summary>
    public static readonly Key Units = new("reservoir.units", KeyKind.Integer, 100L, "With the network reservoir: how many random units each member has") { Min = 1, Max = 100_000 };

    /// <summary>How many reservoirs.</summary>
    public static readonly Key Members = new("reservoir.members", KeyKind.Integer, 10L, "How many different reservoirs there are, whose answers are averaged") { Min = 1, Max = 1000 };

    /// <summary>The spectral radius.</summary>
    public static readonly Key Radius = new("reservoir.spectralRadius", KeyKind.Number, 0.9,
        "The largest absolute eigenvalue of the recurrent matrix: a rule of thumb for how long inputs echo; below 1 they die away")
    { Min = 0, MinExcluded = true, Max = 10 };

    /// <summary>The leak rate.</summary>
    public static readonly Key Leak = new("reservoir.leakRate", KeyKind.Number, 0.3, "Which share of a unit's state is new at every step: small is slow and remembers longer")
    { Min = 0, MinExcluded = true, Max = 1 };

    /// <summary>The scale of inputs.</summary>
    public static readonly Key InputScaling = new("reservoir.inputScaling", KeyKind.Number, 0.5, "How strongly inputs drive the units: small is nearly linear, large saturates") { Min = 0, Max = 1000 };

    /// <summary>The scale of biases.</summary>
    public static readonly Key BiasScaling = new("reservoir.biasScaling", KeyKind.Number, 0.5, "How different the units' resting points are") { Min = 0, Max = 1000 };

    /// <summary>Links a unit.</summary>
    public static readonly Key Links = new("reservoir.links", KeyKind.Integer, 10L, "How many other units each unit hears") { Min = 1, Max = 100_000 };

    /// <summary>The wiring.</summary>
    public static readonly Key Topology = new("reservoir.topology", KeyKind.Choice, "random", "Who hears whom: random, a ring, a ring with some links led elsewhere, or a chain, which has no loop and so no spectral radius: give it `recurrentScaling`")
    { Choices = ["random", "ring", "small-world", "delay-line"] };

    /// <summary>The weight of links.</summary>
    public static readonly Key RecurrentScaling = new("reservoir.recurrentScaling", KeyKind.Number, null, "What the recurrent weights are multiplied by as they are drawn, in place of a spectral radius")
    { Optional = true, Min = 0, Max = 1000, DefaultNote = "null: scaled to `spectralRadius`", Example = "0.9" };

    /// <summary>Layers.</summary>
    public static readonly Key Layers = new("reservoir.layers", KeyKind.Integer, 1L, "How many reservoirs of `units` lie on top of each other in a member; each hears the one below (Gallicchio et al. 2017)") { Min = 1, Max = 100 };

    /// <summary>Whether outputs are fed back.</summary>
    public static readonly Key Feedback = new("reservoir.feedback", KeyKind.Boolean, true,
        "Whether the units hear the value of the step before: in training and in the past the true one, in a forecast their own. False for systems that follow from known inputs alone (`data.known`)");

    /// <summary>The scale of what is fed back.</summary>
    public static readonly Key FeedbackScaling = new("reservoir.feedbackScaling", KeyKind.Number, 0.5, "How strongly the value of the step before drives the units") { Min = 0, Max = 1000 };

    /// <summary>Steps that are not learned from.</summary>
    public static readonly Key Washout = new("reservoir.washout", KeyKind.Integer, 100L, "How many steps at the beginning of each series only drive the units away from zero") { Min = 0, Max = 1e9 };

    /// <summary>What the readout sees.</summary>
    public static readonly Key Readout = new("reservoir.readout", KeyKind.Choice, "all", "What the output sees of a step: the states, also what drives the units (inputs), and also the squares of both (all)")
    { Choices = ["states", "inputs", "all"] };

    /// <summary>Noise on states.</summary>
    public static readonly Key Noise = new("reservoir.noise", KeyKind.Number, 0.0, "The largest size of uniform noise within the units in training, which makes forecasts that run on alone more stable") { Min = 0, Max = 100 };

    /// <summary>Whether series are one system.</summary>
    public static readonly Key Joint = new("reservoir.joint", KeyKind.Boolean, false, "Whether all series of the table are one system: one reservoir hears and forecasts all of them, and not each by itself");

    /// <summary>What learns on.</summary>
    public static readonly Key Online = new("reservoir.online", KeyKind.Choice, "off",
        "How the output learns from new observations in `unroll forecast --update`: not at all, by recursive least squares (rls, exact; the model file keeps a matrix of the square of what the output sees), or by least mean squares (lms)")
    { Choices = ["off", "rls", "lms"] };

    /// <summary>How fast the past is forgotten.</summary>
    public static readonly Key Forgetting = new("reservoir.forgetting", KeyKind.Number, 0.999, "With `online` rls: what a step counts one step later; 1 = for ever, 0.99 = about a hundred steps") { Min = 0.5, Max = 1 };

    /// <summary>States that are read.</summary>
    public static readonly Key Points = new("reservoir.points", KeyKind.Integer, 4L, "At how many evenly spaced points of a series the states are read; 1 is the end only") { Min = 1, Max = 1000 };

    /// <summary>The regularisation.</summary>
    public static readonly Key Ridge = new("reservoir.ridge", KeyKind.Number, null, "How strongly the weights of the output are held small; null = chosen on a fifth of the training data")
    { Optional = true, Min = 0, MinExcluded = true, Max = 1e12, DefaultNote = "null: chosen on a fifth of the training data", Example = "0.01" };

    private static readonly Key ForecastRidge = Ridge with
    {
        Help = "How strongly the weights of the output are held small, beside the sums of squares of all training steps; null = chosen by the error of forecasts of the validation points",
        DefaultNote = "null: chosen on the validation points",
    };

    /// <summary>The keys of <c>classify</c>, in the order of the reference page.</summary>
    public static readonly IReadOnlyList<Key> Classify = [Units, Members, Radius, Leak, InputScaling, BiasScaling, Links, Topology, RecurrentScaling, Points, Ridge];

    /// <summary>The keys of <c>forecast</c>, in the order of the reference page.</summary>
    public static readonly IReadOnlyList<Key> Forecast =
    [
        Units with { Default = 300L }, Members with { Default = 1L }, Layers, Radius, Leak with { Default = 1.0 }, Feedback, FeedbackScaling, InputScaling, BiasScaling, Links, Topology, RecurrentScaling,
        Washout, Readout, Noise, Joint, ForecastRidge, Online, Forgetting,
    ];
}

/// <summary>The section <c>reservoir</c> of a recipe; <see cref="ReservoirKeys"/> says what each key means.</summary>
/// <param name="values">Where the values come from.</param>
public sealed class ReservoirSettings(RecipeValues values)
{
    /// <summary>How many reservoirs.</summary>
    public int Members { get; } = (int)values.Integer(ReservoirKeys.Members);

    /// <summary>At how many points states are read.</summary>
    public int Points { get; } = (int)values.Integer(ReservoirKeys.Points);

    /// <summary>λ, or null to choose it.</summary>
    public double? Ridge { get; } = values.OptionalNumber(ReservoirKeys.Ridge);

    /// <summary>Units a member.</summary>
    public int Units { get; } = (int)values.Integer(ReservoirKeys.Units);

    /// <summary>Layers a member.</summary>
    public int Layers { get; } = (int)values.Integer(ReservoirKeys.Layers);

    /// <summary>Whether outputs are fed back.</summary>
    public bool Feedback { get; } = values.Boolean(ReservoirKeys.Feedback);

    /// <summary>Steps that only drive the units.</summary>
    public int Washout { get; } = (int)values.Integer(ReservoirKeys.Washout);

    /// <summary>What the readout sees.</summary>
    public ReadoutFeatures Features { get; } = values.Text(ReservoirKeys.Readout) switch { "states" => ReadoutFeatures.States, "inputs" => ReadoutFeatures.StatesAndInputs, _ => ReadoutFeatures.All };

    /// <summary>Whether all series are one system.</summary>
    public bool Joint { get; } = values.Boolean(ReservoirKeys.Joint);

    /// <summary><c>off</c>, <c>rls</c> or <c>lms</c>.</summary>
    public string Online { get; } = values.Text(ReservoirKeys.Online);

    /// <summary>γ of recursive least squares.</summary>
    public double Forgetting { get; } = values.Number(ReservoirKeys.Forgetting);

    /// <summary>One member, with all its layers.</summary>
    /// <param name="seed">Of the whole network.</param>
    /// <param name="member">From 0 on.</param>
    /// <param name="inputs">Inputs of a step.</param>
    /// <param name="outputs">Numbers that are forecast of a step.</param>
    /// <returns>The reservoir; the same settings draw the same one.</returns>
    /// <exception cref="DataException">The radius or the number of links cannot be reached.</exception>
    public IReservoir<double> Draw(ulong seed, int member, int inputs, int outputs)
    {
        ReservoirOptions options = Of(seed, member);
        int feedback = Feedback ? outputs : 0;
        return Layers == 1 ? new LeakyReservoir<double>(options, inputs, feedback) : new DeepReservoir<double>([.. Enumerable.Repeat(options, Layers)], inputs, feedback);
    }

    /// <summary>The options of one member.</summary>
    /// <param name="seed">Of the whole network.</param>
    /// <param name="member">From 0 on.</param>
    /// <returns>The options.</returns>
    public ReservoirOptions Of(ulong seed, int member) => new()
    {
        Units = Units,
        SpectralRadius = values.Number(ReservoirKeys.Radius),
        LeakRate = values.Number(ReservoirKeys.Leak),
        InputScaling = values.Number(ReservoirKeys.InputScaling),
        BiasScaling = values.Number(ReservoirKeys.BiasScaling),
        FeedbackScaling = values.Number(ReservoirKeys.FeedbackScaling),
        RecurrentScaling = values.OptionalNumber(ReservoirKeys.RecurrentScaling),
        Noise = values.Number(ReservoirKeys.Noise),
        Links = (int)values.Integer(ReservoirKeys.Links),
        Topology = values.Text(ReservoirKeys.Topology) switch { "ring" => Topology.Ring, "small-world" => Topology.SmallWorld, "delay-line" => Topology.DelayLine, _ => Topology.Random },
        Seed = (seed * 1000) + (ulong)member,
    };

    /// <summary>The network in words.</summary>
    /// <returns>A few words.</returns>
    public string Describe() => $"{Members} {(Members == 1 ? "reservoir" : "reservoirs")} of {Units:N0} units, read at {Points} {(Points == 1 ? "point" : "points")}";

    /// <summary>A network that forecasts, in words.</summary>
    /// <returns>A few words.</returns>
    public string DescribeForecast() =>
        $"{Members} {(Members == 1 ? "reservoir" : "reservoirs")} of {Units:N0} units{(Layers > 1 ? $" in {Layers} layers each" : "")}{(Feedback ? ", fed back" : "")}{(Joint ? ", for all series together" : "")}";
}
