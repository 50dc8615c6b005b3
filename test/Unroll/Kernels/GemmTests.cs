using Unroll.Kernels;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Kernels;

/// <summary>Whole numbers make every product exact, so that the fast products must equal the reference bit for bit.</summary>
public sealed class GemmTests
{
    private const int MostM = 20, MostN = 70, MostK = 40;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Multiply_is_exact_at_every_size_and_touches_nothing_around_its_result(bool accumulate)
    {
        float[] a = Numbers.Whole(1, MostM * MostK), b = Numbers.Whole(2, MostK * MostN), before = Numbers.Whole(3, MostM * MostN);
        for (int k = 1; k <= MostK; k++)
        {
            double[] expected = ReferenceOf(Part(a, MostK, MostM, k), Part(b, MostN, k, MostN), MostM, k, MostN, accumulate ? before : null);
            for (int n = 1; n <= MostN; n++)
            {
                PackedMatrix packed = new(k, n);
                packed.Pack(Part(b, MostN, k, n));
                for (int m = 1; m <= MostM; m++)
                {
                    GuardedMatrix left = new GuardedMatrix(m, k, (m + k) % 4).Fill(a, MostK);
                    GuardedMatrix result = new GuardedMatrix(m, n, (m + n) % 5).Fill(before, MostN);
                    Gemm.Multiply(left.Span, left.Stride, m, packed, result.Span, result.Stride, accumulate);
                    AssertEqual(expected, MostN, result, m, n, k);
                }
            }
        }
    }

    [Fact]
    public void AddTransposed_is_exact_at_every_size_and_touches_nothing_around_its_result()
    {
        float[] a = Numbers.Whole(4, MostK * MostM), b = Numbers.Whole(5, MostK * MostN), before = Numbers.Whole(6, MostM * MostN);
        for (int k = 1; k <= MostK; k++)
        {
            double[] expected = ReferenceOf(Transpose(a, k, MostM), Part(b, MostN, k, MostN), MostM, k, MostN, before);
            for (int n = 1; n <= MostN; n++)
            {
                GuardedMatrix right = new GuardedMatrix(k, n, (k + n) % 4).Fill(b, MostN);
                for (int m = 1; m <= MostM; m++)
                {
                    GuardedMatrix left = new GuardedMatrix(k, m, (m + k) % 3).Fill(a, MostM);
                    GuardedMatrix result = new GuardedMatrix(m, n, (m + n) % 5).Fill(before, MostN);
                    Gemm.AddTransposed(left.Span, left.Stride, right.Span, right.Stride, k, m, n, result.Span, result.Stride);
                    AssertEqual(expected, MostN, result, m, n, k);
                }
            }
        }
    }

    [Theory]
    [InlineData(191, 17, 511)]
    [InlineData(192, 64, 512)]
    [InlineData(193, 65, 513)]
    [InlineData(385, 15, 1025)]
    [InlineData(7, 129, 1024)]
    [InlineData(13, 33, 255)]
    [InlineData(576, 16, 256)]
    [InlineData(577, 48, 257)]
    public void Products_are_exact_on_both_sides_of_every_block_border(int m, int n, int k)
    {
        float[] a = Numbers.Whole(7, m * k), b = Numbers.Whole(8, k * n), before = Numbers.Whole(9, m * n);
        PackedMatrix packed = new(k, n);
        packed.Pack(b);
        foreach (bool accumulate in new[] { false, true })
        {
            double[] expected = ReferenceOf(a, b, m, k, n, accumulate ? before : null);
            GuardedMatrix left = new GuardedMatrix(m, k, 3).Fill(a, k), result = new GuardedMatrix(m, n, 5).Fill(before, n);
            Gemm.Multiply(left.Span, left.Stride, m, packed, result.Span, result.Stride, accumulate);
            AssertEqual(expected, n, result, m, n, k);
        }

        GuardedMatrix leftT = new GuardedMatrix(k, m, 3).Fill(Transpose(a, m, k), m), right = new GuardedMatrix(k, n, 2).Fill(b, n);
        GuardedMatrix sum = new GuardedMatrix(m, n, 5).Fill(before, n);
        Gemm.AddTransposed(leftT.Span, leftT.Stride, right.Span, right.Stride, k, m, n, sum.Span, sum.Stride);
        AssertEqual(ReferenceOf(a, b, m, k, n, before), n, sum, m, n, k);
    }

