using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;
using Unroll.Data.Files;

namespace Unroll.Data.Text;

/// <summary>One text file: its bytes, unpacked if it is a <c>.gz</c>, checked and decoded, with CRLF made LF.</summary>
public static class TextFile
{
    /// <summary>The most bytes of text (unpacked) that are read.</summary>
    public const int MaxBytes = FileBytes.MaxBytes;

    private const string What = "Text";

    /// <summary>Reads a file; a binary one is an error.</summary>
    /// <param name="path">The file.</param>
    /// <param name="encoding">How its characters are stored.</param>
    /// <param name="what">What messages call it.</param>
    public static string Read(string path, TextEncoding encoding = TextEncoding.Utf8, string what = What) =>
        DecodeText(FileBytes.Read(path, what), path, encoding, what);

    /// <summary>Reads a file, or says that it is a binary one.</summary>
    public static bool TryRead(string path, [NotNullWhen(true)] out string? text)
    {
        byte[] bytes = FileBytes.Read(path, What);
        text = bytes.AsSpan().Contains((byte)0) ? null : Decode(bytes, path, What);
        return text is not null;
    }

    /// <summary>Reads what comes through a pipe; a binary stream is an error, and is not read to its end, which may never come.</summary>
    public static string Read(Stream stream, string name, TextEncoding encoding = TextEncoding.Utf8) => DecodeText(
        FileBytes.Read(stream, name, What, static (block, n) => block.AsSpan(0, n).Contains((byte)0)), name, encoding, What);

    private static string DecodeText(byte[] bytes, string path, TextEncoding encoding, string what)
    {
        int nul = Array.IndexOf(bytes, (byte)0);
        return nul >= 0 ? throw Binary(path, what, bytes, nul)
            : encoding == TextEncoding.Latin1 ? UnixLines(Encoding.Latin1.GetString(bytes))
            : Decode(bytes, path, what);
    }

    private static string Decode(byte[] bytes, string path, string what)
    {
        ReadOnlySpan<byte> utf8 = bytes;
        int bom = utf8.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;
        char[] text = ArrayPool<char>.Shared.Rent(bytes.Length);
        try
        {
            OperationStatus status = Utf8.ToUtf16(utf8[bom..], text, out int read, out int written, replaceInvalidSequences: false);
            return status == OperationStatus.Done
                ? UnixLines(new string(text, 0, written))
                : throw NotUtf8(path, what, bytes, bom + read);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(text);
        }
    }

    private static string UnixLines(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal);

    private static DataException NotUtf8(string path, string what, ReadOnlySpan<byte> bytes, int offset)
    {
        int line = 1 + bytes[..offset].Count((byte)'\n');
        // Readers of items have an option for the encoding; a text to learn from has none.
        string next = what == What ? "Convert it" : "If it is ISO-8859-1, say so with the encoding 'latin1'; or convert it";
        return new DataException(
            $"{what} '{path}': invalid UTF-8 at byte {offset} (line {line}): found 0x{bytes[offset]:X2}. The text must be UTF-8. "
            + $"{next}, for example with: iconv -f LATIN1 -t UTF-8 '{path}'");
    }

    private static DataException Binary(string path, string what, byte[] bytes, int nul) => bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]
        ? new DataException(
            $"{what} '{path}': the file begins with the byte order mark of UTF-16, but the text must be UTF-8. "
            + $"Convert it, for example with: iconv -f UTF-16 -t UTF-8 '{path}'")
        : new DataException(
            $"{what} '{path}': this is a binary file (byte {nul} is zero), but UTF-8 text was expected. "
            + "Give a text file, or unpack or convert this one first.");
}
