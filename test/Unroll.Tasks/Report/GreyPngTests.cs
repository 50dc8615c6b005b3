using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Unroll.Tasks.Report;
using Xunit;

namespace Unroll.Tasks.Tests.Report;

public sealed class GreyPngTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(28, 28)]
    [InlineData(300, 7)]
    public void The_pixels_come_back(int width, int height)
    {
        byte[] grey = [.. Enumerable.Range(0, width * height).Select(static i => (byte)(i * 37))];
        byte[] png = GreyPng.Encode(new ImageContent(grey, width, height));
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        Dictionary<string, byte[]> chunks = Chunks(png.AsSpan(8));
        Assert.Equal(["IHDR", "IDAT", "IEND"], chunks.Keys);
        Assert.Equal((width, height), (BinaryPrimitives.ReadInt32BigEndian(chunks["IHDR"]), BinaryPrimitives.ReadInt32BigEndian(chunks["IHDR"].AsSpan(4))));
        Assert.Equal([8, 0, 0, 0, 0], chunks["IHDR"][8..]);
        using MemoryStream rows = new();
        using (ZLibStream zip = new(new MemoryStream(chunks["IDAT"]), CompressionMode.Decompress))
            zip.CopyTo(rows);
        IEnumerable<byte> expected = Enumerable.Range(0, height).SelectMany(row => grey.Skip(row * width).Take(width).Prepend((byte)0));
        Assert.Equal(expected, rows.ToArray());
    }

    [Fact]
    public void The_end_of_a_file_has_the_checksum_that_every_such_file_has() =>
        Assert.Equal([0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82], GreyPng.Encode(new ImageContent([1], 1, 1))[^12..]);

    private static Dictionary<string, byte[]> Chunks(ReadOnlySpan<byte> file)
    {
        Dictionary<string, byte[]> chunks = new(StringComparer.Ordinal);
        while (file.Length > 0)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file);
            Assert.Equal(Crc(file.Slice(4, length + 4)), BinaryPrimitives.ReadUInt32BigEndian(file[(length + 8)..]));
            chunks.Add(Encoding.ASCII.GetString(file.Slice(4, 4)), file.Slice(8, length).ToArray());
            file = file[(length + 12)..];
        }

        return chunks;
    }

    /// <summary>The definition: division of polynomials, a bit at a time.</summary>
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (((crc ^ ((uint)b >> bit)) & 1) == 1 ? 0xEDB88320 : 0);
        }

        return ~crc;
    }
}
