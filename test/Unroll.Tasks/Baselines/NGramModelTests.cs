using Unroll.Data.Text;
using Unroll.Data.Vocabularies;
using Unroll.Kernels;
using Unroll.Tasks.Baselines;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Baselines;

public sealed class NGramModelTests
{
    [Fact]
    public void A_bigram_example_by_hand()
    {
        // a b a a: c(a) = 3, c(b) = 1, two types. P(a) = (3 + 2/3) / 6 = 11/18, P(b) = (1 + 2/3) / 6 = 5/18, P(c) = (2/3) / 6 = 2/18.
        NGramModel unigram = NGramModel.Train([0, 1, 0, 0], order: 1, vocabularySize: 3);
        AssertProbability(11 / 18.0, unigram, [], 0);
        AssertProbability(5 / 18.0, unigram, [], 1);
        AssertProbability(2 / 18.0, unigram, [], 2);

        // After a: b once, a once, two types. P(b | a) = (1 + 2 * 5/18) / 4.
        // After b: a once. P(b | b) = (0 + 1 * 5/18) / 2. c was never seen.
        NGramModel bigram = NGramModel.Train([0, 1, 0, 0], order: 2, vocabularySize: 3);
        AssertProbability((1 + (2 * 5 / 18.0)) / 4, bigram, [0], 1);
        AssertProbability((1 + (2 * 5 / 18.0)) / 4, bigram, [1, 1, 0], 1);
        AssertProbability(5 / 18.0 / 2, bigram, [1], 1);
        AssertProbability(5 / 18.0, bigram, [2], 1);
        AssertProbability(5 / 18.0, bigram, [], 1);
    }

    [Fact]
    public void Without_training_all_tokens_are_alike()
    {
        NGramModel model = NGramModel.Train([], order: 3, vocabularySize: 8);
        Assert.Equal(Math.Log(8), model.CrossEntropy([1, 2, 3]), 1e-12);
        Assert.Equal(1 / 3.0, model.Evaluate([0, 7, 6]).Top1, 1e-12);
    }

