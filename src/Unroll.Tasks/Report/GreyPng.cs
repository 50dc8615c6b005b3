using System.Buffers.Binary;
using System.IO.Compression;

namespace Unroll.Tasks.Report;

/// <summary>Grey images as PNG (ISO/IEC 15948): 8 bits a pixel, no filter, no interlace.</summary>
internal static class GreyPng
{
    private static readonly uint[] s_crc = [.. Enumerable.Range(0, 256).Select(static n =>
    {
        uint c = (uint)n;
        for (int bit = 0; bit < 8; bit++)
        {
            c = (c & 1) == 1 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
        }

        return c;
    })];

    /// <summary>The image as an address that holds it.</summary>
    public static string DataUri(ImageContent image) => "data:image/png;base64," + Convert.ToBase64String(Encode(image));

    /// <summary>The bytes of the file.</summary>
    public static byte[] Encode(ImageContent image)
    {
        using MemoryStream file = new();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), image.Height);
        // Bits a sample; then colour type, compression, filter and interlace are all 0: grey, deflate, adaptive, none.
        header[8] = 8;
        Chunk(file, "IHDR"u8, header);
        Chunk(file, "IDAT"u8, Compressed(image));
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Compressed(ImageContent image)
    {
        using MemoryStream data = new();
        using (ZLibStream zip = new(data, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (int row = 0; row < image.Height; row++)
            {
                zip.WriteByte(0);
                zip.Write(image.Grey, row * image.Width, image.Width);
            }
        }

        return data.ToArray();
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        file.Write(word);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(word, ~Crc(Crc(uint.MaxValue, type), data));
        file.Write(word);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes)
        {
            crc = s_crc[(crc ^ b) & 0xFF] ^ (crc >> 8);
        }

        return crc;
    }
}
