namespace Unroll.Reservoir;

/// <summary>Which unit of a reservoir hears which.</summary>
public enum Topology
{
    /// <summary>Every unit hears <see cref="ReservoirOptions.Links"/> others, drawn at random; weights uniform in [−1, 1].</summary>
    Random,

    /// <summary>A loop through all units with one weight (the simple cycle reservoir of Rodan and Tino 2011).</summary>
    Ring,

    /// <summary>
    /// A ring on which every unit hears its <see cref="ReservoirOptions.Links"/> nearest neighbours, some of these links led elsewhere at random
    /// (Watts and Strogatz 1998); weights uniform in [−1, 1].
    /// </summary>
    SmallWorld,

    /// <summary>
    /// A chain: every unit hears the one before it, with one weight (Rodan and Tino 2011). It has no loop, so its spectral radius is 0 whatever
    /// the weight: give <see cref="ReservoirOptions.RecurrentScaling"/> instead.
    /// </summary>
    DelayLine,
}

/// <summary>How the input weights are drawn.</summary>
public enum InputWeights
{
    /// <summary>Uniform in [−1, 1].</summary>
    Uniform,

    /// <summary>−1 or 1 (Rodan and Tino 2011).</summary>
    Signs,
}

/// <summary>How a layer of leaky-integrator units is made.</summary>
/// <remarks>x' = (1 − a) x + a tanh(W_in u + W x + W_fb y + b + ν), Jaeger et al. 2007.</remarks>
public sealed record ReservoirOptions
{
    /// <summary>Number of units.</summary>
    public required int Units { get; init; }

    /// <summary>The largest magnitude of an eigenvalue of W; W is scaled to it, unless <see cref="RecurrentScaling"/> is given.</summary>
    public double SpectralRadius { get; init; } = 0.9;

    /// <summary>Multiplies the weights of W as they are drawn, in place of a spectral radius; null to use the radius.</summary>
    public double? RecurrentScaling { get; init; }

    /// <summary>a in (0, 1]: 1 keeps nothing of the old state.</summary>
    public double LeakRate { get; init; } = 1;

    /// <summary>Multiplies W_in, whose weights are drawn from [−1, 1].</summary>
    public double InputScaling { get; init; } = 1;

    /// <summary>Multiplies b, which is uniform in [−1, 1].</summary>
    public double BiasScaling { get; init; }

    /// <summary>Multiplies W_fb, the weights from the outputs back into the reservoir, uniform in [−1, 1].</summary>
    public double FeedbackScaling { get; init; } = 1;

    /// <summary>Links that end at a unit, for <see cref="Topology.Random"/> and <see cref="Topology.SmallWorld"/>.</summary>
    public int Links { get; init; } = 10;

    /// <summary>Inputs that each unit sees, drawn at random; null for all.</summary>
    public int? InputLinks { get; init; }

    /// <summary>Which unit hears which.</summary>
    public Topology Topology { get; init; }

    /// <summary>The part of links that is led elsewhere, for <see cref="Topology.SmallWorld"/>.</summary>
    public double Rewiring { get; init; } = 0.1;

    /// <summary>How the input weights are drawn.</summary>
    public InputWeights InputWeights { get; init; }

    /// <summary>ν is uniform in [−Noise, Noise], where a run asks for noise: in fitting, not in prediction.</summary>
    public double Noise { get; init; }

    /// <summary>Every weight and all noise follow from it.</summary>
    public ulong Seed { get; init; }

    /// <summary>Fails unless every option has a meaning.</summary>
    /// <exception cref="DataException">An option is out of its range.</exception>
    public void Validate()
    {
        int needed = Topology == Topology.SmallWorld ? 2 : 1;
        Require(Units >= 1, nameof(Units), Units, "at least 1", "Give the reservoir some units.");
        Require(double.IsFinite(SpectralRadius) && SpectralRadius >= 0, nameof(SpectralRadius), SpectralRadius, "a finite number of at least 0", "Values from 0.7 to 1.2 are usual.");
        Require(RecurrentScaling is null || double.IsFinite(RecurrentScaling.Value), nameof(RecurrentScaling), RecurrentScaling ?? 0, "a finite number", "Leave it out to scale by the spectral radius.");
        Require(LeakRate is > 0 and <= 1, nameof(LeakRate), LeakRate, "more than 0 and at most 1", "1 is a plain tanh unit; slow series like less.");
        Require(double.IsFinite(InputScaling), nameof(InputScaling), InputScaling, "a finite number", "Check where it was computed.");
        Require(double.IsFinite(BiasScaling), nameof(BiasScaling), BiasScaling, "a finite number", "Check where it was computed.");
        Require(double.IsFinite(FeedbackScaling), nameof(FeedbackScaling), FeedbackScaling, "a finite number", "Check where it was computed.");
        Require(double.IsFinite(Noise) && Noise >= 0, nameof(Noise), Noise, "a finite number of at least 0", "It is the largest magnitude of uniform noise.");
        Require(Rewiring is >= 0 and <= 1, nameof(Rewiring), Rewiring, "in [0, 1]", "It is the part of links that is led elsewhere.");
        Require(InputLinks is null or >= 1, nameof(InputLinks), InputLinks ?? 0, "at least 1", "Leave it out to let every unit see every input.");
        if (Topology is Topology.Random or Topology.SmallWorld)
        {
            string most = $"{needed} to {Units} because Units = {Units}";
            Require(Links >= needed && Links <= Units, nameof(Links), Links, most, "Fewer links than that leave no reservoir, and a unit can hear every other only once.");
        }

        if (Topology == Topology.SmallWorld)
        {
            Require(Links % 2 == 0 && Links < Units, nameof(Links), Links, $"an even number below Units = {Units}", "A small world takes as many neighbours from either side.");
        }

        if (Topology == Topology.DelayLine && RecurrentScaling is null && SpectralRadius > 0)
        {
            throw new DataException(
                $"Reservoir: SpectralRadius is {SpectralRadius}, but a delay line has no loop, so its spectral radius is 0 whatever its weights. Set RecurrentScaling, the weight of its links, instead.");
        }
    }

    private static void Require(bool holds, string option, double value, string expected, string advice)
    {
        if (!holds)
        {
            throw new DataException($"Reservoir: {option} is {value}, expected {expected}. {advice}");
        }
    }
}
