using Unroll.Kernels;

namespace Unroll.Losses.Distributions;

/// <summary>
/// The negative binomial distribution of counts, by mean and dispersion as in DeepAR (Salinas et al. 2020): variance μ + α μ². It is a Poisson
/// distribution whose rate is drawn from a gamma distribution of mean μ and variance α μ²; r = 1/α is its size.
/// </summary>
/// <param name="Mean">μ, above 0.</param>
/// <param name="Dispersion">α, above 0; near 0 it is a Poisson distribution.</param>
public readonly record struct NegativeBinomial(double Mean, double Dispersion) : IDistribution
{
    /// <inheritdoc/>
    public double Variance => Mean + (Dispersion * Mean * Mean);

    /// <inheritdoc/>
    /// <remarks>ln Γ(k + r) − ln k! − ln Γ(r) − r ln(1 + αμ) + k ln(αμ / (1 + αμ)).</remarks>
    public double LogDensity(double x)
    {
        if (!IsCount(x))
        {
            return double.NegativeInfinity;
        }

        double r = 1 / Dispersion, product = Dispersion * Mean, log = SpecialFunctions.LogOnePlus(product);
        return SpecialFunctions.LogGamma(x + r) - SpecialFunctions.LogGamma(x + 1) - SpecialFunctions.LogGamma(r) - (r * log) + (x * (Math.Log(product) - log));
    }

    /// <inheritdoc/>
    /// <remarks>I_{1 / (1 + αμ)}(r, k + 1).</remarks>
    public double Cdf(double x)
    {
        double product = Dispersion * Mean;
        return x < 0 ? 0 : double.IsPositiveInfinity(x) ? 1 : IncompleteBeta.Regularised(1 / (1 + product), product / (1 + product), 1 / Dispersion, Math.Floor(x) + 1);
    }

    /// <inheritdoc/>
    public double Quantile(double p)
    {
        if (Probability.Check(p) == 1)
        {
            return double.PositiveInfinity;
        }

        if (Cdf(0) >= p)
        {
            return 0;
        }

        // P(X ≤ low) < p ≤ P(X ≤ high)
        double low = 0, high = Math.Max(1, Math.Ceiling(Mean));
        while (Cdf(high) < p && high < 1e15)
        {
            (low, high) = (high, 2 * high);
        }

        while (high - low > 1)
        {
            double middle = Math.Floor(0.5 * (low + high));
            (low, high) = Cdf(middle) >= p ? (low, middle) : (middle, high);
        }

        return high;
    }

    /// <inheritdoc/>
    /// <remarks>By inversion: one number of the stream.</remarks>
    public double Sample(ref CounterRandom random) => Quantile(random.NextDouble());

    /// <inheritdoc/>
    /// <remarks>
    /// Its closed form needs a hypergeometric function (Wei and Held 2014); here is the sum Σ_k (F(k) − [k ≥ x])² itself, until what is left is
    /// below 10⁻¹² of it. It takes time in proportion to the larger of x and the far quantiles.
    /// </remarks>
    public double Crps(double x)
    {
        double product = Dispersion * Mean, r = 1 / Dispersion, ratio = product / (1 + product);
        double probability = Math.Exp(LogDensity(0)), cdf = probability, score = Math.Max(0, -x), end = Math.Max(x, Mean);
        for (double k = 0; ; k++)
        {
            // Between two counts F stands still, and x may lie between them.
            double before = Math.Clamp(x - k, 0, 1), above = 1 - cdf;
            score += (cdf * cdf * before) + (above * above * (1 - before));
            if (k > end && above * above < 1e-15 * score)
            {
                return score;
            }

            probability *= (k + r) / (k + 1) * ratio;
            cdf = Math.Min(1, cdf + probability);
        }
    }

    private static bool IsCount(double x) => x >= 0 && x == Math.Floor(x) && !double.IsInfinity(x);
}
