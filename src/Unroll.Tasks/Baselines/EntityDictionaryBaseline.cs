using Unroll.Data.Tagging;
using Unroll.Tasks.Metrics;

namespace Unroll.Tasks.Baselines;

/// <summary>
/// Finds the entities that stood in training, word for word, and nothing else: from the left, always the longest, without overlaps. It is
/// the baseline of CoNLL-2003 (Tjong Kim Sang and De Meulder 2003), save that an entity seen with several types has the most frequent
/// one, the first in ordinal order if they are equally frequent; there it is left out.
/// </summary>
/// <remarks>Upper and lower case count. Words that are an entity somewhere are taken for it everywhere.</remarks>
public sealed class EntityDictionaryBaseline
{
    private const string Who = nameof(EntityDictionaryBaseline);

    /// <summary>Between the words of an entity. Readers of tagged sentences cut at it, so no word contains it.</summary>
    private const char Between = '\t';

    private readonly Dictionary<string, string> _typeOf;
    private readonly int _longest;

    private EntityDictionaryBaseline(Dictionary<string, string> typeOf)
    {
        _typeOf = typeOf;
        _longest = typeOf.Keys.Select(e => e.Count(c => c == Between) + 1).DefaultIfEmpty(0).Max();
    }

    /// <summary>What a report calls it.</summary>
    public string Name => "entity dictionary";

    /// <summary>How many entities it knows.</summary>
    public int Count => _typeOf.Count;

    /// <summary>Collects the entities. The order of the sentences has no influence.</summary>
    /// <param name="sentences">Sentences with tags in the BIO scheme; read as <see cref="EntitySpans.Of"/> does.</param>
    /// <returns>The baseline.</returns>
    /// <exception cref="DataException">A sentence has no tags, or others.</exception>
    public static EntityDictionaryBaseline Fit(IEnumerable<TaggedSentence> sentences)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        TagCounts entities = new();
        foreach (TaggedSentence sentence in sentences)
        {
            TagCounts.CheckTagged(Who, sentence);
            foreach (EntitySpan span in EntitySpans.Of(sentence.Tags))
            {
                entities.Add(Join(sentence.Words, span.Start, span.End), span.Type);
            }
        }

        return new EntityDictionaryBaseline(entities.Texts.ToDictionary(e => e, entities.MostFrequent, StringComparer.Ordinal));
    }

    /// <summary>The tags of a sentence.</summary>
    /// <param name="words">The words.</param>
    /// <returns>A tag for each, in the BIO scheme.</returns>
    public string[] Predict(IReadOnlyList<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        string[] tags = new string[words.Count];
        Array.Fill(tags, "O");
        for (int start = 0; start < words.Count;)
        {
            (int end, string type) = Longest(words, start);
            for (int i = start; i < end; i++)
            {
                tags[i] = (i == start ? "B-" : "I-") + type;
            }

            start = Math.Max(end, start + 1);
        }

        return tags;
    }

    /// <summary>The baseline as one line of JSON, as it lies in a model file.</summary>
    /// <returns>The JSON; the same sentences give the same text.</returns>
    public string ToJson()
    {
        (string[] types, string[][] entities) = TagCounts.ByTag(_typeOf);
        return BaselineJson.Write(new EntityDictionaryRecord(types, entities), BaselineJson.Context.EntityDictionaryRecord);
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="source">The file, for the messages of errors.</param>
    /// <returns>The baseline; it predicts the same tags.</returns>
    /// <exception cref="ModelFileException">It is not exactly that.</exception>
    public static EntityDictionaryBaseline FromJson(string json, string source = "model file") =>
        BaselineJson.Read(
            json, source, Who, BaselineJson.Context.EntityDictionaryRecord, r => new EntityDictionaryBaseline(TagCounts.TagOf(r.Types, r.Entities)));

    /// <summary>The longest entity that begins at a word; none ends where it begins.</summary>
    private (int End, string Type) Longest(IReadOnlyList<string> words, int start)
    {
        for (int end = Math.Min(start + _longest, words.Count); end > start; end--)
        {
            if (_typeOf.TryGetValue(Join(words, start, end), out string? type))
            {
                return (end, type);
            }
        }

        return (start, "");
    }

    private static string Join(IReadOnlyList<string> words, int start, int end) =>
        string.Join(Between, Enumerable.Range(start, end - start).Select(i => words[i]));
}