    [Fact]
    public void Probabilities_sum_to_one_after_any_context()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            CounterRandom random = new(seed);
            int vocabulary = 2 + random.NextInt32(9);
            int order = 1 + random.NextInt32(5);
            NGramModel model = NGramModel.Train(Draw(ref random, 300, vocabulary), order, vocabulary + 1);
            for (int trial = 0; trial < 50; trial++)
            {
                int[] context = Draw(ref random, random.NextInt32(7), vocabulary + 1);
                double sum = Enumerable.Range(0, vocabulary + 1).Sum(w => Math.Exp(model.LogProbability(context, w)));
                Assert.Equal(1.0, sum, 1e-12);
            }
        }
    }

    [Fact]
    public void Probabilities_equal_those_of_the_formula_read_word_for_word()
    {
        CounterRandom random = new(5);
        int[] tokens = Draw(ref random, 400, 6);
        for (int order = 1; order <= 5; order++)
        {
            NGramModel model = NGramModel.Train(tokens, order, 7);
            for (int trial = 0; trial < 200; trial++)
            {
                int[] context = Draw(ref random, random.NextInt32(order), 7);
                int token = random.NextInt32(7);
                AssertProbability(Reference(tokens, context, token, 7), model, context, token);
            }
        }
    }

    [Fact]
    public void The_cross_entropy_is_the_mean_over_the_tokens_each_after_those_before_it()
    {
        CounterRandom random = new(6);
        for (int order = 1; order <= 5; order++)
        {
            NGramModel model = NGramModel.Train(Draw(ref random, 500, 5), order, 6);
            int[] tokens = Draw(ref random, 200, 6);
            double sum = tokens.Select((t, i) => -model.LogProbability(tokens.AsSpan(0, i), t)).Sum();
            Assert.Equal(sum / tokens.Length, model.CrossEntropy(tokens), 1e-12);
        }
    }

    [Fact]
    public void Evaluate_counts_the_ranks_that_the_whole_distribution_gives()
    {
        CounterRandom random = new(7);
        for (int order = 1; order <= 4; order++)
        {
            const int vocabulary = 12;
            NGramModel model = NGramModel.Train(Draw(ref random, 300, vocabulary), order, vocabulary);
            int[] tokens = Draw(ref random, 400, vocabulary);
            int[] ranks = [.. tokens.Select((t, i) => Rank(model, tokens[..i], t, vocabulary))];
            (double loss, double top1, double top3, double top5) = model.Evaluate(tokens);
            Assert.Equal(model.CrossEntropy(tokens), loss, 1e-12);
            Assert.Equal(ranks.Count(r => r < 1) / 400.0, top1, 1e-12);
            Assert.Equal(ranks.Count(r => r < 3) / 400.0, top3, 1e-12);
            Assert.Equal(ranks.Count(r => r < 5) / 400.0, top5, 1e-12);
        }
    }

    [Fact]
    public void A_token_outside_the_vocabulary_is_an_error_that_names_the_range()
    {
        ArgumentOutOfRangeException e = Assert.Throws<ArgumentOutOfRangeException>(() => NGramModel.Train([0, 3], 2, 3));
        Assert.Contains("from 0 to 2", e.Message, StringComparison.Ordinal);
        NGramModel model = NGramModel.Train([0, 1, 2], 2, 3);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.LogProbability([0], -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.CrossEntropy([0, 3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.CrossEntropy([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => NGramModel.Train([0], 0, 3));
    }

    [SharedDataFact("tiny-shakespeare")]
    public void Five_grams_of_the_characters_of_tiny_shakespeare_stand_at_1_669_nats()
    {
        string text = TextCorpus.Read(SharedData.PathOf("tiny-shakespeare", "input.txt")).Text;
        CharVocabulary v = CharVocabulary.Build(text);
        int cut = text.Length * 9 / 10;
        NGramModel model = NGramModel.Train(v.Encode(text.AsSpan(0, cut)), order: 5, v.Count);
        (double loss, double top1, double top3, double top5) = model.Evaluate(v.Encode(text.AsSpan(cut)));
        Assert.Equal(1.669, loss, 0.01);
        Assert.True(top1 > 0.5 && top3 > top1 && top5 > top3 && top5 < 1);
    }

    private static int[] Draw(ref CounterRandom random, int length, int vocabulary)
    {
        int[] tokens = new int[length];
        for (int i = 0; i < length; i++)
        {
            // Small ids more often, so that counts differ.
            tokens[i] = Math.Min(random.NextInt32(vocabulary), random.NextInt32(vocabulary));
        }

        return tokens;
    }

    private static void AssertProbability(double expected, NGramModel model, int[] context, int token) =>
        Assert.Equal(expected, Math.Exp(model.LogProbability(context, token)), 1e-12);

    /// <summary>The reference: counts by scanning the tokens.</summary>
    private static double Reference(int[] tokens, ReadOnlySpan<int> context, int token, int vocabularySize)
    {
        double shorter = context.IsEmpty ? 1.0 / vocabularySize : Reference(tokens, context[1..], token, vocabularySize);
        List<int> followers = [];
        for (int i = 0; i + context.Length < tokens.Length; i++)
        {
            if (tokens.AsSpan(i, context.Length).SequenceEqual(context))
            {
                followers.Add(tokens[i + context.Length]);
            }
        }

        int types = followers.Distinct().Count();
        return followers.Count == 0 ? shorter : (followers.Count(f => f == token) + (types * shorter)) / (followers.Count + types);
    }

    private static int Rank(NGramModel model, int[] context, int token, int vocabulary)
    {
        double[] p = [.. Enumerable.Range(0, vocabulary).Select(w => model.LogProbability(context, w))];
        return Enumerable.Range(0, vocabulary).Count(w => p[w] > p[token] || (p[w] == p[token] && w < token));
    }
}
