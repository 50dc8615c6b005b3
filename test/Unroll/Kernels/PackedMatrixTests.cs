using Unroll.Kernels;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Kernels;

public sealed class PackedMatrixTests
{
    public static TheoryData<int, int, int, int> Blocks => new()
    {
        // blocks, rows of a block, block stride, length of a row
        { 1, 1, 1, 1 }, { 1, 70, 70, 9 }, { 4, 5, 16, 7 }, { 3, 19, 32, 19 }, { 2, 16, 16, 33 }, { 4, 33, 48, 3 }, { 6, 1, 16, 1 },
    };

    [Theory]
    [MemberData(nameof(Blocks))]
    public void PackTransposed_puts_every_block_of_rows_at_its_columns_and_zeros_between(int blocks, int rows, int stride, int k)
    {
        float[] w = Numbers.Whole(1, blocks * rows * k);
        PackedMatrix packed = new(k, blocks * stride);
        packed.PackTransposed(w, rows, stride);
        float[] b = Unpack(packed);
        for (int n = 0; n < blocks * stride; n++)
        {
            for (int p = 0; p < k; p++)
            {
                float expected = n % stride < rows ? w[((((n / stride) * rows) + (n % stride)) * k) + p] : 0;
                Assert.Equal(expected, b[(p * blocks * stride) + n]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Pack_puts_every_block_of_rows_at_its_rows_and_zeros_between(int blocks, int rows, int stride, int n)
    {
        float[] w = Numbers.Whole(2, blocks * rows * n);
        PackedMatrix packed = new(blocks * stride, n);
        packed.Pack(w, rows, stride);
        float[] b = Unpack(packed);
        for (int p = 0; p < blocks * stride; p++)
        {
            for (int j = 0; j < n; j++)
            {
                float expected = p % stride < rows ? w[((((p / stride) * rows) + (p % stride)) * n) + j] : 0;
                Assert.Equal(expected, b[(p * n) + j]);
            }
        }
    }

    [Fact]
    public void Packing_again_replaces_what_was_there()
    {
        float[] w = Numbers.Whole(3, 5 * 7);
        PackedMatrix packed = new(7, 5);
        packed.PackTransposed(Numbers.Whole(4, 5 * 7), 5, 5);
        packed.PackTransposed(w, 5, 5);
        Assert.Equal(w[(2 * 7) + 3], Unpack(packed)[(3 * 5) + 2]);
    }

    [Fact]
    public void An_empty_matrix_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PackedMatrix(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PackedMatrix(1, 0));
    }

    /// <summary>B read back through the definition of the product: the identity times B.</summary>
    private static float[] Unpack(PackedMatrix packed)
    {
        float[] identity = new float[packed.K * packed.K], b = new float[packed.K * packed.N];
        for (int i = 0; i < packed.K; i++)
        {
            identity[(i * packed.K) + i] = 1;
        }

        Gemm.Multiply(identity, packed.K, packed.K, packed, b, packed.N, accumulate: false);
        return b;
    }
}
