using Xunit;

namespace Unroll.TestKit;

/// <summary>Compares gradients that a rule gives with central differences of the function in double precision.</summary>
/// <remarks>
/// The error of one element is |a − n| / max(|a|, |n|, s), where s is the root mean square of the whole numeric gradient n: small elements
/// are judged on the scale of their neighbours, and the measure does not depend on the scale of the loss. A gradient that is wrong by a
/// factor of 1 + ε has an error of at least ε/(1 + ε), however small it is.
/// </remarks>
public static class GradientCheck
{
    /// <summary>The central difference of order 8 (Fornberg 1988), weights of f(x + kh) − f(x − kh).</summary>
    private static readonly double[] s_stencil = [4.0 / 5, -1.0 / 5, 4.0 / 105, -1.0 / 280];

    /// <summary>How far from x the stencil looks, in steps.</summary>
    public static int Reach => s_stencil.Length;

    /// <summary>The gradient of <paramref name="f"/> by central differences: error about step⁸ f⁽⁹⁾ / 630 + 10⁻¹⁶ |f| / step.</summary>
    /// <param name="f">A function that is smooth within <see cref="Reach"/> steps of <paramref name="x"/>.</param>
    /// <param name="x">The place; the same after the call as before.</param>
    /// <param name="step">h.</param>
    /// <returns>One number an element of x.</returns>
    public static double[] Numeric(Func<double[], double> f, double[] x, double step = 1e-2)
    {
        double[] gradient = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            int element = i;
            gradient[i] = Derivative(
                h =>
                {
                    double before = x[element];
                    x[element] = before + h;
                    double value = f(x);
                    x[element] = before;
                    return value;
                },
                step);
        }

        return gradient;
    }

    /// <summary>The derivative of <paramref name="f"/> at 0.</summary>
    public static double Derivative(Func<double, double> f, double step = 1e-2)
    {
        double sum = 0;
        for (int k = 1; k <= s_stencil.Length; k++)
        {
            sum += s_stencil[k - 1] * (f(k * step) - f(-k * step));
        }

        return sum / step;
    }

    /// <summary>The largest error of any element, as the remarks of this class define it; NaN counts as infinite.</summary>
    public static double Error(ReadOnlySpan<double> analytic, ReadOnlySpan<double> numeric) => Worst(analytic, numeric).Error;

    /// <summary>Fails, naming the worst element, unless <see cref="Error"/> is at most <paramref name="tolerance"/>.</summary>
    public static void AssertClose(string what, ReadOnlySpan<double> analytic, ReadOnlySpan<double> numeric, double tolerance)
    {
        (int at, double error) = Worst(analytic, numeric);
        if (error > tolerance)
        {
            Assert.Fail($"{what}: element {at} of {analytic.Length} is {analytic[at]:R}, expected {numeric[at]:R}; the error is {error:E2}, allowed {tolerance:E2}.");
        }
    }

    /// <inheritdoc cref="AssertClose(string, ReadOnlySpan{double}, ReadOnlySpan{double}, double)"/>
    public static void AssertClose(string what, ReadOnlySpan<float> analytic, ReadOnlySpan<double> numeric, double tolerance) =>
        AssertClose(what, Numbers.ToDouble(analytic), numeric, tolerance);

    private static (int At, double Error) Worst(ReadOnlySpan<double> analytic, ReadOnlySpan<double> numeric)
    {
        Assert.Equal(numeric.Length, analytic.Length);
        double squares = 0;
        foreach (double n in numeric)
        {
            squares += n * n;
        }

        // Where the whole gradient is zero, an absolute error is all there is.
        double scale = squares > 0 ? Math.Sqrt(squares / numeric.Length) : 1;
        (int At, double Error) worst = (0, 0);
        for (int i = 0; i < numeric.Length; i++)
        {
            double error = Math.Abs(analytic[i] - numeric[i]) / Math.Max(scale, Math.Max(Math.Abs(analytic[i]), Math.Abs(numeric[i])));
            if (!(error <= worst.Error))
            {
                worst = (i, double.IsNaN(error) ? double.PositiveInfinity : error);
            }
        }

        return worst;
    }
}
