using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Unroll.Kernels;
using Xunit;

namespace Unroll.Tests.Kernels;

/// <summary>All three widths are called directly, whatever path this process uses; the 512-bit one only where the machine has it.</summary>
public sealed class VectorMathTests
{
    private const float Low = -87.3f, High = 88.3f;

    public static TheoryData<string> Widths => Fma.IsSupported
        ? Avx512F.IsSupported ? ["scalar", "256", "512"] : ["scalar", "256"]
        : ["scalar"];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Exp_is_within_2_ulp_between_its_saturation_points(string width) =>
        AssertWithin(2, width, "exp", Math.Exp, FloatsBetween(Low, High));

    [Theory]
    [MemberData(nameof(Widths))]
    public void Sigmoid_is_within_4_ulp_between_the_saturation_points_of_exp(string width) =>
        AssertWithin(4, width, "sigmoid", x => 1 / (1 + Math.Exp(-x)), FloatsBetween(-87f, -Low));

    [Theory]
    [MemberData(nameof(Widths))]
    public void Tanh_is_within_6_ulp_for_every_number_but_the_tiniest(string width) =>
        AssertWithin(6, width, "tanh", Math.Tanh, FloatsBetween(-float.MaxValue, float.MaxValue).Where(x => Math.Abs(x) >= 1e-36f));

    [Theory]
    [MemberData(nameof(Widths))]
    public void Tanh_of_the_tiniest_numbers_is_off_by_less_than_3e_minus_43(string width)
    {
        float[] x = [.. FloatsBetween(-1e-36f, 1e-36f)], y = Evaluate(width, "tanh", x);
        Assert.InRange(x.Zip(y, (argument, value) => Math.Abs(value - (double)argument)).Max(), 0, 3e-43);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void NaN_stays_NaN_in_every_lane(string width)
    {
        foreach (string function in new[] { "exp", "sigmoid", "tanh" })
        {
            for (int lane = 0; lane < 16; lane++)
            {
                float[] x = new float[16];
                x[lane] = float.NaN;
                float[] y = Evaluate(width, function, x);
                Assert.Equal(Enumerable.Range(0, 16).Select(i => i == lane), y.Select(float.IsNaN));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Infinities_saturate_and_zeros_keep_their_sign_where_the_function_is_odd(string width)
    {
        float[] x = [float.PositiveInfinity, float.NegativeInfinity, 0f, -0f, 100, -100, float.Epsilon, -float.Epsilon, 1e30f, -1e30f, 88.5f, -88.5f, 9, -9, 8, -8];

        float[] exp = Evaluate(width, "exp", x);
        Assert.True(float.IsFinite(exp[0]) && exp[0] > 2e38f, $"exp(∞) = {exp[0]}");
        Assert.InRange(exp[1], 0, 2e-38f);
        Assert.Equal([1f, 1f], exp[2..4]);
        Assert.Equal([exp[0], exp[1]], exp[4..6]);

        float[] sigmoid = Evaluate(width, "sigmoid", x);
        Assert.Equal([1f, 0.5f, 0.5f, 1f], [sigmoid[0], sigmoid[2], sigmoid[3], sigmoid[4]]);
        Assert.InRange(sigmoid[1], 0, 1e-38f);
        Assert.InRange(sigmoid[5], 0, 1e-38f);

        float[] tanh = Evaluate(width, "tanh", x);
        Assert.All([tanh[0], -tanh[1], tanh[4], -tanh[5], tanh[8], -tanh[9], tanh[12], -tanh[13]], y => Assert.InRange(y, 0.9999997f, 1));
        Assert.Equal(BitConverter.SingleToInt32Bits(0f), BitConverter.SingleToInt32Bits(tanh[2]));
        Assert.Equal(BitConverter.SingleToInt32Bits(-0f), BitConverter.SingleToInt32Bits(tanh[3]));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Values_stay_in_their_range_and_tanh_is_odd(string width)
    {
        float[] x = [.. FloatsBetween(-200, 200)];
        float[] minus = [.. x.Select(v => -v)];
        Assert.True(Evaluate(width, "sigmoid", x).All(y => y is >= 0 and <= 1));
        Assert.True(Evaluate(width, "tanh", x).All(y => y is >= -1 and <= 1));
        Assert.Equal(Evaluate(width, "tanh", x), Evaluate(width, "tanh", minus).Select(y => -y));
    }

    /// <summary>Floats evenly spaced by their bits, so that every exponent has as many: two million over the whole range.</summary>
    private static IEnumerable<float> FloatsBetween(float low, float high)
    {
        // The distance is a prime, so that low bits take every value.
        const int Distance = 1999;
        for (int sign = 0; sign < 2; sign++)
        {
            int end = BitConverter.SingleToInt32Bits(MathF.Abs(sign == 0 ? high : low));
            for (int bits = sign; bits <= end - Distance; bits += Distance)
            {
                yield return sign == 0 ? BitConverter.Int32BitsToSingle(bits) : -BitConverter.Int32BitsToSingle(bits);
            }
        }

        yield return low;
        yield return high;
    }

    private static void AssertWithin(double ulps, string width, string name, Func<double, double> exact, IEnumerable<float> arguments)
    {
        float[] x = [.. arguments];
        Assert.True(x.Length > 500_000);
        float[] y = Evaluate(width, name, x);
        (double Error, float At) worst = (0, 0);
        for (int i = 0; i < x.Length; i++)
        {
            double expected = exact(x[i]);
            double error = Math.Abs(y[i] - expected) / Ulp(expected);
            if (!(error <= worst.Error))
            {
                worst = (error, x[i]);
            }
        }

        Assert.True(worst.Error <= ulps, $"{name} ({width}) is {worst.Error:F2} ulp off at {worst.At:R}");
    }

    /// <summary>The distance of floats around a number; the smallest normal float's below it.</summary>
    private static double Ulp(double x) => Math.ScaleB(1, Math.Max(Math.ILogB(x == 0 ? double.Epsilon : x), -126) - 23);

    private static float[] Evaluate(string width, string function, float[] x)
    {
        int step = width switch { "512" => 16, "256" => 8, _ => 1 };
        float[] padded = [.. x, .. new float[16]], y = new float[padded.Length];
        for (int i = 0; i < x.Length; i += step)
        {
            switch (width, function)
            {
                case ("512", "exp"): VectorMath.Exp(Vector512.Create(padded, i)).CopyTo(y, i); break;
                case ("512", "sigmoid"): VectorMath.Sigmoid(Vector512.Create(padded, i)).CopyTo(y, i); break;
                case ("512", "tanh"): VectorMath.Tanh(Vector512.Create(padded, i)).CopyTo(y, i); break;
                case ("256", "exp"): VectorMath.Exp(Vector256.Create(padded, i)).CopyTo(y, i); break;
                case ("256", "sigmoid"): VectorMath.Sigmoid(Vector256.Create(padded, i)).CopyTo(y, i); break;
                case ("256", "tanh"): VectorMath.Tanh(Vector256.Create(padded, i)).CopyTo(y, i); break;
                case (_, "exp"): y[i] = VectorMath.Exp(padded[i]); break;
                case (_, "sigmoid"): y[i] = VectorMath.Sigmoid(padded[i]); break;
                default: y[i] = VectorMath.Tanh(padded[i]); break;
            }
        }

        return y[..x.Length];
    }
}
