using Unroll.Data.Tagging;

namespace Unroll.Tasks.Baselines;

/// <summary>
/// Gives a word the tag that it has most often in training, whatever stands around it: the baseline of part-of-speech tagging (Charniak
/// and others 1993).
/// </summary>
/// <remarks>
/// A word that was not seen has the tag of the words that equal it but for upper and lower case. Failing these, it has the most frequent
/// tag of the words that were seen exactly once, for they are the likest to words that were never seen; or of all words, if none was seen
/// once. Of equally frequent tags the first in ordinal order is taken.
/// </remarks>
public sealed class MostFrequentTagBaseline
{
    private const string Who = nameof(MostFrequentTagBaseline);
    private readonly Dictionary<string, string> _tagOf;
    private readonly Dictionary<string, string> _tagOfLowercase;

    private MostFrequentTagBaseline(Dictionary<string, string> tagOf, Dictionary<string, string> tagOfLowercase, string unknown) =>
        (_tagOf, _tagOfLowercase, UnknownTag) = (tagOf, tagOfLowercase, unknown);

    /// <summary>What a report calls it.</summary>
    public string Name => "most frequent tag";

    /// <summary>The tag of words that were not seen.</summary>
    public string UnknownTag { get; }

    /// <summary>Counts the tags of words. The order of the sentences has no influence.</summary>
    /// <param name="sentences">Sentences with tags, at least one.</param>
    /// <returns>The baseline.</returns>
    /// <exception cref="ArgumentException">There is no sentence.</exception>
    /// <exception cref="DataException">A sentence has no tags.</exception>
    public static MostFrequentTagBaseline Fit(IEnumerable<TaggedSentence> sentences)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        TagCounts words = new(), lowercase = new(), all = new();
        foreach (TaggedSentence sentence in sentences)
        {
            TagCounts.CheckTagged(Who, sentence);
            for (int i = 0; i < sentence.Words.Count; i++)
            {
                words.Add(sentence.Words[i], sentence.Tags[i]);
                lowercase.Add(sentence.Words[i].ToLowerInvariant(), sentence.Tags[i]);
                all.Add("all", sentence.Tags[i]);
            }
        }

        if (!words.Texts.Any())
        {
            throw new ArgumentException($"{Who}: got no sentences, expected at least one.", nameof(sentences));
        }

        Dictionary<string, string> tagOf = words.Texts.ToDictionary(w => w, words.MostFrequent, StringComparer.Ordinal);
        foreach (string word in words.Texts.Where(words.SeenOnce))
        {
            all.Add("once", tagOf[word]);
        }

        // What the words themselves say need not be said again.
        Dictionary<string, string> tagOfLowercase = lowercase.Texts.ToDictionary(w => w, lowercase.MostFrequent, StringComparer.Ordinal)
            .Where(l => tagOf.GetValueOrDefault(l.Key) != l.Value).ToDictionary(StringComparer.Ordinal);
        return new MostFrequentTagBaseline(tagOf, tagOfLowercase, all.MostFrequent(all.Texts.Contains("once") ? "once" : "all"));
    }

    /// <summary>The tags of a sentence.</summary>
    /// <param name="words">The words.</param>
    /// <returns>A tag for each.</returns>
    public string[] Predict(IReadOnlyList<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return [.. words.Select(TagOf)];
    }

    /// <summary>The baseline as one line of JSON, as it lies in a model file: about 10 bytes a word.</summary>
    /// <returns>The JSON; the same sentences give the same text.</returns>
    public string ToJson()
    {
        (string[] tags, string[][] words) = TagCounts.ByTag(_tagOf, _tagOf.Values.Union(_tagOfLowercase.Values));
        MostFrequentTagRecord record = new(UnknownTag, tags, words, TagCounts.ByTag(_tagOfLowercase, tags).Texts);
        return BaselineJson.Write(record, BaselineJson.Context.MostFrequentTagRecord);
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="source">The file, for the messages of errors.</param>
    /// <returns>The baseline; it predicts the same tags.</returns>
    /// <exception cref="ModelFileException">It is not exactly that.</exception>
    public static MostFrequentTagBaseline FromJson(string json, string source = "model file") =>
        BaselineJson.Read(json, source, Who, BaselineJson.Context.MostFrequentTagRecord, r =>
            new MostFrequentTagBaseline(TagCounts.TagOf(r.Tags, r.Words), TagCounts.TagOf(r.Tags, r.Lowercase), r.Unknown));

    private string TagOf(string word)
    {
        if (_tagOf.TryGetValue(word, out string? tag))
        {
            return tag;
        }

        string lowercase = word.ToLowerInvariant();
        return _tagOfLowercase.GetValueOrDefault(lowercase) ?? _tagOf.GetValueOrDefault(lowercase) ?? UnknownTag;
    }
}