    [Theory]
    [InlineData(64, 48, 300)]
    [InlineData(9, 70, 1100)]
    public void With_real_numbers_the_error_stays_within_the_bound_of_a_float_sum(int m, int n, int k)
    {
        float[] a = Numbers.ToSingle(Numbers.Uniform(10, m * k)), b = Numbers.ToSingle(Numbers.Uniform(11, k * n)), c = new float[m * n];
        double[] expected = ReferenceOf(a, b, m, k, n, null), sums = ReferenceOf(Absolute(a), Absolute(b), m, k, n, null);
        PackedMatrix packed = new(k, n);
        packed.Pack(b);
        Gemm.Multiply(a, k, m, packed, c, n, accumulate: false);

        // The bound for certain is k u Σ|a||b| (Higham 2002, 3.5); roundings that partly cancel stay far below, and a lost term does not.
        for (int i = 0; i < c.Length; i++)
        {
            Assert.True(Math.Abs(c[i] - expected[i]) <= 4 * Math.Pow(2, -24) * sums[i], $"element {i}: {c[i]}, expected {expected[i]}");
        }
    }

    [Fact]
    public void A_rows_result_has_the_same_bits_whatever_rows_are_beside_it()
    {
        const int Rows = 200, K = 530, N = 70;
        float[] a = Numbers.ToSingle(Numbers.Uniform(12, Rows * K)), all = new float[Rows * N], some = new float[Rows * N];
        PackedMatrix packed = new(K, N);
        packed.Pack(Numbers.ToSingle(Numbers.Uniform(13, K * N)));
        Gemm.Multiply(a, K, Rows, packed, all, N, accumulate: false);
        for (int count = 1; count <= 14; count++)
        {
            for (int first = 0; first + count <= Rows; first += 31)
            {
                Gemm.Multiply(a.AsSpan(first * K, count * K), K, count, packed, some, N, accumulate: false);
                Assert.True(Numbers.SameBits(all.AsSpan(first * N, count * N), some.AsSpan(0, count * N)), $"rows {first} to {first + count}");
            }
        }
    }

    [Fact]
    public void Spans_that_are_one_float_too_short_are_refused()
    {
        PackedMatrix packed = new(3, 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => Gemm.Multiply(new float[5], 3, 2, packed, new float[4], 2, false));
        Assert.Throws<ArgumentOutOfRangeException>(() => Gemm.Multiply(new float[6], 3, 2, packed, new float[3], 2, false));
        Assert.Throws<ArgumentOutOfRangeException>(() => Gemm.AddTransposed(new float[5], 2, new float[6], 2, 3, 2, 2, new float[4], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Gemm.AddTransposed(new float[6], 2, new float[5], 2, 3, 2, 2, new float[4], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Gemm.AddTransposed(new float[6], 2, new float[6], 2, 3, 2, 2, new float[3], 2));
    }

    [Fact]
    public void A_stride_whose_span_no_memory_could_hold_is_refused_and_not_wrapped_around()
    {
        PackedMatrix packed = new(3, 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => Gemm.Multiply(new float[6], 1 << 30, 5, packed, new float[10], 2, false));
        Assert.Throws<ArgumentOutOfRangeException>(() => Gemm.AddTransposed(new float[6], 1 << 30, new float[12], 2, 5, 2, 2, new float[4], 2));
    }

    [Fact]
    public void No_rows_and_no_terms_leave_the_result_as_it_is()
    {
        float[] c = [1, 2, 3, 4];
        Gemm.Multiply([], 3, 0, new PackedMatrix(3, 2), c, 2, accumulate: false);
        Gemm.AddTransposed([], 2, [], 2, 0, 2, 2, c, 2);
        Assert.Equal([1f, 2, 3, 4], c);
    }

    private static void AssertEqual(double[] expected, int stride, GuardedMatrix actual, int m, int n, int k)
    {
        for (int i = 0; i < m; i++)
        {
            ReadOnlySpan<float> row = actual.Row(i);
            for (int j = 0; j < n; j++)
            {
                if (row[j] != expected[(i * stride) + j])
                {
                    Assert.Fail($"m {m}, n {n}, k {k}: element ({i}, {j}) is {row[j]}, expected {expected[(i * stride) + j]}");
                }
            }
        }

        Assert.True(actual.PoisonIsUntouched(), $"m {m}, n {n}, k {k}: memory outside the result was written");
    }

    private static double[] ReferenceOf(float[] a, float[] b, int m, int k, int n, float[]? before)
    {
        double[] c = before is null ? new double[m * n] : Numbers.ToDouble(before);
        Gemm.Reference(a, b, m, k, n, c);
        return c;
    }

    private static float[] Part(float[] source, int stride, int rows, int columns)
    {
        float[] part = new float[rows * columns];
        for (int i = 0; i < rows; i++)
        {
            source.AsSpan(i * stride, columns).CopyTo(part.AsSpan(i * columns));
        }

        return part;
    }

    private static float[] Transpose(float[] source, int rows, int columns)
    {
        float[] t = new float[rows * columns];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                t[(j * rows) + i] = source[(i * columns) + j];
            }
        }

        return t;
    }

    private static float[] Absolute(float[] x) => [.. x.Select(MathF.Abs)];
}
