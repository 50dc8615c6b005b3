using Unroll.Kernels;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Kernels;

public sealed class Int8ActivationsTests
{
    [Fact]
    public void Every_length_is_rounded_as_the_definition_says_and_padded_with_zeros()
    {
        Int8Activations a = new();
        for (int k = 1; k <= 70; k++)
        {
            GuardedMatrix x = new GuardedMatrix(3, k, k % 4).Fill(Numbers.ToSingle(Numbers.Uniform((ulong)k, 3 * k, k)), k);
            a.Round(x.Span, x.Stride, 3, k);
            int padded = Int8Matrix.PaddedK(k);
            for (int r = 0; r < 3; r++)
            {
                (short[] q, float scale) = Int8Reference.Round(x.Row(r));
                Assert.Equal(scale, a.Scales[r]);
                Assert.Equal(q, a.Values.Slice(r * padded, k).ToArray());
                Assert.All(a.Values.Slice((r * padded) + k, padded - k).ToArray(), z => Assert.Equal(0, z));
            }
        }
    }

    [Fact]
    public void The_largest_number_becomes_2047_and_the_rest_is_half_a_scale_away_at_most()
    {
        float[] x = Numbers.ToSingle(Numbers.Uniform(1, 1000, 7));
        x[77] = -7.5f;
        Int8Activations a = new();
        a.Round(x, x.Length, 1, x.Length);
        Assert.Equal(-2047, a.Values[77]);
        for (int i = 0; i < x.Length; i++)
        {
            Assert.InRange(x[i] - ((double)a.Scales[0] * a.Values[i]), -0.5001 * a.Scales[0], 0.5001 * a.Scales[0]);
        }
    }

    [Fact]
    public void Ties_go_to_the_even_integer()
    {
        float[] x = [2047, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -2.5f, 3.5f, 4.5f, 0.5f, -3.5f];
        Int8Activations a = new();
        a.Round(x, x.Length, 1, x.Length);
        Assert.Equal([2047, 0, 2, 2, 0, -2, -2, 4, 4, 0, -4], a.Values[..x.Length].ToArray().Select(q => (int)q));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_row_that_holds_no_number_gets_the_scale_NaN_and_the_others_do_not(float broken)
    {
        float[] x = new float[3 * 20];
        x.AsSpan().Fill(1);
        x[27] = broken;
        Int8Activations a = new();
        a.Round(x, 20, 3, 20);
        Assert.Equal([false, true, false], a.Scales.ToArray().Select(float.IsNaN));
    }

    [Fact]
    public void Zeros_and_numbers_too_small_for_a_scale_become_zeros_with_a_finite_scale()
    {
        Int8Activations a = new();
        foreach (float tiny in new[] { 0f, -0f, float.Epsilon, 1e-38f, -1e-35f })
        {
            a.Round([tiny, tiny], 2, 1, 2);
            Assert.Equal([0, 0], a.Values[..2].ToArray().Select(q => (int)q));
            Assert.True(float.IsFinite(a.Scales[0]));
        }
    }

    [Fact]
    public void Memory_is_kept_from_one_call_to_the_next()
    {
        Int8Activations a = new();
        float[] x = new float[4 * 100];
        a.Round(x, 100, 4, 100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int rows = 0; rows <= 4; rows++)
        {
            a.Round(x, 100, rows, 50);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal((4, 50), (a.Rows, a.K));
    }

    [Fact]
    public void A_span_that_is_one_float_too_short_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Int8Activations().Round(new float[9], 5, 2, 5));
}
