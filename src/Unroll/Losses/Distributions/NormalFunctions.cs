namespace Unroll.Losses.Distributions;

/// <summary>The standard normal distribution.</summary>
internal static class NormalFunctions
{
    /// <summary>φ(z).</summary>
    /// <param name="z">Any number.</param>
    public static double Density(double z) => Math.Exp(-0.5 * z * z) / Math.Sqrt(2 * Math.PI);

    /// <summary>Φ(z) to a relative error of 1e-13, in the lower tail too: a series near 0, a continued fraction in the tails.</summary>
    /// <param name="z">Any number.</param>
    public static double Cdf(double z)
    {
        double x = Math.Abs(z);
        double tail = x < 3 ? 0.5 - (Density(x) * Series(x)) : x < 40 ? Density(x) * Fraction(x) : 0;
        return z > 0 ? 1 - tail : z <= 0 ? tail : z;
    }

    /// <summary>Φ⁻¹(p) by Newton's method on the logarithm of the smaller tail; error about 1e-13.</summary>
    /// <param name="p">Between 0 and 1.</param>
    public static double Quantile(double p)
    {
        if (p > 0.5)
        {
            return -Quantile(1 - p);
        }

        if (p == 0.5)
        {
            return 0;
        }

        // −√(−2 ln p) is below the quantile, and ln Φ is concave, so that the steps never overshoot.
        double z = -Math.Sqrt(-2 * Math.Log(p)), log = Math.Log(p);
        for (int i = 0; i < 100; i++)
        {
            double cdf = Cdf(z), step = (log - Math.Log(cdf)) * cdf / Density(z);
            z += step;
            if (Math.Abs(step) <= 1e-14 * Math.Abs(z))
            {
                break;
            }
        }

        return z;
    }

    /// <summary>(Φ(x) − ½) / φ(x) = x + x³/3 + x⁵/(3·5) + … (Marsaglia 2004).</summary>
    private static double Series(double x)
    {
        double term = x, sum = x;
        for (int k = 3; term > 1e-17 * sum; k += 2)
        {
            term *= x * x / k;
            sum += term;
        }

        return sum;
    }

    /// <summary>(1 − Φ(x)) / φ(x) = 1 / (x + 1 / (x + 2 / (x + 3 / …))) (Laplace), from the inside out.</summary>
    private static double Fraction(double x)
    {
        double f = x;
        for (int k = 120; k > 0; k--)
        {
            f = x + (k / f);
        }

        return 1 / f;
    }
}
