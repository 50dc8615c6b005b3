using Unroll.Kernels;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Kernels;

public sealed class PackedMatrixTests
{
    public static TheoryData<int, int, int> Gates => new()
    {
        // gates, H, length of a row
        { 1, 1, 1 }, { 1, 70, 9 }, { 4, 5, 7 }, { 3, 19, 19 }, { 2, 16, 33 }, { 4, 33, 3 }, { 6, 1, 1 }, { 4, 32, 24 },
    };

    [Theory]
    [MemberData(nameof(Gates))]
    public void PackTransposed_deals_the_gates_in_blocks_of_16_units_with_zeros_past_the_last(int gates, int hidden, int k)
    {
        float[] w = Numbers.Whole(1, gates * hidden * k);
        int columns = Dealt(gates, hidden);
        PackedMatrix packed = new(k, columns);
        packed.PackTransposed(w, gates);
        float[] b = Unpack(packed);
        for (int n = 0; n < columns; n++)
        {
            for (int p = 0; p < k; p++)
            {
                int row = RowOf(n, gates, hidden);
                Assert.Equal(row < 0 ? 0 : w[(row * k) + p], b[(p * columns) + n]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Gates))]
    public void Pack_deals_the_gates_in_blocks_of_16_units_with_zeros_past_the_last(int gates, int hidden, int n)
    {
        float[] w = Numbers.Whole(2, gates * hidden * n);
        PackedMatrix packed = new(Dealt(gates, hidden), n);
        packed.Pack(w, gates);
        float[] b = Unpack(packed);
        for (int p = 0; p < packed.K; p++)
        {
            for (int j = 0; j < n; j++)
            {
                int row = RowOf(p, gates, hidden);
                Assert.Equal(row < 0 ? 0 : w[(row * n) + j], b[(p * n) + j]);
            }
        }
    }

    [Fact]
    public void A_weight_of_another_size_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new PackedMatrix(4, 32).PackTransposed(new float[4 * 31], gates: 2));
        Assert.Throws<ArgumentException>(() => new PackedMatrix(4, 12).PackTransposed(new float[4 * 12], gates: 2));
        Assert.Throws<ArgumentException>(() => new PackedMatrix(12, 4).Pack(new float[4 * 13]));
    }

    private static int Dealt(int gates, int hidden) => gates == 1 ? hidden : gates * ((hidden + 15) / 16 * 16);

    /// <summary>The row of W that is dealt to a place, or −1 for padding.</summary>
    private static int RowOf(int place, int gates, int hidden)
    {
        int unit = (place / (16 * gates) * 16) + (place % 16), gate = place / 16 % gates;
        return unit < hidden ? (gate * hidden) + unit : -1;
    }

    [Fact]
    public void Packing_again_replaces_what_was_there()
    {
        float[] w = Numbers.Whole(3, 5 * 7);
        PackedMatrix packed = new(7, 5);
        packed.PackTransposed(Numbers.Whole(4, 5 * 7));
        packed.PackTransposed(w);
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
