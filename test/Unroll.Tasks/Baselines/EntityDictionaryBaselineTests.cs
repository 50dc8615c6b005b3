using Unroll.Data.Tagging;
using Unroll.Tasks.Baselines;
using Unroll.Tasks.Metrics;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Baselines;

public sealed class EntityDictionaryBaselineTests
{
    [Fact]
    public void The_longest_entity_of_training_is_found_from_the_left_also_after_a_round_trip()
    {
        EntityDictionaryBaseline fitted = EntityDictionaryBaseline.Fit(
        [
            Sentence("New York City in New York", "B-LOC I-LOC I-LOC O B-LOC I-LOC"), Sentence("York Times", "B-ORG I-ORG"), Sentence("Paris", "B-PER"),
        ]);
        foreach (EntityDictionaryBaseline baseline in new[] { fitted, EntityDictionaryBaseline.FromJson(fitted.ToJson()) })
        {
            Assert.Equal(4, baseline.Count);
            Assert.Equal("O B-LOC I-LOC I-LOC B-PER O", Predict(baseline, "in New York City Paris ,"));
            // New York is taken, so York Times is not.
            Assert.Equal("B-LOC I-LOC O B-ORG I-ORG", Predict(baseline, "New York Times York Times"));
            Assert.Equal("O O O B-LOC I-LOC", Predict(baseline, "new york New New York"));
            Assert.Empty(baseline.Predict([]));
            Assert.Equal(fitted.ToJson(), baseline.ToJson());
        }
    }

    [Fact]
    public void An_entity_of_several_types_has_the_most_frequent_and_of_equal_ones_the_first()
    {
        TaggedSentence[] sentences = [Sentence("Paris Paris Paris", "B-PER B-LOC B-LOC"), Sentence("Jordan Jordan", "B-PER B-LOC"), Sentence("Jordan x", "O I-ORG")];
        EntityDictionaryBaseline baseline = EntityDictionaryBaseline.Fit(sentences);
        Assert.Equal("B-LOC B-LOC B-ORG O", Predict(baseline, "Paris Jordan x y"));
        Array.Reverse(sentences);
        Assert.Equal(baseline.ToJson(), EntityDictionaryBaseline.Fit(sentences).ToJson());
    }

    [Fact]
    public void Without_entities_in_training_none_is_found()
    {
        EntityDictionaryBaseline baseline = EntityDictionaryBaseline.Fit([Sentence("a b", "O O")]);
        Assert.Equal("O O", Predict(EntityDictionaryBaseline.FromJson(baseline.ToJson()), "a b"));
    }

    [Fact]
    public void Bad_input_is_an_error_that_says_what_is_wrong()
    {
        Assert.Contains("word 2 is 'NOUN'", Assert.Throws<DataException>(() => EntityDictionaryBaseline.Fit([Sentence("a b", "O NOUN")])).Message, StringComparison.Ordinal);
        Assert.Contains("2 words and 1 tags", Assert.Throws<DataException>(() => EntityDictionaryBaseline.Fit([Sentence("a b", "O")])).Message, StringComparison.Ordinal);
        Assert.Contains("in 'm'", Assert.Throws<ModelFileException>(() => EntityDictionaryBaseline.FromJson("""{"types":["A"],"entities":[]}""", "m")).Message, StringComparison.Ordinal);
    }

    [SharedDataFact("wnut17")]
    public void The_emerging_entities_of_wnut17_share_no_sentence_with_those_of_training()
    {
        // The collection is about new entities: nothing of training stands anywhere in dev, so the dictionary finds nothing there.
        IReadOnlyList<TaggedSentence> train = ConllColumns.Read(SharedData.PathOf("wnut17", "wnut17train.conll"));
        EntityDictionaryBaseline baseline = EntityDictionaryBaseline.Fit(train);
        EntityScore dev = new(), seen = new();
        foreach (TaggedSentence s in ConllColumns.Read(SharedData.PathOf("wnut17", "emerging.dev.conll"))) dev.Add(s.Tags, baseline.Predict(s.Words));
        foreach (TaggedSentence s in train) seen.Add(s.Tags, baseline.Predict(s.Words));
        Assert.Equal(1592, baseline.Count);
        Assert.Equal(new EntityCounts(0, 836, 0), dev.Total);
        Assert.InRange(seen.Recall, 0.85, 1);
    }

    private static string Predict(EntityDictionaryBaseline baseline, string words) => string.Join(' ', baseline.Predict(words.Split(' ')));

    private static TaggedSentence Sentence(string words, string tags) => new(words.Split(' '), tags.Split(' '), [.. words.Split(' ').Select((_, i) => i + 1)], "test");
}
