using System.Runtime.Intrinsics;
using Unroll.Kernels;
using Xunit;

namespace Unroll.Tests.Kernels;

public sealed class DoubleMathTests
{
    [Fact]
    public void Tanh_in_both_forms_is_within_four_units_in_the_last_place_of_the_frameworks()
    {
        foreach (double x in Sample())
        {
            double expected = Math.Tanh(x), tolerance = 4 * (Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected));
            Assert.InRange(DoubleMath.Tanh(x), expected - tolerance, expected + tolerance);
            Assert.InRange(DoubleMath.Tanh(Vector256.Create(x))[3], expected - tolerance, expected + tolerance);
        }
    }

    [Theory]
    [InlineData(double.PositiveInfinity, 1)]
    [InlineData(double.NegativeInfinity, -1)]
    [InlineData(1e300, 1)]
    [InlineData(0, 0)]
    [InlineData(double.NaN, double.NaN)]
    public void Tanh_keeps_what_is_special(double x, double expected)
    {
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(DoubleMath.Tanh(x)));
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(DoubleMath.Tanh(Vector256.Create(x))[0]));
    }

    private static IEnumerable<double> Sample()
    {
        CounterRandom random = new(1);
        for (int i = 0; i < 20_000; i++)
        {
            double magnitude = Math.Exp((random.NextDouble() * 40) - 36);
            yield return random.NextDouble() < 0.5 ? magnitude : -magnitude;
        }

        for (double x = -21; x < 21; x += 0.0071)
        {
            yield return x;
        }
    }
}
