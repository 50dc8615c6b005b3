namespace Unroll.Losses.Distributions;

/// <summary>The regularised incomplete beta function, from which the cumulative probabilities of Student's t and of counts come.</summary>
internal static class IncompleteBeta
{
    private const int MostTerms = 20_000;
    private const double Tiny = 1e-300;

    /// <summary>I_x(a, b) by its continued fraction (Didonato and Morris 1992, evaluated as by Lentz 1976); error at most 1e-13 + 1e-15 (a + b).</summary>
    /// <param name="x">0 to 1.</param>
    /// <param name="complement">1 − x, given apart so that an x near 1 keeps its digits.</param>
    /// <param name="a">Above 0.</param>
    /// <param name="b">Above 0.</param>
    public static double Regularised(double x, double complement, double a, double b)
    {
        if (x <= 0 || complement <= 0)
        {
            return x <= 0 ? 0 : 1;
        }

        // The fraction converges fast below the mean; above it, the symmetry I_x(a, b) = 1 − I_{1−x}(b, a) leads there.
        return x > (a + 1) / (a + b + 2) ? 1 - Below(complement, x, b, a) : Below(x, complement, a, b);
    }

    private static double Below(double x, double complement, double a, double b)
    {
        double front = Math.Exp((a * Math.Log(x)) + (b * Math.Log(complement)) - SpecialFunctions.LogGamma(a) - SpecialFunctions.LogGamma(b)
            + SpecialFunctions.LogGamma(a + b)) / a;
        double c = 1, d = 1 / NotZero(1 - ((a + b) * x / (a + 1))), fraction = d;
        for (int m = 1; m < MostTerms; m++)
        {
            double even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 / NotZero(1 + (even * d));
            c = NotZero(1 + (even / c));
            fraction *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / NotZero(1 + (odd * d));
            c = NotZero(1 + (odd / c));
            fraction *= d * c;
            if (Math.Abs((d * c) - 1) < 1e-16)
            {
                break;
            }
        }

        return Math.Clamp(front * fraction, 0, 1);
    }

    private static double NotZero(double x) => Math.Abs(x) < Tiny ? Tiny : x;
}
