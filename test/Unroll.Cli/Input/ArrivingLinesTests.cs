using System.Text;
using Unroll.Cli.Input;
using Xunit;

namespace Unroll.Cli.Tests.Input;

public sealed class ArrivingLinesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Lines_are_the_same_however_the_bytes_arrive(int piece) =>
        Assert.Equal(["żółw", "two 東京", "three"], ArrivingLines.Read(Pieces("\uFEFFżółw\ntwo 東京\r\nthree", piece), "stdin").SelectMany(l => l));

    [Fact]
    public void What_has_arrived_is_given_before_more_is_read()
    {
        PiecesStream stream = Pieces("one\ntwo\nthree\n", 8);
        using IEnumerator<IReadOnlyList<string>> groups = ArrivingLines.Read(stream, "stdin").GetEnumerator();
        Assert.True(groups.MoveNext());
        Assert.Equal(["one", "two"], groups.Current);
        Assert.Equal(8, stream.At);
    }

    [Fact]
    public void Nothing_gives_nothing() => Assert.Empty(ArrivingLines.Read(Pieces("", 10), "stdin"));

    [Fact]
    public void A_long_line_is_one_line()
    {
        string line = new('x', 300_000);
        Assert.Equal([line, "y"], ArrivingLines.Read(Pieces(line + "\ny\n", 1 << 20), "stdin").SelectMany(l => l));
    }

    [Theory]
    [InlineData("a\n \nb", "Text 'stdin', line 2: the line is empty")]
    [InlineData("a\n\n", "Text 'stdin', line 2: the line is empty")]
    public void An_empty_line_is_told(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<DataException>(() => ArrivingLines.Read(Pieces(text, 100), "stdin").ToList()).Message);

    [Theory]
    [InlineData(new byte[] { (byte)'a', (byte)'\n', 0xFF, (byte)'b' })]
    [InlineData(new byte[] { (byte)'a', (byte)'\n', 0xC5 })]
    public void What_is_not_utf8_is_told(byte[] bytes) =>
        Assert.Contains("Text 'stdin': it is not UTF-8", Assert.Throws<DataException>(() => ArrivingLines.Read(new PiecesStream(bytes, 2), "stdin").ToList()).Message);

    private static PiecesStream Pieces(string text, int piece) => new(Encoding.UTF8.GetBytes(text), piece);

    /// <summary>A pipe that brings a few bytes at a time.</summary>
    private sealed class PiecesStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public int At => (int)Position;

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(piece, buffer.Length)]);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(piece, count));
    }
}
