using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Text.Unicode;

namespace Unroll.Data.Text;

/// <summary>One text file: its bytes, unpacked if it is a <c>.gz</c>, checked and decoded.</summary>
internal static class TextFile
{
    /// <summary>The most bytes of text (unpacked) that are read: a string holds at most 2^30 characters.</summary>
    public const int MaxBytes = 1_000_000_000;

    /// <summary>Reads a file; a binary one is an error.</summary>
    public static string Read(string path)
    {
        byte[] bytes = ReadBytes(path);
        int nul = Array.IndexOf(bytes, (byte)0);
        return nul < 0 ? Decode(bytes, path) : throw Binary(path, bytes, nul);
    }

    /// <summary>Reads a file, or says that it is a binary one.</summary>
    public static bool TryRead(string path, [NotNullWhen(true)] out string? text)
    {
        byte[] bytes = ReadBytes(path);
        text = bytes.AsSpan().Contains((byte)0) ? null : Decode(bytes, path);
        return text is not null;
    }

    private static byte[] ReadBytes(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
            {
                throw TooLarge(path);
            }

            byte[] bytes = File.ReadAllBytes(path);
            return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? Unpack(bytes, path) : bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"Text '{path}': the file cannot be read ({e.Message}). Check that it is a file that you may read.", e);
        }
    }

    private static byte[] Unpack(byte[] packed, string path)
    {
        if (packed is not [0x1F, 0x8B, ..])
        {
            throw new DataException(
                $"Text '{path}': the name ends in .gz, but the file does not begin with gzip's bytes 1F 8B. "
                + "Rename it if it is plain text, or make it again with gzip.");
        }

        try
        {
            using GZipStream gzip = new(new MemoryStream(packed), CompressionMode.Decompress);
            using MemoryStream text = new();
            byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
            for (int n; (n = gzip.Read(buffer)) > 0;)
            {
                text.Write(buffer, 0, n);
                if (text.Length > MaxBytes)
                {
                    throw TooLarge(path);
                }
            }

            ArrayPool<byte>.Shared.Return(buffer);
            CheckLength(packed, text.Length, path);
            return text.ToArray();
        }
        catch (InvalidDataException e)
        {
            throw Damaged(path, e.Message, e);
        }
    }

    // GZipStream takes the end of the file for the end of the text. But the last four bytes of a gzip member are the length of the text
    // (RFC 1952), and a file that was cut off ends in something else.
    private static void CheckLength(byte[] packed, long length, string path)
    {
        const int headerAndTrailer = 18;
        if (packed.Length < headerAndTrailer)
        {
            throw Damaged(path, $"it has {packed.Length} bytes, fewer than any gzip file", inner: null);
        }

        uint stated = BinaryPrimitives.ReadUInt32LittleEndian(packed.AsSpan(packed.Length - sizeof(uint)));
        if (stated != (uint)length)
        {
            string why = $"it unpacks to {length} bytes, but its end states {stated}; only one gzip member in a file is supported";
            throw Damaged(path, why, inner: null);
        }
    }

    private static string Decode(byte[] bytes, string path)
    {
        ReadOnlySpan<byte> utf8 = bytes;
        int bom = utf8.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;
        char[] text = ArrayPool<char>.Shared.Rent(bytes.Length);
        try
        {
            OperationStatus status = Utf8.ToUtf16(utf8[bom..], text, out int read, out int written, replaceInvalidSequences: false);
            return status == OperationStatus.Done
                ? new string(text, 0, written).Replace("\r\n", "\n", StringComparison.Ordinal)
                : throw NotUtf8(path, bytes, bom + read);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(text);
        }
    }

    private static DataException NotUtf8(string path, ReadOnlySpan<byte> bytes, int offset)
    {
        int line = 1 + bytes[..offset].Count((byte)'\n');
        return new DataException(
            $"Text '{path}': invalid UTF-8 at byte {offset} (line {line}): found 0x{bytes[offset]:X2}. The text must be UTF-8. "
            + $"Convert it, for example with: iconv -f LATIN1 -t UTF-8 '{path}'");
    }

    private static DataException Binary(string path, byte[] bytes, int nul) => bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]
        ? new DataException(
            $"Text '{path}': the file begins with the byte order mark of UTF-16, but the text must be UTF-8. "
            + $"Convert it, for example with: iconv -f UTF-16 -t UTF-8 '{path}'")
        : new DataException(
            $"Text '{path}': this is a binary file (byte {nul} is zero), but UTF-8 text was expected. "
            + "Give a text file, or unpack or convert this one first.");

    private static DataException Damaged(string path, string why, Exception? inner) => new(
        $"Text '{path}': the gzip file is truncated or damaged ({why}). Copy or download it again; 'gzip -t' checks it.", inner);

    private static DataException TooLarge(string path) => new(
        $"Text '{path}': the text is longer than {MaxBytes} bytes, the most that is read into memory. Cut it into a smaller file.");
}
