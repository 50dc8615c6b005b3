using Unroll.Data.Files;
using Unroll.Data.Text;

namespace Unroll.Data.Pairs;

/// <summary>A pair a line with a tab between its texts, as Tatoeba and Anki write them. Further columns are allowed and not read.</summary>
public static class TabSeparatedPairs
{
    private const string What = "Tab-separated pairs";

    /// <summary>Reads pairs.</summary>
    /// <remarks>Blanks around a text are dropped. Empty lines are left out at the end only.</remarks>
    /// <param name="path">The file, or a <c>.gz</c> of it.</param>
    /// <param name="source">The column of the source, counted from 0.</param>
    /// <param name="target">The column of the target, counted from 0.</param>
    /// <param name="encoding">How characters are stored.</param>
    /// <returns>The pairs in the order of the lines.</returns>
    /// <exception cref="DataException">It cannot be read, is not in the encoding, has no pairs, or a line is malformed.</exception>
    public static IReadOnlyList<TextPair> Read(string path, int source = 0, int target = 1, TextEncoding encoding = TextEncoding.Utf8)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Parse(TextFile.Read(path, encoding, What), path, source, target);
    }

    /// <summary>Reads pairs from text that has been read already.</summary>
    /// <param name="text">The lines.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="source">The column of the source, counted from 0.</param>
    /// <param name="target">The column of the target, counted from 0.</param>
    /// <returns>The pairs in the order of the lines.</returns>
    /// <exception cref="DataException">It has no pairs, or a line is malformed.</exception>
    public static IReadOnlyList<TextPair> Parse(string text, string name, int source = 0, int target = 1)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfNegative(source);
        ArgumentOutOfRangeException.ThrowIfNegative(target);
        List<TextPair> pairs = [];
        LineReader lines = new(text);
        while (lines.MoveNextItem(What, name))
        {
            Origin origin = new(name, lines.Number);
            pairs.Add(new TextPair(Column(lines.Line, source, "source", origin), Column(lines.Line, target, "target", origin), origin));
        }

        return pairs.Count > 0 ? pairs : throw new DataException($"{What} '{name}': there are no lines in it, but 'source, tab, target' a line was expected. Give a file with pairs.");
    }

    private static string Column(ReadOnlySpan<char> line, int column, string part, Origin origin)
    {
        int at = 0;
        foreach (Range range in line.Split('\t'))
        {
            if (at++ == column)
            {
                ReadOnlySpan<char> text = line[range].Trim();
                return text.Length > 0 ? text.ToString() : throw new DataException(
                    $"{What} {origin}: the {part} is empty (got '{line}'). Both texts of a pair are needed. Fill it in, or remove the line.");
            }
        }

        throw new DataException(
            $"{What} {origin}: the line has {at} column{(at == 1 ? "" : "s")} between tabs (got '{line}'), expected the {part} in column {column + 1}. "
            + "Put a tab between the texts, or choose other columns.");
    }
}
