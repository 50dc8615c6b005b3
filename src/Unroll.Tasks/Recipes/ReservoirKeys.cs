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
    public static readonly Key Topology = new("reservoir.topology", KeyKind.Choice, "random", "Who hears whom: random, a ring, or a ring with some links led elsewhere")
    { Choices = ["random", "ring", "small-world"] };

    /// <summary>States that are read.</summary>
    public static readonly Key Points = new("reservoir.points", KeyKind.Integer, 4L, "At how many evenly spaced points of a series the states are read; 1 is the end only") { Min = 1, Max = 1000 };

    /// <summary>The regularisation.</summary>
    public static readonly Key Ridge = new("reservoir.ridge", KeyKind.Number, null, "How strongly the weights of the output are held small; null = chosen on a fifth of the training data")
    { Optional = true, Min = 0, MinExcluded = true, Max = 1e12, DefaultNote = "null: chosen on a fifth of the training data", Example = "0.01" };

    /// <summary>The keys of <c>classify</c>, in the order of the reference page.</summary>
    public static readonly IReadOnlyList<Key> Classify = [Units, Members, Radius, Leak, InputScaling, BiasScaling, Links, Topology, Points, Ridge];
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
        Links = (int)Math.Min(values.Integer(ReservoirKeys.Links), Units),
        Topology = values.Text(ReservoirKeys.Topology) switch { "ring" => Topology.Ring, "small-world" => Topology.SmallWorld, _ => Topology.Random },
        Seed = (seed * 1000) + (ulong)member,
    };

    /// <summary>The network in words.</summary>
    /// <returns>A few words.</returns>
    public string Describe() => $"{Members} {(Members == 1 ? "reservoir" : "reservoirs")} of {Units:N0} units, read at {Points} {(Points == 1 ? "point" : "points")}";
}
