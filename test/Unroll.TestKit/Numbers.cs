using Unroll.Kernels;
using Xunit;

namespace Unroll.TestKit;

/// <summary>Arrays of random numbers, the same in every run, and their comparison.</summary>
public static class Numbers
{
    /// <summary>Uniform in [−scale, scale), exactly representable as float.</summary>
    public static double[] Uniform(ulong seed, int length, double scale = 1)
    {
        CounterRandom random = new CounterRandom(seed).Fork(1);
        double[] x = new double[length];
        for (int i = 0; i < length; i++)
        {
            x[i] = (float)(scale * ((2 * random.NextDouble()) - 1));
        }

        return x;
    }

    /// <summary>As <see cref="Uniform"/>, with at least <paramref name="gap"/> between every number and 0: for functions with a kink there.</summary>
    public static double[] UniformAwayFromZero(ulong seed, int length, double gap, double scale = 1) =>
        [.. Uniform(seed, length, scale).Select(x => (double)(float)(x + (x < 0 ? -gap : gap)))];

    /// <summary>Whole numbers in −<paramref name="most"/> … <paramref name="most"/>: sums of their products are exact in float.</summary>
    public static float[] Whole(ulong seed, int length, int most = 8)
    {
        CounterRandom random = new CounterRandom(seed).Fork(2);
        float[] x = new float[length];
        foreach (ref float value in x.AsSpan())
        {
            value = random.NextInt32((2 * most) + 1) - most;
        }

        return x;
    }

    public static float[] ToSingle(ReadOnlySpan<double> x)
    {
        float[] y = new float[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = (float)x[i];
        }

        return y;
    }

    public static double[] ToDouble(ReadOnlySpan<float> x)
    {
        double[] y = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = x[i];
        }

        return y;
    }

    /// <summary>max |actual − expected| / max(1, |expected|): for values, whose scale is 1.</summary>
    public static double ValueError(ReadOnlySpan<double> actual, ReadOnlySpan<double> expected)
    {
        Assert.Equal(expected.Length, actual.Length);
        double worst = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double error = Math.Abs(actual[i] - expected[i]) / Math.Max(1, Math.Abs(expected[i]));
            worst = double.IsNaN(error) ? double.PositiveInfinity : Math.Max(worst, error);
        }

        return worst;
    }

    /// <inheritdoc cref="ValueError(ReadOnlySpan{double}, ReadOnlySpan{double})"/>
    public static double ValueError(ReadOnlySpan<float> actual, ReadOnlySpan<double> expected) => ValueError(ToDouble(actual), expected);

    /// <summary>Fails unless <see cref="ValueError(ReadOnlySpan{double}, ReadOnlySpan{double})"/> is at most <paramref name="tolerance"/>.</summary>
    public static void AssertValues(string what, ReadOnlySpan<float> actual, ReadOnlySpan<double> expected, double tolerance)
    {
        double error = ValueError(actual, expected);
        Assert.True(error <= tolerance, $"{what}: the error is {error:E2}, allowed {tolerance:E2}.");
    }

    /// <summary>The same bits, so that NaN equals itself and −0 differs from 0.</summary>
    public static bool SameBits(ReadOnlySpan<float> a, ReadOnlySpan<float> b) =>
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(a).SequenceEqual(System.Runtime.InteropServices.MemoryMarshal.AsBytes(b));

    /// <summary>Σ a ⊙ b.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        Assert.Equal(a.Length, b.Length);
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
