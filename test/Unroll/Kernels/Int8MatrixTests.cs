using Unroll.Kernels;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Kernels;

/// <summary>Sums of integers are exact, so the fast products must equal the reference bit for bit, on every code path.</summary>
public sealed class Int8MatrixTests
{
    private const int MostRows = 9;

    [Fact]
    public void The_product_is_the_definition_at_odd_sizes_and_touches_nothing_around_its_result()
    {
        foreach (int k in new[] { 1, 2, 3, 7, 8, 9, 31, 64, 67 })
        {
            foreach (int n in new[] { 1, 2, 15, 16, 17, 31, 33, 50 })
            {
                float[] x = Values(1, MostRows * k), w = Values(2, n * k);
                float[] expected = Int8Reference.Multiply(x, w, MostRows, n, k);
                Int8Matrix matrix = Matrix(w, n, k);
                for (int rows = 1; rows <= MostRows; rows++)
                {
                    GuardedMatrix left = new GuardedMatrix(rows, k, rows % 3).Fill(x, k), y = new(rows, n, (rows + n) % 4);
                    matrix.Multiply(Rounded(left.Span, left.Stride, rows, k), y.Span, y.Stride, accumulate: false);
                    for (int r = 0; r < rows; r++)
                    {
                        Assert.True(Numbers.SameBits(expected.AsSpan(r * n, n), y.Row(r)), $"row {r} of {rows}, n = {n}, k = {k}");
                    }

                    Assert.True(y.PoisonIsUntouched());
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void The_product_is_added_to_what_was_there(int rows)
    {
        const int N = 37, K = 21;
        float[] x = Values(3, rows * K), w = Values(4, N * K), y = Values(5, rows * N);
        float[] expected = [.. Int8Reference.Multiply(x, w, rows, N, K).Zip(y, static (product, before) => before + product)];
        Matrix(w, N, K).Multiply(Rounded(x, K, rows, K), y, N, accumulate: true);
        Assert.True(Numbers.SameBits(expected, y));
    }

    [Theory]
    [InlineData(4, 35, 1)]
    [InlineData(3, 16, 2)]
    [InlineData(2, 5, 5)]
    public void Gates_lie_side_by_side_where_the_caller_says_and_ranges_of_blocks_make_up_the_whole(int gates, int units, int rows)
    {
        const int K = 29;
        int n = gates * units, blocks = (units + 15) / 16;
        float[] x = Values(6, rows * K), w = Values(7, n * K);
        float[] expected = Int8Reference.Multiply(x, w, rows, n, K), y = new float[blocks * gates * rows * 16];
        Int8Matrix matrix = Matrix(w, n, K, gates);
        Int8Activations rounded = Rounded(x, K, rows, K);
        for (int block = 0; block < blocks; block++)
        {
            matrix.Multiply(rounded, block, block + 1, y, new Int8Place(Row: 16, Gate: rows * 16, Block: gates * rows * 16), accumulate: false);
        }

        for (int i = 0; i < y.Length; i++)
        {
            int unit = (i / (gates * rows * 16) * 16) + (i % 16), gate = i / (rows * 16) % gates, row = i / 16 % rows;
            Assert.Equal(unit < units ? expected[(row * n) + (gate * units) + unit] : 0f, y[i]);
        }
    }

    [Fact]
    public void The_largest_integers_everywhere_do_not_overflow_at_the_longest_sum()
    {
        const int K = Int8Matrix.MaxK;
        float[] x = new float[K], w = new float[3 * K], y = new float[3];
        x.AsSpan().Fill(2047);
        w.AsSpan(0, K).Fill(127);
        w.AsSpan(K, K).Fill(-127);
        for (int i = 0; i < K; i++)
        {
            w[(2 * K) + i] = i % 2 == 0 ? 127 : -127;
        }

        Matrix(w, 3, K).Multiply(Rounded(x, K, 1, K), y, 3, accumulate: false);
        const double Sum = 127.0 * 2047 * K;
        Assert.Equal([(float)Sum, (float)-Sum, 0f], y);
        Assert.True(Sum < int.MaxValue);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Int8Matrix(1, K + 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void A_row_with_NaN_or_infinity_becomes_NaN_throughout_and_the_rows_beside_it_stay(int rows)
    {
        const int N = 20, K = 18;
        float[] w = Values(8, N * K);
        w.AsSpan(0, K).Clear();
        foreach (float broken in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            float[] x = Values(9, rows * K), y = new float[rows * N];
            float[] expected = Int8Reference.Multiply(x, w, rows, N, K);
            x[3] = broken;
            Matrix(w, N, K).Multiply(Rounded(x, K, rows, K), y, N, accumulate: false);
            Assert.All(y[..N], value => Assert.True(float.IsNaN(value)));
            Assert.True(Numbers.SameBits(expected.AsSpan(N), y.AsSpan(N)));
        }
    }

    [Fact]
    public void Rows_of_zeros_on_either_side_give_zeros()
    {
        const int N = 18, K = 12;
        float[] w = Values(10, N * K), y = Values(11, 2 * N);
        w.AsSpan(5 * K, K).Clear();
        float[] x = [.. new float[K], .. Values(12, K)];
        Matrix(w, N, K).Multiply(Rounded(x, K, 2, K), y, N, accumulate: false);
        Assert.All(y[..N], value => Assert.Equal(0f, value));
        Assert.Equal(0f, y[N + 5]);
        Assert.NotEqual(0f, y[N + 6]);
    }

    [Fact]
    public void The_product_is_near_the_one_of_the_weights_in_float()
    {
        const int N = 64, K = 512;
        double[] x = Numbers.Uniform(13, K), w = Numbers.Uniform(14, N * K);
        float[] y = new float[N];
        Matrix(Numbers.ToSingle(w), N, K).Multiply(Rounded(Numbers.ToSingle(x), K, 1, K), y, N, accumulate: false);
        for (int n = 0; n < N; n++)
        {
            // A uniform error of half a scale, 1 / 254, on each of 512 terms of size 1 / √3: deviation 0.03.
            Assert.InRange(y[n] - Numbers.Dot(x, w.AsSpan(n * K, K)), -0.15, 0.15);
        }
    }

    [Fact]
    public void The_weights_take_one_byte_each_and_zeros_where_sizes_are_odd()
    {
        Assert.Equal(1024 * 256, new Int8Matrix(1024, 256, gates: 4).Bytes);
        Assert.Equal(4 * 48 * 16, new Int8Matrix(4 * 33, 9, gates: 4).Bytes);
    }

    [Fact]
    public void What_does_not_fit_together_is_refused()
    {
        Int8Matrix matrix = new(20, 4), gated = new(20, 4, gates: 2);
        Int8Activations x = Rounded(new float[8], 4, 2, 4), longer = Rounded(new float[5], 5, 1, 5);
        Int8Place place = new(16, 32, 64);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Multiply(x, new float[39], 20, accumulate: false));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Multiply(x, new float[40], 19, accumulate: false));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Multiply(longer, new float[20], 20, accumulate: false));
        Assert.Throws<ArgumentOutOfRangeException>(() => gated.Multiply(x, new float[40], 20, accumulate: false));
        Assert.Throws<ArgumentOutOfRangeException>(() => gated.Multiply(x, 0, 1, new float[63], place, accumulate: false));
        Assert.Throws<ArgumentOutOfRangeException>(() => gated.Multiply(x, 0, 2, new float[64], place, accumulate: false));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Int8Matrix(5, 4, gates: 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Round(new float[79]));
    }

    private static float[] Values(ulong seed, int length) => Numbers.ToSingle(Numbers.Uniform(seed, length, 3));

    private static Int8Matrix Matrix(float[] w, int n, int k, int gates = 1)
    {
        Int8Matrix matrix = new(n, k, gates);
        matrix.Round(w);
        return matrix;
    }

    private static Int8Activations Rounded(ReadOnlySpan<float> x, int ldx, int rows, int k)
    {
        Int8Activations rounded = new();
        rounded.Round(x, ldx, rows, k);
        return rounded;
    }
}
