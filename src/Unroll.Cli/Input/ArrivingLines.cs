using System.Text;

namespace Unroll.Cli.Input;

/// <summary>The lines of a stream in groups as they arrive, so that a live pipe gets its answers as it goes and a fast one is read in blocks.</summary>
internal static class ArrivingLines
{
    private const int BlockBytes = 1 << 16;

    /// <summary>Reads to the end.</summary>
    /// <param name="stream">UTF-8 text, with LF or CRLF.</param>
    /// <param name="name">What messages call it.</param>
    /// <returns>Groups of at least one line, none of which is empty.</returns>
    /// <exception cref="DataException">A line is empty, or something is not UTF-8.</exception>
    public static IEnumerable<IReadOnlyList<string>> Read(Stream stream, string name)
    {
        Decoder decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
        byte[] bytes = new byte[BlockBytes];
        char[] characters = new char[BlockBytes + 1];
        StringBuilder rest = new();
        int lines = 0;
        for (int n = 1; n > 0;)
        {
            n = stream.Read(bytes);
            rest.Append(characters, 0, Decode(decoder, bytes.AsSpan(0, n), characters, name, lines));
            List<string> group = [];
            string text = rest.ToString();
            int from = lines == 0 && text.StartsWith('\uFEFF') ? 1 : 0;
            for (int end; (end = text.IndexOf('\n', from)) >= 0; from = end + 1)
                group.Add(Line(text[from..end], name, ++lines));
            if (n == 0 && from < text.Length)
                group.Add(Line(text[from..], name, ++lines));
            if (group.Count > 0 || n == 0)
                rest.Clear().Append(text, from, text.Length - from);
            if (group.Count > 0)
                yield return group;
        }
    }

    private static int Decode(Decoder decoder, ReadOnlySpan<byte> bytes, char[] characters, string name, int lines)
    {
        try
        {
            return decoder.GetChars(bytes, characters, flush: bytes.IsEmpty);
        }
        catch (DecoderFallbackException e)
        {
            throw new DataException($"Text '{name}': it is not UTF-8 (at line {lines + 1} or below). Convert it, for example with: iconv -f LATIN1 -t UTF-8", e);
        }
    }

    private static string Line(string line, string name, int number) => string.IsNullOrWhiteSpace(line)
        ? throw new DataException($"Text '{name}', line {number}: the line is empty, expected a text a line. Remove it.")
        : line.TrimEnd('\r');
}
