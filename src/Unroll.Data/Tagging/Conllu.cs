using Unroll.Data.Files;
using Unroll.Data.Text;

namespace Unroll.Data.Tagging;

/// <summary>Which column of CoNLL-U is the tag.</summary>
public enum ConlluColumn
{
    /// <summary>The lemma.</summary>
    Lemma = 2,

    /// <summary>The universal part of speech.</summary>
    Upos = 3,

    /// <summary>The language's own part of speech.</summary>
    Xpos = 4,

    /// <summary>The morphological features.</summary>
    Feats = 5,

    /// <summary>The relation to the head.</summary>
    Deprel = 7,
}

/// <summary>
/// Treebanks in CoNLL-U (universaldependencies.org/format.html): ten columns between tabs, <c>#</c> comments, a blank line after each
/// sentence. Multiword tokens (ids with <c>-</c>) and empty nodes (ids with <c>.</c>) are passed over.
/// </summary>
public static class Conllu
{
    private const string What = "CoNLL-U";
    private const int ColumnCount = 10;

    /// <summary>Reads a treebank.</summary>
    /// <param name="path">The file, or a <c>.gz</c> of it.</param>
    /// <param name="tag">Which column is the tag.</param>
    /// <returns>The sentences in order.</returns>
    /// <exception cref="DataException">It cannot be read, is not UTF-8, has no sentences, or a line is malformed.</exception>
    public static IReadOnlyList<TaggedSentence> Read(string path, ConlluColumn tag = ConlluColumn.Upos)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Parse(TextFile.Read(path, what: What), path, tag);
    }

    /// <summary>Reads a treebank from text that has been read already.</summary>
    /// <param name="text">The text, with LF line ends.</param>
    /// <param name="source">What messages call it.</param>
    /// <param name="tag">Which column is the tag.</param>
    /// <returns>The sentences in order.</returns>
    /// <exception cref="DataException">It has no sentences, or a line is malformed.</exception>
    public static IReadOnlyList<TaggedSentence> Parse(string text, string source, ConlluColumn tag = ConlluColumn.Upos)
    {
        ArgumentNullException.ThrowIfNull(text);
        SentenceBuilder builder = new(source);
        Span<Range> fields = stackalloc Range[ColumnCount + 1];
        LineReader lines = new(text);
        while (lines.MoveNext())
        {
            ReadOnlySpan<char> line = lines.Line;
            if (lines.IsBlank)
            {
                builder.EndSentence();
            }
            else if (line[0] != '#')
            {
                Origin origin = new(source, lines.Number);
                int count = line.Split(fields, '\t');
                if (count != ColumnCount)
                {
                    int got = line.Count('\t') + 1;
                    throw new DataException(
                        $"{What} {origin}: the line has {got} column{(got == 1 ? "" : "s")} between tabs, expected {ColumnCount}. The file is damaged or of another "
                        + "format; files of a word and a tag a line are read as CoNLL columns.");
                }

                ReadOnlySpan<char> id = line[fields[0]];
                if (!id.ContainsAny('-', '.'))
                {
                    CheckWord(id, line[fields[1]], line[fields[(int)tag]], tag, builder.Count + 1, origin);
                    builder.Add(line[fields[1]], line[fields[(int)tag]], hasTag: true, lines.Number);
                }
            }
        }

        builder.EndSentence();
        return builder.Sentences.Count > 0
            ? builder.Sentences
            : throw new DataException($"{What} '{source}': there are no sentences in it. Give a file with words in it.");
    }

    private static void CheckWord(ReadOnlySpan<char> id, ReadOnlySpan<char> form, ReadOnlySpan<char> tagged, ConlluColumn tag, int expected, Origin origin)
    {
        if (!int.TryParse(id, out int number) || number != expected)
        {
            throw new DataException(
                $"{What} {origin}: the id is '{id}', expected {expected}, because words of a sentence are counted from 1. A line is missing or too much, or a blank "
                + "line between sentences is. Correct the file, or take the original.");
        }

        if (form.IsEmpty || tagged.IsEmpty || (tag is ConlluColumn.Upos or ConlluColumn.Deprel && tagged is "_"))
        {
            throw new DataException(
                $"{What} {origin}: the {(form.IsEmpty ? "word" : $"column {tag}")} is empty, but every word needs a tag to learn from. Fill it in, or choose another column.");
        }
    }
}
