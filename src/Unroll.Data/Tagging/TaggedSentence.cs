using Unroll.Data.Files;

namespace Unroll.Data.Tagging;

/// <summary>A sentence with a tag for every word.</summary>
/// <param name="Words">The words, at least one.</param>
/// <param name="Tags">As many tags; none where the file has none.</param>
/// <param name="Lines">The line of each word, counted from 1.</param>
/// <param name="Source">The file.</param>
public sealed record TaggedSentence(IReadOnlyList<string> Words, IReadOnlyList<string> Tags, IReadOnlyList<int> Lines, string Source)
{
    /// <summary>Where a word stands.</summary>
    /// <param name="word">Its place in the sentence, counted from 0.</param>
    /// <returns>The file and the line.</returns>
    public Origin OriginOf(int word) => new(Source, Lines[word]);
}

/// <summary>Collects words until a sentence ends. Equal words and tags share one string: a corpus has few different ones.</summary>
internal sealed class SentenceBuilder(string source)
{
    private readonly Dictionary<string, string> _pool = new(StringComparer.Ordinal);
    private readonly List<string> _words = [];
    private readonly List<string> _tags = [];
    private readonly List<int> _lines = [];

    public List<TaggedSentence> Sentences { get; } = [];

    public int Count => _words.Count;

    public void Add(ReadOnlySpan<char> word, ReadOnlySpan<char> tag, bool hasTag, int line)
    {
        _words.Add(Pooled(word));
        _lines.Add(line);
        if (hasTag)
        {
            _tags.Add(Pooled(tag));
        }
    }

    public void EndSentence()
    {
        if (_words.Count > 0)
        {
            Sentences.Add(new TaggedSentence([.. _words], [.. _tags], [.. _lines], source));
            _words.Clear();
            _tags.Clear();
            _lines.Clear();
        }
    }

    private string Pooled(ReadOnlySpan<char> text)
    {
        var lookup = _pool.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(text, out string? pooled))
        {
            pooled = text.ToString();
            _pool.Add(pooled, pooled);
        }

        return pooled;
    }
}
