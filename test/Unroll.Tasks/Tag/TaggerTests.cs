using Unroll.Kernels;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Tag;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Tag;

public sealed class TaggerTests
{
    private const string Words = "\"train\": \"t\"", Numbers = "\"train\": \"t\", \"format\": \"series\"";

    [Theory]
    [InlineData(Words, "")]
    [InlineData(Words, "\"crf\": true")]
    [InlineData(Words, "\"characterEmbedding\": 0")]
    [InlineData(Words, "\"network\": \"feed-forward\"")]
    [InlineData(Numbers, "")]
    [InlineData(Numbers, "\"crf\": true, \"cell\": \"gru\", \"layers\": 2")]
    public void Neither_padding_nor_order_nor_threads_change_a_bit(string data, string model)
    {
        (TagNetwork network, TagEncoding encoding, IReadOnlyList<RawSequence> raw) = Make(data, model);
        using WorkerTeam one = new(1), three = new(3);
        TagPrediction together = new Tagger(network, encoding, one).Predict(encoding.Encode(raw));
        TagPrediction backwards = new Tagger(network, encoding, three).Predict(encoding.Encode([.. raw.Reverse()]));
        Tagger alone = new(network, encoding, one);
        for (int i = 0; i < raw.Count; i++)
        {
            TagPrediction single = alone.Predict(encoding.Encode([raw[i]]));
            Assert.Equal(raw[i].Length, single.Tags[0].Length);
            Assert.Equal(single.Tags[0], together.Tags[i]);
            Assert.Equal(single.Tags[0], backwards.Tags[^(i + 1)]);
            Assert.True(TestKit.Numbers.SameBits(single.Probabilities![0], together.Probabilities![i]));
            Assert.True(TestKit.Numbers.SameBits(single.Probabilities[0], backwards.Probabilities![^(i + 1)]));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"crf\": true")]
    public void Probabilities_of_a_step_add_up_to_one_and_a_sentence_without_words_has_none(string model)
    {
        (TagNetwork network, TagEncoding encoding, IReadOnlyList<RawSequence> raw) = Make(Words, model);
        using WorkerTeam team = new(1);
        RawSequence empty = raw[0] with { Tags = [], Sentence = raw[0].Sentence! with { Words = [], Tags = [], Lines = [] } };
        TagPrediction prediction = new Tagger(network, encoding, team).Predict(encoding.Encode([empty, .. raw]));
        Assert.Empty(prediction.Tags[0]);
        foreach (float[] step in prediction.Probabilities!.SelectMany(p => p.Chunk(encoding.Labels.Count)))
        {
            Assert.Equal(1, step.Sum(), 1e-4);
        }

        Assert.Empty(new Tagger(network, encoding, team).Predict(encoding.Encode([empty])).Tags[0]);
    }

    [Fact]
    public void With_a_random_field_an_entity_never_goes_on_what_did_not_begin()
    {
        (TagNetwork network, TagEncoding encoding, IReadOnlyList<RawSequence> raw) = Make(Words, "\"crf\": true", TagSamples.Entities);
        Assert.True(encoding.IsBio);
        CounterRandom random = new(5);
        using WorkerTeam team = new(1);
        for (int trial = 0; trial < 20; trial++)
        {
            foreach (ref float weight in network.Parameters.Values)
            {
                weight = (float)random.NextGaussian();
            }

            network.Parameters.Prepare();
            foreach (int[] tags in new Tagger(network, encoding, team).Predict(encoding.Encode(raw)).Tags)
            {
                string before = "O";
                foreach (string tag in tags.Select(t => encoding.Labels.Names[t]))
                {
                    Assert.True(tag[0] != 'I' || (before.Length > 1 && before[1..] == tag[1..]), $"{tag} after {before}");
                    before = tag;
                }
            }
        }
    }

    private static (TagNetwork Network, TagEncoding Encoding, IReadOnlyList<RawSequence> Raw) Make(string data, string model, string text = TagSamples.Conll)
    {
        Recipe recipe = TagSamples.Recipe(data, "\"hidden\": 16, \"embedding\": 8, \"characterHidden\": 6" + (model.Length > 0 ? ", " : "") + model);
        IReadOnlyList<RawSequence> raw = data == Words ? TagSamples.Parse(recipe, text) : TagSamples.Series(9, 3, 20, 1);
        SequenceModelOptions options = new(recipe.Values);
        TagEncoding encoding = TagEncoding.Fit(new LabelledDataOptions(recipe.Values), options.CharacterEmbedding > 0, raw);
        TagNetwork network = new(options, encoding);
        network.Parameters.Initialize(11);
        return (network, encoding, raw);
    }
}
