namespace Unroll.Losses.Distributions;

/// <summary>Functions of mathematics that .NET has not, in double. Tests hold the stated accuracies against values of 50 digits.</summary>
internal static class SpecialFunctions
{
    /// <summary>Coefficients B_2k / (2k (2k − 1)) of the series of ln Γ (Abramowitz and Stegun 6.1.41).</summary>
    private static readonly double[] s_stirling = [1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156];

    /// <summary>Coefficients B_2k / 2k of the series of ψ (Abramowitz and Stegun 6.3.18).</summary>
    private static readonly double[] s_digamma = [1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760, 1.0 / 12];

    /// <summary>From here on the series are exact to double precision.</summary>
    private const double Large = 12;

    /// <summary>ln Γ(x) for x > 0; error at most 1e-14 max(1, |ln Γ(x)|).</summary>
    /// <param name="x">Above 0.</param>
    public static double LogGamma(double x)
    {
        // Γ(x) = Γ(x + n) / (x (x + 1) … (x + n − 1))
        double product = 1;
        for (; x < Large; x++)
        {
            product *= x;
        }

        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + (Series(s_stirling, x) * x) - Math.Log(product);
    }

    /// <summary>ψ(x) = Γ'(x) / Γ(x) for x > 0; error at most 1e-14 max(1, |ψ(x)|).</summary>
    /// <param name="x">Above 0.</param>
    public static double Digamma(double x)
    {
        double sum = 0;
        for (; x < Large; x++)
        {
            sum += 1 / x;
        }

        return Math.Log(x) - (0.5 / x) - Series(s_digamma, x) - sum;
    }

    /// <summary>ln(1 + e^x).</summary>
    /// <param name="x">Any number.</param>
    public static double Softplus(double x) => Math.Max(x, 0) + LogOnePlus(Math.Exp(-Math.Abs(x)));

    /// <summary>1 / (1 + e^−x), the slope of <see cref="Softplus"/>.</summary>
    /// <param name="x">Any number.</param>
    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>ln(1 + x) without loss of digits for small x ≥ 0 (Goldberg 1991, theorem 4).</summary>
    /// <param name="x">At least 0.</param>
    public static double LogOnePlus(double x)
    {
        double y = 1 + x;
        return y == 1 ? x : double.IsPositiveInfinity(y) ? y : Math.Log(y) * (x / (y - 1));
    }

    /// <summary>Σ_k c_k x^−2k, k = 1 …</summary>
    private static double Series(double[] c, double x)
    {
        double r = 1 / (x * x), sum = 0;
        for (int k = c.Length - 1; k >= 0; k--)
        {
            sum = (sum + c[k]) * r;
        }

        return sum;
    }
}
