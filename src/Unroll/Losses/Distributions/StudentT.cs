using Unroll.Kernels;

namespace Unroll.Losses.Distributions;

/// <summary>Student's t distribution, moved and scaled: tails that fall as a power, for series with outliers.</summary>
/// <param name="Location">μ: its middle.</param>
/// <param name="Scale">σ, above 0; the standard deviation is σ √(ν / (ν − 2)).</param>
/// <param name="DegreesOfFreedom">ν, above 2 so that the variance exists; large ν come near the normal distribution.</param>
public readonly record struct StudentT(double Location, double Scale, double DegreesOfFreedom) : IDistribution
{
    /// <inheritdoc/>
    public double Mean => Location;

    /// <inheritdoc/>
    public double Variance => Scale * Scale * DegreesOfFreedom / (DegreesOfFreedom - 2);

    /// <inheritdoc/>
    public double LogDensity(double x) => LogStandardDensity((x - Location) / Scale) - Math.Log(Scale);

    /// <inheritdoc/>
    public double Cdf(double x)
    {
        double t = (x - Location) / Scale;
        double tail = LowerTail(-Math.Abs(t));
        return t > 0 ? 1 - tail : tail;
    }

    /// <inheritdoc/>
    public double Quantile(double p) => Probability.Check(p) switch
    {
        0 => double.NegativeInfinity,
        1 => double.PositiveInfinity,
        0.5 => Location,
        > 0.5 => Location - (Scale * LowerQuantile(1 - p)),
        _ => Location + (Scale * LowerQuantile(p)),
    };

    /// <inheritdoc/>
    /// <remarks>√(ν (U^(−2/ν) − 1)) cos 2πV, the polar method of Bailey (1994): two numbers of the stream.</remarks>
    public double Sample(ref CounterRandom random)
    {
        double u = 1 - random.NextDouble(), v = random.NextDouble(), nu = DegreesOfFreedom;
        return Location + (Scale * Math.Sqrt(nu * (Math.Pow(u, -2 / nu) - 1)) * Math.Cos(2 * Math.PI * v));
    }

    /// <inheritdoc/>
    /// <remarks>
    /// σ (z (2 F(z) − 1) + 2 f(z) (ν + z²) / (ν − 1) − 2 √ν / (ν − 1) · B(½, ν − ½) / B(½, ν/2)²) (Jordan, Krüger and Lerch 2019).
    /// </remarks>
    public double Crps(double x)
    {
        double nu = DegreesOfFreedom, z = (x - Location) / Scale, tail = LowerTail(-Math.Abs(z));
        double beta = Math.Exp(LogBetaOfHalf(nu - 0.5) - (2 * LogBetaOfHalf(nu / 2)));
        return Scale * ((Math.Abs(z) * (1 - (2 * tail))) + (2 * Math.Exp(LogStandardDensity(z)) * (nu + (z * z)) / (nu - 1)) - (2 * Math.Sqrt(nu) / (nu - 1) * beta));
    }

    /// <summary>The distribution of a X + b: how a prediction of normalised numbers comes back to their units.</summary>
    /// <param name="scale">a, above 0.</param>
    /// <param name="shift">b.</param>
    /// <returns>With the same degrees of freedom.</returns>
    public StudentT Rescale(double scale, double shift) => new((scale * Location) + shift, scale * Scale, DegreesOfFreedom);

    private static double LogBetaOfHalf(double b) => SpecialFunctions.LogGamma(0.5) + SpecialFunctions.LogGamma(b) - SpecialFunctions.LogGamma(b + 0.5);

    private double LogStandardDensity(double t)
    {
        double nu = DegreesOfFreedom;
        return -LogBetaOfHalf(nu / 2) - (0.5 * Math.Log(nu)) - (0.5 * (nu + 1) * SpecialFunctions.LogOnePlus(t * t / nu));
    }

    /// <summary>P(T ≤ t) = ½ I_{ν / (ν + t²)}(ν/2, ½) for t ≤ 0.</summary>
    private double LowerTail(double t)
    {
        double nu = DegreesOfFreedom, sum = nu + (t * t);
        return double.IsInfinity(sum) ? 0 : 0.5 * IncompleteBeta.Regularised(nu / sum, t * t / sum, nu / 2, 0.5);
    }

    /// <summary>The t &lt; 0 with P(T ≤ t) = p: bracketed, then halved until no number lies between.</summary>
    private double LowerQuantile(double p)
    {
        double low = -1, high = 0;
        while (LowerTail(low) > p)
        {
            (high, low) = (low, 2 * low);
        }

        for (int i = 0; i < 200; i++)
        {
            double middle = 0.5 * (low + high);
            if (middle == low || middle == high)
            {
                break;
            }

            (low, high) = LowerTail(middle) >= p ? (low, middle) : (middle, high);
        }

        return high;
    }
}
