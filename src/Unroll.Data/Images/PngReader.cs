using System.Buffers.Binary;
using System.IO.Compression;
using Unroll.Data.Files;

namespace Unroll.Data.Images;

/// <summary>Reads PNG images (ISO/IEC 15948) as grey: 1 to 16 bits a sample, grey, colour or palette, with or without transparency; not interlaced.</summary>
/// <remarks>Colours become grey by 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601); what is transparent lies on black.</remarks>
internal static class PngReader
{
    private const string What = "PNG";
    private const int MostPixels = 100_000_000;

    /// <summary>Whether bytes begin as a PNG does.</summary>
    public static bool IsPng(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);

    /// <summary>Reads an image.</summary>
    /// <param name="bytes">A whole file.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="DataException">It is no PNG, damaged, or of a kind that is not known.</exception>
    public static GreyImage Parse(byte[] bytes, string source)
    {
        if (!IsPng(bytes))
        {
            throw Broken(source, 0, "its beginning", "the eight bytes of a PNG file");
        }

        Header? header = null;
        byte[] palette = [], transparency = [];
        using MemoryStream data = new();
        bool ended = false;
        for (int at = 8; !ended;)
        {
            if (bytes.Length - at < 12)
            {
                throw Broken(source, at, "the end of the file", "a chunk; the file is cut off");
            }

            uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
            if (length > bytes.Length - at - 12)
            {
                throw Broken(source, at, $"a chunk of {length} bytes where {bytes.Length - at - 12} are left", "a whole chunk; the file is cut off");
            }

            ReadOnlySpan<byte> chunk = bytes.AsSpan(at + 8, (int)length);
            switch (System.Text.Encoding.Latin1.GetString(bytes, at + 4, 4))
            {
                case "IHDR":
                    header = Header.Read(chunk, source);
                    break;
                case "PLTE":
                    palette = chunk.ToArray();
                    break;
                case "tRNS":
                    transparency = chunk.ToArray();
                    break;
                case "IDAT":
                    data.Write(chunk);
                    break;
                case "IEND":
                    ended = true;
                    break;
            }

            at += (int)length + 12;
        }

        data.Position = 0;
        return Decode(header ?? throw Broken(source, 8, "no chunk IHDR", "the size and the kind of the image"), data, palette, transparency, source);
    }

    private readonly record struct Header(int Width, int Height, int Depth, int Colour)
    {
        public int Channels => Colour switch
        {
            2 => 3,
            4 => 2,
            6 => 4,
            _ => 1,
        };

        public int RowBytes => ((Width * Channels * Depth) + 7) / 8;

        public static Header Read(ReadOnlySpan<byte> chunk, string source)
        {
            if (chunk.Length != 13)
            {
                throw Broken(source, 8, $"a header of {chunk.Length} bytes", "13 bytes");
            }

            Header h = new(BinaryPrimitives.ReadInt32BigEndian(chunk), BinaryPrimitives.ReadInt32BigEndian(chunk[4..]), chunk[8], chunk[9]);
            bool known = (h.Colour, h.Depth) is (0, 1 or 2 or 4 or 8 or 16) or (3, 1 or 2 or 4 or 8) or (2 or 4 or 6, 8 or 16);
            if (h.Width < 1 || h.Height < 1 || (long)h.Width * h.Height > MostPixels || !known || chunk[10] != 0 || chunk[11] != 0)
            {
                throw Broken(source, 16, $"an image of {h.Width} x {h.Height} pixels, kind {h.Colour}, {h.Depth} bits a sample", $"1 to {MostPixels:N0} pixels of a kind that the format has");
            }

            return chunk[12] == 0 ? h : throw new DataException($"{What} '{source}': the image is interlaced, expected one that is not. Convert it, for example with: convert INPUT -interlace none output.png");
        }
    }

    private static GreyImage Decode(Header h, MemoryStream data, byte[] palette, byte[] transparency, string source)
    {
        int rowBytes = h.RowBytes, pixelBytes = Math.Max(1, h.Channels * h.Depth / 8);
        byte[] before = new byte[rowBytes], row = new byte[rowBytes];
        float[] values = new float[h.Width * h.Height];
        try
        {
            using ZLibStream zip = new(data, CompressionMode.Decompress);
            for (int y = 0; y < h.Height; y++)
            {
                int filter = zip.ReadByte();
                zip.ReadExactly(row);
                if (filter > 4)
                {
                    throw Broken(source, 0, $"row {y + 1} with the filter {filter}", "a filter from 0 to 4");
                }

                Unfilter(filter, row, before, pixelBytes);
                for (int x = 0; x < h.Width; x++)
                {
                    values[(y * h.Width) + x] = Grey(h, row, x, palette, transparency, source);
                }

                (before, row) = (row, before);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new DataException($"{What} '{source}': the pixels end early or are damaged ({e.Message.TrimEnd('.')}), expected {h.Height} rows of {h.Width}. Copy or save the file again.", e);
        }

        return new GreyImage(h.Width, h.Height, values);
    }

    /// <summary>Rows are stored as differences: to the pixel on the left, above, their mean, or the nearest to left + above − above left (Paeth).</summary>
    private static void Unfilter(int filter, byte[] row, byte[] above, int pixelBytes)
    {
        for (int i = 0; filter > 0 && i < row.Length; i++)
        {
            int a = i >= pixelBytes ? row[i - pixelBytes] : 0, b = above[i], c = i >= pixelBytes ? above[i - pixelBytes] : 0;
            row[i] += (byte)(filter switch
            {
                1 => a,
                2 => b,
                3 => (a + b) / 2,
                _ => Paeth(a, b, c),
            });
        }
    }

    private static int Paeth(int a, int b, int c)
    {
        int p = a + b - c, pa = Math.Abs(p - a), pb = Math.Abs(p - b), pc = Math.Abs(p - c);
        return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
    }

    private static float Grey(Header h, byte[] row, int x, byte[] palette, byte[] transparency, string source)
    {
        int first = x * h.Channels;
        if (h.Colour == 3)
        {
            int index = (int)Raw(row, x, h.Depth);
            return (3 * index) + 2 < palette.Length
                ? Luma(palette[3 * index] / 255f, palette[(3 * index) + 1] / 255f, palette[(3 * index) + 2] / 255f) * (index < transparency.Length ? transparency[index] / 255f : 1)
                : throw Broken(source, 0, $"a pixel of the colour {index}", $"one of the {palette.Length / 3} of its palette");
        }

        float most = (1 << h.Depth) - 1;
        float grey = h.Colour is 2 or 6 ? Luma(Raw(row, first, h.Depth) / most, Raw(row, first + 1, h.Depth) / most, Raw(row, first + 2, h.Depth) / most) : Raw(row, first, h.Depth) / most;
        return h.Colour is 4 or 6 ? grey * (Raw(row, first + h.Channels - 1, h.Depth) / most) : grey;
    }

    private static float Luma(float r, float g, float b) => (0.299f * r) + (0.587f * g) + (0.114f * b);

    private static uint Raw(byte[] row, int sample, int depth) => depth switch
    {
        16 => BinaryPrimitives.ReadUInt16BigEndian(row.AsSpan(2 * sample)),
        8 => row[sample],
        _ => (uint)(row[sample * depth / 8] >> (8 - depth - (sample * depth % 8))) & ((1u << depth) - 1),
    };

    private static DataException Broken(string source, int at, string got, string expected) =>
        new($"{What} '{source}'{(at > 0 ? $", byte {at}" : "")}: got {got}, expected {expected}. Copy or save the file again.");
}
