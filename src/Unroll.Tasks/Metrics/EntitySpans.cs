namespace Unroll.Tasks.Metrics;

/// <summary>An entity in a sentence: the words from <paramref name="Start"/> to before <paramref name="End"/>.</summary>
/// <param name="Start">The first word, counted from 0.</param>
/// <param name="End">The word after the last.</param>
/// <param name="Type">What it is, such as <c>PER</c>.</param>
public readonly record struct EntitySpan(int Start, int End, string Type);

/// <summary>Entities from the tags of words in the BIO scheme (IOB2; Ramshaw and Marcus 1995, Tjong Kim Sang and Veenstra 1999).</summary>
public static class EntitySpans
{
    /// <summary>The entities of a sentence.</summary>
    /// <remarks>
    /// <c>B-x</c> begins an entity. <c>I-x</c> goes on an entity of type x that is open at the word before. Where none is open, <c>I-x</c>
    /// begins one, as in the script <c>conlleval</c> of the CoNLL shared tasks. So a wrong prediction such as <c>O I-x</c> counts as an
    /// entity.
    /// </remarks>
    /// <param name="tags">A tag for each word: <c>O</c>, <c>B-type</c> or <c>I-type</c>.</param>
    /// <returns>The entities, from left to right.</returns>
    /// <exception cref="DataException">A tag is none of these.</exception>
    public static IReadOnlyList<EntitySpan> Of(IReadOnlyList<string> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        List<EntitySpan> spans = [];
        int start = -1;
        string open = "";
        for (int i = 0; i < tags.Count; i++)
        {
            (char mark, string type) = Parse(tags[i], i);
            if (start >= 0 && mark == 'I' && type == open)
            {
                continue;
            }

            if (start >= 0)
            {
                spans.Add(new EntitySpan(start, i, open));
            }

            (start, open) = mark == 'O' ? (-1, "") : (i, type);
        }

        if (start >= 0)
        {
            spans.Add(new EntitySpan(start, tags.Count, open));
        }

        return spans;
    }

    private static (char Mark, string Type) Parse(string tag, int word) => tag switch
    {
        "O" => ('O', ""),
        ['B' or 'I', '-', _, ..] => (tag[0], tag[2..]),
        _ => throw new DataException(
            $"Entity tags: the tag of word {word + 1} is '{tag}', expected O, B-type or I-type (the BIO scheme), because entities are counted by it. "
            + "Convert the tags to BIO, or judge them by accuracy."),
    };
}
