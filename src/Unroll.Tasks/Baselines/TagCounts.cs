using System.Runtime.InteropServices;
using Unroll.Data.Tagging;

namespace Unroll.Tasks.Baselines;

/// <summary>How often each text was seen with each tag.</summary>
internal sealed class TagCounts
{
    private readonly Dictionary<string, Dictionary<string, int>> _tagsOf = new(StringComparer.Ordinal);

    /// <summary>The texts.</summary>
    public IEnumerable<string> Texts => _tagsOf.Keys;

    /// <summary>Counts a text with a tag.</summary>
    public void Add(string text, string tag)
    {
        ref Dictionary<string, int>? tags = ref CollectionsMarshal.GetValueRefOrAddDefault(_tagsOf, text, out _);
        tags ??= new Dictionary<string, int>(StringComparer.Ordinal);
        CollectionsMarshal.GetValueRefOrAddDefault(tags, tag, out _)++;
    }

    /// <summary>The most frequent tag of a text; of equally frequent ones the first in ordinal order.</summary>
    public string MostFrequent(string text) => _tagsOf[text].OrderByDescending(t => t.Value).ThenBy(t => t.Key, StringComparer.Ordinal).First().Key;

    /// <summary>Whether a text was seen exactly once.</summary>
    public bool SeenOnce(string text) => _tagsOf[text].Count == 1 && _tagsOf[text].Values.First() == 1;

    /// <summary>The texts of each tag by a choice of tags, both in ordinal order.</summary>
    public static (string[] Tags, string[][] Texts) ByTag(IEnumerable<KeyValuePair<string, string>> tagOf, IEnumerable<string>? tags = null)
    {
        ILookup<string, string> textsOf = tagOf.ToLookup(t => t.Value, t => t.Key, StringComparer.Ordinal);
        string[] all = [.. (tags ?? textsOf.Select(g => g.Key)).Order(StringComparer.Ordinal)];
        return (all, [.. all.Select(tag => textsOf[tag].Order(StringComparer.Ordinal).ToArray())]);
    }

    /// <summary>What <see cref="ByTag"/> was made of.</summary>
    public static Dictionary<string, string> TagOf(string[] tags, string[][] texts)
    {
        BaselineJson.Check(tags.Length == texts.Length, $"there are {tags.Length} tags and {texts.Length} lists of texts, expected as many");
        Dictionary<string, string> tagOf = new(StringComparer.Ordinal);
        for (int t = 0; t < tags.Length; t++)
        {
            BaselineJson.Check(tags[t] is not null && texts[t] is not null, "a tag is null");
            foreach (string text in texts[t])
            {
                BaselineJson.Check(text is not null && tagOf.TryAdd(text, tags[t]), $"'{text}' stands twice");
            }
        }

        return tagOf;
    }

    /// <summary>Demands a tag for every word.</summary>
    public static void CheckTagged(string who, TaggedSentence sentence)
    {
        if (sentence.Tags.Count != sentence.Words.Count)
        {
            throw new DataException(
                $"{who} {sentence.OriginOf(0)}: the sentence has {sentence.Words.Count} words and {sentence.Tags.Count} tags, expected a tag for each, because it "
                + "learns from them. Give training data with tags.");
        }
    }
}
