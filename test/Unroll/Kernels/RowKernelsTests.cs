using Unroll.Kernels;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Kernels;

public sealed class RowKernelsTests
{
    [Fact]
    public void Sums_and_products_of_every_length_are_those_of_the_plain_loop()
    {
        for (int n = 0; n <= 130; n++)
        {
            float[] a = Numbers.Whole(1, n), b = Numbers.Whole(2, n);
            Assert.Equal(a.Sum(), RowKernels.Sum(a));
            Assert.Equal(a.Zip(b, (x, y) => x * y).Sum(), RowKernels.Dot(a, b));
        }
    }

    [Fact]
    public void The_bits_do_not_depend_on_where_a_row_lies()
    {
        for (int n = 1; n <= 300; n += 7)
        {
            float[] a = Numbers.ToSingle(Numbers.Uniform(3, n)), b = Numbers.ToSingle(Numbers.Uniform(4, n));
            (float sum, float dot) = (RowKernels.Sum(a), RowKernels.Dot(a, b));
            for (int shift = 0; shift < 20; shift++)
            {
                float[] padded = [.. Enumerable.Repeat(float.NaN, shift), .. a, float.NaN];
                Assert.Equal(sum, RowKernels.Sum(padded.AsSpan(shift, n)));
                Assert.Equal(dot, RowKernels.Dot(padded.AsSpan(shift, n), b));
            }
        }
    }

    [Fact]
    public void The_tangent_of_a_sum_is_right_at_every_length_and_writes_nothing_else()
    {
        for (int n = 0; n <= 50; n++)
        {
            double[] a = Numbers.Uniform(5, n, 3), b = Numbers.Uniform(6, n, 3);
            float[] y = [.. Enumerable.Repeat(7f, n + 1)];
            RowKernels.TanhOfSum(Numbers.ToSingle(a), Numbers.ToSingle(b), y.AsSpan(0, n));
            Numbers.AssertValues("tanh", y.AsSpan(0, n), [.. a.Zip(b, (p, q) => Math.Tanh(p + q))], 1e-6);
            Assert.Equal(7f, y[n]);
        }
    }

    [Fact]
    public void The_sum_of_exponentials_is_that_of_doubles_for_every_length()
    {
        foreach (int n in (int[])[1, 7, 8, 15, 16, 17, 511, 512, 513, 8_003])
        {
            double[] a = Numbers.Uniform(7, n, 9);
            float[] x = Numbers.ToSingle(a);
            float shift = x.Max();
            double expected = x.Sum(v => Math.Exp((double)v - shift));
            Assert.InRange(RowKernels.SumOfExp(x, shift) / expected, 1 - 1e-6, 1 + 1e-6);
        }
    }

    [Fact]
    public void The_sum_of_exponentials_takes_minus_infinity_for_probability_zero_and_keeps_NaN()
    {
        float[] x = [.. Enumerable.Repeat(float.NegativeInfinity, 40)];
        x[3] = 2;
        Assert.Equal(1, RowKernels.SumOfExp(x, 2), 1e-12);
        x[30] = float.NaN;
        Assert.True(double.IsNaN(RowKernels.SumOfExp(x, 2)));
    }
}
