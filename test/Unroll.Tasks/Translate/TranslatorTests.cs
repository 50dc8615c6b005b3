using Unroll.Decoding;
using Unroll.Kernels;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Translate;
using Xunit;

namespace Unroll.Tasks.Tests.Translate;

public sealed class TranslatorTests
{
    private static readonly DecodeOptions s_beam = new(4, 1, 0, 12), s_greedy = new(1, 0, 0, 12);

    [Theory]
    [InlineData("")]
    [InlineData("\"attention\": \"none\"")]
    [InlineData("\"attention\": \"additive\", \"inputFeeding\": true, \"cell\": \"gru\"")]
    public void Neither_other_sources_nor_their_order_nor_threads_change_a_bit(string model)
    {
        (TranslateNetwork network, PairEncoding encoding, EncodedPairs pairs) = TranslateSamples.Network("word", model, 70);
        using WorkerTeam one = new(1), three = new(3);
        foreach (DecodeOptions decode in (DecodeOptions[])[s_beam, s_greedy])
        {
            IReadOnlyList<Hypothesis>[] together = new Translator(network, encoding, one).Translate(pairs.Sources, decode);
            IReadOnlyList<Hypothesis>[] backwards = new Translator(network, encoding, three).Translate([.. pairs.Sources.Reverse()], decode);
            for (int i = 0; i < pairs.Count; i++)
            {
                Hypothesis alone = new Translator(network, encoding, i % 2 == 0 ? one : three).Translate([pairs.Sources[i]], decode)[0][0];
                AssertSame(alone, together[i][0]);
                AssertSame(alone, backwards[^(i + 1)][0]);
            }
        }

        Assert.Equal(new Translator(network, encoding, one).Loss(pairs), new Translator(network, encoding, three).Loss(pairs));
    }

    [Fact]
    public void What_is_streamed_is_what_greedy_search_finds()
    {
        (TranslateNetwork network, PairEncoding encoding, EncodedPairs pairs) = TranslateSamples.Network("word", "", 20);
        using WorkerTeam team = new(1);
        Translator translator = new(network, encoding, team);
        IReadOnlyList<Hypothesis>[] greedy = translator.Translate(pairs.Sources, s_greedy);
        for (int i = 0; i < pairs.Count; i++)
        {
            Assert.Equal(greedy[i][0].Tokens, translator.Stream(pairs.Sources[i], s_greedy.MaxLength).Select(s => s.Token));
        }
    }

    [Fact]
    public void Several_translations_come_best_first_and_the_first_is_the_one_alone()
    {
        (TranslateNetwork network, PairEncoding encoding, EncodedPairs pairs) = TranslateSamples.Network("word", "", 5);
        using WorkerTeam team = new(1);
        IReadOnlyList<Hypothesis>[] three = new Translator(network, encoding, team).Translate(pairs.Sources, s_beam with { LengthPenalty = 0 }, best: 3);
        Assert.All(three, found => Assert.Equal(3, found.Count));
        Assert.All(three, found => Assert.Equal(found.OrderByDescending(h => h.Finished).ThenByDescending(h => h.Score), found));
    }

    [Fact]
    public void The_weights_of_attention_are_a_row_for_each_token_and_add_up_to_one()
    {
        (TranslateNetwork network, PairEncoding encoding, EncodedPairs pairs) = TranslateSamples.Network("word", "", 5);
        using WorkerTeam team = new(1);
        Translator translator = new(network, encoding, team);
        AttentionWeights attention = encoding.AttentionOf(translator, pairs.Pairs[0].Source, pairs.Targets[0])!;
        Assert.Equal(pairs.Sources[0].Length, attention.Source.Count);
        Assert.Equal(pairs.Targets[0].Length + 1, attention.Target.Count);
        Assert.Equal(attention.Target.Count, attention.Weights.Count);
        Assert.All(attention.Weights, row => Assert.Equal(1, row.Sum(), 1e-4));
        Assert.Null(new Translator(TranslateSamples.Network("word", "\"attention\": \"none\"", 5).Network, encoding, team).Attention(pairs.Sources[0], pairs.Targets[0]));
    }

    private static void AssertSame(Hypothesis a, Hypothesis b)
    {
        Assert.Equal(a.Tokens, b.Tokens);
        Assert.Equal(a.LogProbability, b.LogProbability);
        Assert.Equal(a.Score, b.Score);
    }
}
