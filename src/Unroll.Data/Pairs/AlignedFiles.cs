using Unroll.Data.Files;
using Unroll.Data.Text;

namespace Unroll.Data.Pairs;

/// <summary>Two files of a text a line, in which lines of the same number mean the same, as corpora for machine translation are published.</summary>
public static class AlignedFiles
{
    private const string What = "Aligned files";

    /// <summary>Reads pairs.</summary>
    /// <remarks>Blanks around a text are dropped. Empty lines are left out where both files end in them; any other is an error.</remarks>
    /// <param name="sourcePath">The file of the sources, or a <c>.gz</c> of it.</param>
    /// <param name="targetPath">The file of the targets, with as many lines, or a <c>.gz</c> of it.</param>
    /// <param name="encoding">How characters are stored.</param>
    /// <returns>The pairs in the order of the lines.</returns>
    /// <exception cref="DataException">A file cannot be read, is not in the encoding, has an empty line, or has fewer lines than the other.</exception>
    public static IReadOnlyList<TextPair> Read(string sourcePath, string targetPath, TextEncoding encoding = TextEncoding.Utf8)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sourcePath);
        ArgumentException.ThrowIfNullOrWhiteSpace(targetPath);
        return Pair(TextFile.Read(sourcePath, encoding, What), sourcePath, TextFile.Read(targetPath, encoding, What), targetPath);
    }

    /// <summary>Pairs the lines of two texts that have been read already.</summary>
    /// <param name="sources">A source a line.</param>
    /// <param name="sourceName">What messages call the first text.</param>
    /// <param name="targets">A target a line.</param>
    /// <param name="targetName">What messages call the second text.</param>
    /// <returns>The pairs in the order of the lines.</returns>
    /// <exception cref="DataException">There are no lines, one is empty, or there are not as many in one text as in the other.</exception>
    public static IReadOnlyList<TextPair> Pair(string sources, string sourceName, string targets, string targetName)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(targets);
        // Counted first: where a line is missing, everything after it is paired wrongly, and an empty line elsewhere matters less.
        (int sourceLines, int targetLines) = (CountLines(sources), CountLines(targets));
        if (sourceLines != targetLines)
        {
            (string shorter, int last, string longer) = sourceLines < targetLines ? (sourceName, sourceLines, targetName) : (targetName, targetLines, sourceName);
            throw new DataException(
                $"{What} '{sourceName}' and '{targetName}': {sourceLines} and {targetLines} lines, expected as many in both, because lines of the same number are a pair. "
                + $"{new Origin(longer, last + 1)}, has no partner in '{shorter}'. Take the files of one corpus and one part of it, or find the missing lines.");
        }

        List<TextPair> pairs = new(sourceLines);
        LineReader source = new(sources), target = new(targets);
        while (source.MoveNextItem(What, sourceName) && target.MoveNextItem(What, targetName))
        {
            pairs.Add(new TextPair(source.Line.Trim().ToString(), target.Line.Trim().ToString(), new Origin(sourceName, source.Number)));
        }

        return pairs.Count == 0 ? throw new DataException($"{What} '{sourceName}' and '{targetName}': there are no lines in them. Give files with a text a line.")
            : pairs.Count == sourceLines ? pairs
            : throw new DataException(
                $"{What} {new Origin(targetName, pairs.Count + 1)}: the line is empty, but every line must hold the partner of the same line in '{sourceName}'. "
                + "Fill it in, or remove the line from both files.");
    }

    // Without the empty lines at the end.
    private static int CountLines(string text)
    {
        int last = 0;
        LineReader lines = new(text);
        while (lines.MoveNext())
        {
            last = lines.IsBlank ? last : lines.Number;
        }

        return last;
    }
}
