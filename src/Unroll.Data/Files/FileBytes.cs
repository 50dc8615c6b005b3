using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace Unroll.Data.Files;

/// <summary>The bytes of one file or stream, unpacked if it is a gzip. Every error is a <see cref="DataException"/> that names the file.</summary>
internal static class FileBytes
{
    /// <summary>The most bytes (unpacked) that are read: a string holds at most 2^30 characters.</summary>
    public const int MaxBytes = 1_000_000_000;

    /// <summary>The bytes of an empty gzip member at least.</summary>
    private const int HeaderAndTrailer = 18;

    /// <summary>Reads a whole file; one whose name ends in <c>.gz</c> is unpacked.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What messages call it, such as <c>Text</c>.</param>
    public static byte[] Read(string path, string what)
    {
        CheckIsFile(path, what);
        try
        {
            using FileStream file = File.OpenRead(path);
            if (file.CanSeek && file.Length > MaxBytes)
            {
                throw TooLarge(path, what);
            }

            byte[] bytes = file.CanSeek && file.Length > 0 ? File.ReadAllBytes(path) : ReadToEnd(file, path, what, static (_, _) => false);
            return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? Unpack(bytes, path, what) : bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{what} '{path}': the file cannot be read ({e.Message}). Check that it is a file that you may read.", e);
        }
    }

    /// <summary>Reads a stream to its end, which is unpacked if it begins as a gzip.</summary>
    /// <param name="stream">Any stream.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="what">As in <see cref="Read(string, string)"/>.</param>
    /// <param name="isHopeless">Of the first block and its length: whether to stop there, because what follows cannot be used anyway.</param>
    public static byte[] Read(Stream stream, string name, string what, Func<byte[], int, bool> isHopeless)
    {
        byte[] bytes = ReadToEnd(stream, name, what, isHopeless);
        return bytes is [0x1F, 0x8B, ..] ? Unpack(bytes, name, what) : bytes;
    }

    /// <summary>Opens a file for reading from its beginning to its end, unpacked if its name ends in <c>.gz</c>.</summary>
    public static Stream Open(string path, string what)
    {
        CheckIsFile(path, what);
        try
        {
            FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
            return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{what} '{path}': the file cannot be read ({e.Message}). Check that it is a file that you may read.", e);
        }
    }

    /// <summary>After the last byte that <see cref="Open"/> gave: whether that was all of a <c>.gz</c>.</summary>
    public static void CheckEnd(string path, long length, string what)
    {
        if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            using FileStream file = File.OpenRead(path);
            byte[] end = new byte[(int)Math.Min(file.Length, HeaderAndTrailer)];
            file.Seek(-end.Length, SeekOrigin.End);
            file.ReadExactly(end);
            CheckLength(end, length, path, what);
        }
    }

    private static void CheckIsFile(string path, string what)
    {
        if (Directory.Exists(path))
        {
            throw new DataException($"{what} '{path}': this is a folder, but a file was expected. Name one of its files.");
        }

        if (!File.Exists(path))
        {
            throw new DataException(
                $"{what} '{path}': there is no such file (looked for '{Path.GetFullPath(path)}'). "
                + "Check the spelling; a relative path starts at the current folder.");
        }
    }

    // Of a device or a pipe nobody knows the length before, and its end may never come.
    private static byte[] ReadToEnd(Stream stream, string name, string what, Func<byte[], int, bool> isHopeless)
    {
        using MemoryStream all = new();
        byte[] buffer = new byte[1 << 16];
        for (int n; (n = stream.Read(buffer)) > 0;)
        {
            all.Write(buffer, 0, n);
            if (all.Length > MaxBytes)
            {
                throw TooLarge(name, what);
            }

            if (all.Length == n && buffer is not [0x1F, 0x8B, ..] && isHopeless(buffer, n))
            {
                break;
            }
        }

        return all.ToArray();
    }

    private static byte[] Unpack(byte[] packed, string path, string what)
    {
        if (packed is not [0x1F, 0x8B, ..])
        {
            throw new DataException(
                $"{what} '{path}': the name ends in .gz, but the file does not begin with gzip's bytes 1F 8B. "
                + "Rename it if it is not packed, or make it again with gzip.");
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            using GZipStream gzip = new(new MemoryStream(packed), CompressionMode.Decompress);
            using MemoryStream text = new();
            for (int n; (n = gzip.Read(buffer)) > 0;)
            {
                text.Write(buffer, 0, n);
                if (text.Length > MaxBytes)
                {
                    throw TooLarge(path, what);
                }
            }

            CheckLength(packed, text.Length, path, what);
            return text.ToArray();
        }
        catch (InvalidDataException e)
        {
            throw Damaged(path, what, e.Message, e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // GZipStream takes the end of the file for the end of the text. But the last four bytes of a gzip member are the length of the text
    // (RFC 1952), and a file that was cut off ends in something else.
    private static void CheckLength(byte[] packed, long length, string path, string what)
    {
        if (packed.Length < HeaderAndTrailer)
        {
            throw Damaged(path, what, $"it has {packed.Length} bytes, fewer than any gzip file", inner: null);
        }

        uint stated = BinaryPrimitives.ReadUInt32LittleEndian(packed.AsSpan(packed.Length - sizeof(uint)));
        if (stated != (uint)length)
        {
            string why = $"it unpacks to {length} bytes, but its end states {stated}; only one gzip member in a file is supported";
            throw Damaged(path, what, why, inner: null);
        }
    }

    private static DataException Damaged(string path, string what, string why, Exception? inner) => new(
        $"{what} '{path}': the gzip file is truncated or damaged ({why}). Copy or download it again; 'gzip -t' checks it.", inner);

    private static DataException TooLarge(string path, string what) => new(
        $"{what} '{path}': it is longer than {MaxBytes} bytes, the most that is read into memory. Cut it into smaller files.");
}
