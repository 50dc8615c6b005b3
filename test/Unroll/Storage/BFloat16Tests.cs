using Unroll.Kernels;
using Unroll.Storage;
using Xunit;

namespace Unroll.Tests.Storage;

public sealed class BFloat16Tests
{
    /// <summary>Bits of a float, and of its bfloat16 by round to nearest even, which is what <c>tensor.to(torch.bfloat16)</c> does.</summary>
    [Theory]
    [InlineData(0x3F80_0000u, 0x3F80)]
    [InlineData(0x3F80_7FFFu, 0x3F80)]
    [InlineData(0x3F80_8000u, 0x3F80)]
    [InlineData(0x3F80_8001u, 0x3F81)]
    [InlineData(0x3F81_8000u, 0x3F82)]
    [InlineData(0xBF81_8000u, 0xBF82)]
    [InlineData(0x3FFF_FFFFu, 0x4000)]
    [InlineData(0x0000_0000u, 0x0000)]
    [InlineData(0x8000_0000u, 0x8000)]
    [InlineData(0x0000_0001u, 0x0000)]
    [InlineData(0x0001_8000u, 0x0002)]
    [InlineData(0x7F7F_7FFFu, 0x7F7F)]
    [InlineData(0x7F7F_FFFFu, 0x7F80)]
    [InlineData(0x7F80_0000u, 0x7F80)]
    [InlineData(0xFF80_0000u, 0xFF80)]
    public void Numbers_are_rounded_to_nearest_even_as_PyTorch_does(uint single, int expected) =>
        Assert.Equal(expected, BFloat16.Round(BitConverter.UInt32BitsToSingle(single)));

    [Theory]
    [InlineData(0x7F80_0001u)]
    [InlineData(0x7FC1_2345u)]
    [InlineData(0xFFFF_FFFFu)]
    public void No_NaN_becomes_a_number(uint single) => Assert.Equal(0x7FC0, BFloat16.Round(BitConverter.UInt32BitsToSingle(single)));

    [Fact]
    public void Every_bfloat16_is_itself_after_widening_and_rounding()
    {
        for (int bits = 0; bits <= ushort.MaxValue; bits++)
        {
            float wide = BFloat16.Widen((ushort)bits);
            Assert.Equal(float.IsNaN(wide) ? 0x7FC0 : bits, BFloat16.Round(wide));
        }
    }

    [Fact]
    public void No_other_bfloat16_is_nearer_and_ties_go_to_the_even_one()
    {
        CounterRandom random = new(1);
        for (int i = 0; i < 100_000; i++)
        {
            // Exponents below the largest, where rounding cannot reach infinity.
            float x = BitConverter.UInt32BitsToSingle((uint)random.NextUInt64() & 0xFEFF_FFFF);
            ushort rounded = BFloat16.Round(x);
            double error = Math.Abs(BFloat16.Widen(rounded) - (double)x);
            foreach (int step in new[] { -1, 1 })
            {
                float neighbour = BFloat16.Widen((ushort)(rounded + step));
                double other = Math.Abs(neighbour - (double)x);
                Assert.True(!(other < error) && (other != error || rounded % 2 == 0), $"{x} became {BFloat16.Widen(rounded)}");
            }
        }
    }
}
