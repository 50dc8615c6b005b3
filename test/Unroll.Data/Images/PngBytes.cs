using System.Buffers.Binary;
using System.IO.Compression;

namespace Unroll.Data.Tests.Images;

/// <summary>PNG files byte by byte. Check sums are left at zero: readers of images may pass over them.</summary>
internal static class PngBytes
{
    /// <summary>A file of rows, each of which begins with its filter.</summary>
    public static byte[] File(int width, int height, int depth, int colour, byte[] rows, byte[]? palette = null, byte[]? transparency = null, int interlace = 0) =>
    [
        0x89, .. "PNG\r\n"u8, 0x1A, 0x0A,
        .. Chunk("IHDR", [.. Word(width), .. Word(height), (byte)depth, (byte)colour, 0, 0, (byte)interlace]),
        .. palette is null ? [] : Chunk("PLTE", palette), .. transparency is null ? [] : Chunk("tRNS", transparency), .. Chunk("tEXt", [1, 2]), .. Split(Packed(rows)), .. Chunk("IEND", []),
    ];

    public static byte[] Chunk(string name, byte[] data) => [.. Word(data.Length), .. System.Text.Encoding.ASCII.GetBytes(name), .. data, 0, 0, 0, 0];

    /// <summary>Pixels may be cut into several chunks anywhere.</summary>
    private static byte[] Split(byte[] data) => [.. Chunk("IDAT", data[..(data.Length / 2)]), .. Chunk("IDAT", data[(data.Length / 2)..])];

    private static byte[] Packed(byte[] rows)
    {
        using MemoryStream stream = new();
        using (ZLibStream zip = new(stream, CompressionLevel.Optimal, leaveOpen: true))
        {
            zip.Write(rows);
        }

        return stream.ToArray();
    }

    private static byte[] Word(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
