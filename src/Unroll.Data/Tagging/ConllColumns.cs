using Unroll.Data.Files;
using Unroll.Data.Text;

namespace Unroll.Data.Tagging;

/// <summary>
/// Files of a word a line with its tags in columns, and an empty line (or one of blanks) between sentences, as the CoNLL shared tasks
/// and WNUT have them. Columns stand between tabs, or between blanks where the first line has no tab. <c>-DOCSTART-</c> lines are passed
/// over. <c>#</c> has no meaning: words may begin with it.
/// </summary>
public static class ConllColumns
{
    private const string What = "CoNLL columns";

    /// <summary>Reads sentences.</summary>
    /// <param name="path">The file, or a <c>.gz</c> of it.</param>
    /// <param name="word">The column of the word, counted from 0.</param>
    /// <param name="tag">The column of the tag, counted from 0; from the end if negative; null if there are no tags.</param>
    /// <param name="encoding">How characters are stored.</param>
    /// <returns>The sentences in order.</returns>
    /// <exception cref="DataException">It cannot be read, is not in the encoding, has no sentences, or a line is malformed.</exception>
    public static IReadOnlyList<TaggedSentence> Read(string path, int word = 0, int? tag = -1, TextEncoding encoding = TextEncoding.Utf8)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Parse(TextFile.Read(path, encoding, What), path, word, tag);
    }

    /// <summary>Reads sentences from text that has been read already.</summary>
    /// <param name="text">The text, with LF line ends.</param>
    /// <param name="source">What messages call it.</param>
    /// <param name="word">The column of the word, counted from 0.</param>
    /// <param name="tag">The column of the tag, counted from 0; from the end if negative; null if there are no tags.</param>
    /// <returns>The sentences in order.</returns>
    /// <exception cref="DataException">It has no sentences, or a line is malformed.</exception>
    public static IReadOnlyList<TaggedSentence> Parse(string text, string source, int word = 0, int? tag = -1)
    {
        ArgumentNullException.ThrowIfNull(text);
        SentenceBuilder builder = new(source);
        List<Range> fields = [];
        bool? tabs = null;
        int columns = 0;
        LineReader lines = new(text);
        while (lines.MoveNext())
        {
            ReadOnlySpan<char> line = lines.Line;
            if (lines.IsBlank)
            {
                builder.EndSentence();
            }
            else if (!line.StartsWith("-DOCSTART-"))
            {
                tabs ??= line.Contains('\t');
                Split(line, tabs.Value, fields);
                columns = columns == 0 ? fields.Count : columns;
                Origin origin = new(source, lines.Number);
                Check(line, fields, columns, word, tag, origin);
                Range tagRange = tag is null ? default : fields[tag.Value < 0 ? columns + tag.Value : tag.Value];
                builder.Add(line[fields[word]].Trim(), line[tagRange].Trim(), tag is not null, lines.Number);
            }
        }

        builder.EndSentence();
        return builder.Sentences.Count > 0
            ? builder.Sentences
            : throw new DataException($"{What} '{source}': there are no sentences in it. Give a file with a word and its tag a line.");
    }

    private static void Split(ReadOnlySpan<char> line, bool tabs, List<Range> fields)
    {
        fields.Clear();
        foreach (Range range in tabs ? line.Split('\t') : line.SplitAny(' ', '\t', '\r'))
        {
            if (tabs || range.Start.Value != range.End.Value)
            {
                fields.Add(range);
            }
        }
    }

    private static void Check(ReadOnlySpan<char> line, List<Range> fields, int columns, int word, int? tag, Origin origin)
    {
        int tagColumn = tag is null ? word : tag.Value < 0 ? columns + tag.Value : tag.Value;
        if (fields.Count != columns)
        {
            throw new DataException(
                $"{What} {origin}: the line has {fields.Count} column{(fields.Count == 1 ? "" : "s")} (got '{line}'), expected {columns} as in the first line. Every word needs its "
                + "tags. Correct the line; sentences are parted by an empty one.");
        }

        if ((uint)word >= (uint)columns || (uint)tagColumn >= (uint)columns || (tag is not null && tagColumn == word))
        {
            throw new DataException(
                $"{What} {origin}: the line has {columns} column{(columns == 1 ? "" : "s")}, but the word was expected in column {word} and its tag in another, {tag}. "
                + "Put a tab or blank between word and tag, or choose other columns.");
        }

        if (line[fields[word]].IsWhiteSpace() || line[fields[tagColumn]].IsWhiteSpace())
        {
            throw new DataException($"{What} {origin}: the word or its tag is empty (got '{line}'). Fill it in, or remove the line.");
        }
    }
}
