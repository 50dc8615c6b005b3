using Unroll.Kernels;

namespace Unroll.Losses.Distributions;

/// <summary>The normal distribution.</summary>
/// <param name="Mean">μ.</param>
/// <param name="StandardDeviation">σ, above 0.</param>
public readonly record struct Gaussian(double Mean, double StandardDeviation) : IDistribution
{
    /// <inheritdoc/>
    public double Variance => StandardDeviation * StandardDeviation;

    /// <inheritdoc/>
    public double LogDensity(double x)
    {
        double z = (x - Mean) / StandardDeviation;
        return (-0.5 * z * z) - Math.Log(StandardDeviation) - (0.5 * Math.Log(2 * Math.PI));
    }

    /// <inheritdoc/>
    public double Cdf(double x) => NormalFunctions.Cdf((x - Mean) / StandardDeviation);

    /// <inheritdoc/>
    public double Quantile(double p) => Probability.Check(p) switch
    {
        0 => double.NegativeInfinity,
        1 => double.PositiveInfinity,
        _ => Mean + (StandardDeviation * NormalFunctions.Quantile(p)),
    };

    /// <inheritdoc/>
    public double Sample(ref CounterRandom random) => Mean + (StandardDeviation * random.NextGaussian());

    /// <inheritdoc/>
    /// <remarks>σ (z (2 Φ(z) − 1) + 2 φ(z) − 1/√π) (Gneiting and Raftery 2007).</remarks>
    public double Crps(double x)
    {
        double z = (x - Mean) / StandardDeviation;
        return StandardDeviation * ((z * ((2 * NormalFunctions.Cdf(z)) - 1)) + (2 * NormalFunctions.Density(z)) - (1 / Math.Sqrt(Math.PI)));
    }

    /// <summary>The distribution of a X + b: how a prediction of normalised numbers comes back to their units.</summary>
    /// <param name="scale">a, above 0.</param>
    /// <param name="shift">b.</param>
    /// <returns>A Gaussian.</returns>
    public Gaussian Rescale(double scale, double shift) => new((scale * Mean) + shift, scale * StandardDeviation);
}

/// <summary>What all distributions ask of a probability.</summary>
internal static class Probability
{
    public static double Check(double p) => p is >= 0 and <= 1
        ? p
        : throw new ArgumentOutOfRangeException(nameof(p), p, $"Quantile: the probability is {p}, expected 0 to 1.");
}
