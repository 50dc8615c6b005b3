using Unroll.Kernels;

namespace Unroll.Losses.Distributions;

/// <summary>What a model predicts when it predicts a distribution: of one number, in double.</summary>
public interface IDistribution
{
    /// <summary>The expected value.</summary>
    double Mean { get; }

    /// <summary>The expected squared distance from the mean.</summary>
    double Variance { get; }

    /// <summary>The logarithm of the density, or of the probability of a count.</summary>
    /// <param name="x">Any number.</param>
    /// <returns>In nats; −∞ where x is impossible.</returns>
    double LogDensity(double x);

    /// <summary>P(X ≤ x).</summary>
    /// <param name="x">Any number.</param>
    /// <returns>0 to 1.</returns>
    double Cdf(double x);

    /// <summary>The least x with P(X ≤ x) ≥ p.</summary>
    /// <param name="p">0 to 1.</param>
    /// <returns>A number; infinite at 0 and 1 where the distribution has no end there.</returns>
    /// <exception cref="ArgumentOutOfRangeException">p is outside [0, 1].</exception>
    double Quantile(double p);

    /// <summary>Draws a number.</summary>
    /// <param name="random">Moved on by a fixed count of numbers.</param>
    /// <returns>A sample.</returns>
    double Sample(ref CounterRandom random);

    /// <summary>
    /// The continuous ranked probability score ∫ (F(y) − [y ≥ x])² dy of a forecast when x came (Gneiting and Raftery 2007): in the units of
    /// x, and |x − y| for a forecast that is certain of y.
    /// </summary>
    /// <param name="x">What came.</param>
    /// <returns>At least 0; lower is better.</returns>
    double Crps(double x);
}
