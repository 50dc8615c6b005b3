using Unroll.Kernels;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Kernels;

public sealed class Int8RoundingTests
{
    [Theory]
    [InlineData(1, 1.0)]
    [InlineData(2, 1e-3)]
    [InlineData(3, 1e30)]
    [InlineData(4, 1e-37)]
    [InlineData(5, 1e-43)]
    public void Every_weight_is_at_most_half_a_scale_away_from_what_its_integer_stands_for(ulong seed, double size)
    {
        float[] row = Numbers.ToSingle(Numbers.Uniform(seed, 1000, size));
        (sbyte[] q, float scale) = Round(row);
        for (int i = 0; i < row.Length; i++)
        {
            Assert.True(Math.Abs(row[i] - ((double)scale * q[i])) <= 0.5 * (1 + 1e-6) * scale, $"weight {row[i]} became {q[i]} × {scale}");
        }

        double most = row.Max(x => Math.Abs((double)x));
        Assert.InRange(scale, most / 127 * (1 - Math.Pow(2, -16)), Math.Max(1.2e-38, most / 127 * (1 + Math.Pow(2, -23))));
    }

    [Theory]
    [InlineData(6, 1.0)]
    [InlineData(7, 3e38)]
    [InlineData(8, 1e-38)]
    [InlineData(9, 0.0173)]
    public void Rounding_what_was_rounded_gives_the_same_integers_and_the_same_scale(ulong seed, double size)
    {
        for (ulong i = 0; i < 50; i++)
        {
            (sbyte[] q, float scale) = Round(Numbers.ToSingle(Numbers.Uniform((100 * seed) + i, 40, size)));
            float[] expanded = new float[q.Length];
            Int8Rounding.Expand(q, scale, expanded);
            (sbyte[] again, float scaleAgain) = Round(expanded);
            Assert.Equal(q, again);
            Assert.Equal(BitConverter.SingleToInt32Bits(scale), BitConverter.SingleToInt32Bits(scaleAgain));
        }
    }

    [Fact]
    public void The_largest_weight_becomes_127_and_its_negative_minus_127()
    {
        (sbyte[] q, _) = Round([0.3f, -0.3f, 0.15f, -0f, float.Epsilon]);
        Assert.Equal([127, -127, 64, 0, 0], q.Select(x => (int)x));
        (q, float scale) = Round([float.MaxValue, -float.MaxValue]);
        Assert.Equal([127, -127], q.Select(x => (int)x));
        Assert.True(float.IsFinite(127 * scale));
    }

    [Fact]
    public void A_row_of_zeros_has_the_scale_zero()
    {
        (sbyte[] q, float scale) = Round([0, -0f, 0]);
        Assert.Equal(0f, scale);
        Assert.All(q, x => Assert.Equal(0, x));
        Assert.Equal(0f, Round([]).Scale);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_weight_that_is_no_number_is_refused(float broken) =>
        Assert.Contains("expected finite numbers", Assert.Throws<UnrollException>(() => Round([1, broken, 2])).Message, StringComparison.Ordinal);

    private static (sbyte[] Rounded, float Scale) Round(float[] row)
    {
        sbyte[] rounded = new sbyte[row.Length];
        float scale = Int8Rounding.Round(row, rounded);
        return (rounded, scale);
    }
}
