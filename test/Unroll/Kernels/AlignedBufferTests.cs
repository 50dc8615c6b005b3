using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Unroll.Kernels;
using Xunit;

namespace Unroll.Tests.Kernels;

public sealed class AlignedBufferTests
{
    [Fact]
    public void Every_buffer_starts_on_a_cache_line_is_zero_and_stays_where_it_is()
    {
        List<(AlignedBuffer Buffer, nint Address)> buffers = [.. Enumerable.Range(1, 300).Select(n => new AlignedBuffer(n)).Select(b => (b, Address(b)))];
        GC.Collect();
        Assert.All(buffers, b =>
        {
            Assert.Equal(0, b.Address % 64);
            Assert.Equal(b.Address, Address(b.Buffer));
            Assert.Equal(-1, b.Buffer.Span.IndexOfAnyExcept(0f));
        });
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 16)]
    [InlineData(16, 16)]
    [InlineData(17, 32)]
    public void Lengths_round_up_to_whole_cache_lines(int length, int rounded) => Assert.Equal(rounded, AlignedBuffer.RoundUp(length));

    [Fact]
    public void A_slice_is_a_view_and_stays_inside()
    {
        AlignedBuffer buffer = new(10);
        buffer.Slice(3, 2)[1] = 5;
        Assert.Equal(5, buffer.Span[4]);
        Assert.Equal(10, buffer.Span.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Slice(8, 3)[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new AlignedBuffer(-1));
    }

    private static nint Address(AlignedBuffer buffer) => Unsafe.ByteOffset(ref Unsafe.NullRef<float>(), ref MemoryMarshal.GetReference(buffer.Span));
}
