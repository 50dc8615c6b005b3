using Unroll.Decoding;
using Unroll.Kernels;
using Xunit;

namespace Unroll.Tests.Decoding;

public sealed class SamplingTests
{
    private static readonly float[] s_logits = [1, 3, 0, 2, 2];

    [Fact]
    public void Temperature_0_takes_the_likeliest_and_of_equals_the_first()
    {
        Sampler sampler = new(new SamplerOptions(Temperature: 0), new CounterRandom(1));
        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal(1, sampler.Draw(s_logits)));
        Assert.Equal(3, sampler.Draw(s_logits, excluded: 1));
    }

    [Theory]
    [InlineData(1, 0, 1.0)]
    [InlineData(2.5, 0, 1.0)]
    [InlineData(1, 2, 1.0)]
    [InlineData(1, 0, 0.7)]
    [InlineData(0.5, 4, 0.95)]
    public void Tokens_come_as_often_as_their_probability_among_those_that_are_left(double temperature, int topK, double topP)
    {
        const int Draws = 100_000;
        Sampler sampler = new(new SamplerOptions(temperature, topK, topP), new CounterRandom(2));
        int[] counts = new int[s_logits.Length];
        for (int i = 0; i < Draws; i++)
        {
            counts[sampler.Draw(s_logits)]++;
        }

        int[] ranked = [1, 3, 4, 0, 2];
        double[] p = [.. ranked.Take(topK == 0 ? 5 : topK).Select(i => Math.Exp(s_logits[i] / temperature))];
        double total = p.Sum(), kept = 0;
        int left = p.TakeWhile(x => (kept += x) < topP * total).Count() + 1;
        p = [.. p.Take(left)];
        for (int i = 0; i < ranked.Length; i++)
        {
            double expected = i < p.Length ? p[i] / p.Sum() : 0;
            Assert.InRange(counts[ranked[i]] / (double)Draws, expected - 0.01, expected + 0.01);
            Assert.True(i < p.Length || counts[ranked[i]] == 0);
        }
    }

    [Fact]
    public void A_source_draws_the_same_tokens_alone_and_beside_others()
    {
        DecodingOptions options = new(1, 5, 12);
        IReadOnlyList<Hypothesis> together = RandomSampling.Decode(new TableModel(6, 1, 2, 3), options, new SamplerOptions(), new CounterRandom(9));
        Assert.Equal(together[0].Tokens, RandomSampling.Decode(new TableModel(6, 1), options, new SamplerOptions(), new CounterRandom(9))[0].Tokens);
        Assert.NotEqual(together[0].Tokens, RandomSampling.Decode(new TableModel(6, 1), options, new SamplerOptions(), new CounterRandom(10))[0].Tokens);
    }

    [Fact]
    public void The_log_probability_of_a_hypothesis_is_the_models_for_greedy_search_and_for_draws()
    {
        TableModel model = new(6, 1, 2, 3, 4);
        DecodingOptions options = new(1, 5, 12);
        foreach (IReadOnlyList<Hypothesis> found in new[] { GreedySearch.Decode(model, options), RandomSampling.Decode(model, options, new(Temperature: 2), new CounterRandom(3)) })
        {
            for (int source = 0; source < found.Count; source++)
            {
                int[] read = [1, .. found[source].Tokens, .. found[source].Finished ? new[] { 5 } : []];
                double expected = Enumerable.Range(1, read.Length - 1).Sum(n => (double)model.Next(source, read[..n])[read[n]]);
                Assert.Equal(expected, found[source].LogProbability, 1e-5);
            }
        }
    }

    [Theory]
    [InlineData(-1, 0, 1)]
    [InlineData(1, -1, 1)]
    [InlineData(1, 0, 0)]
    [InlineData(double.NaN, 0, 1)]
    public void Options_out_of_range_are_refused(double temperature, int topK, double topP) => Assert.Contains(
        "expected a temperature of at least 0",
        Assert.Throws<ArgumentException>(() => new Sampler(new SamplerOptions(temperature, topK, topP), default)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Log_probabilities_of_a_row_sum_to_one_for_any_size_and_do_not_depend_on_the_other_rows()
    {
        foreach (int classes in new[] { 1, 5, 255, 256, 257, 1000 })
        {
            float[] rows = [.. Enumerable.Range(0, 3 * classes).Select(i => (float)(10 * new CounterRandom((ulong)i).NextGaussian()))], second = rows[classes..(2 * classes)];
            LogProbabilities.Normalize(rows, classes);
            LogProbabilities.Normalize(second, classes);
            Assert.Equal(second, rows[classes..(2 * classes)]);
            Assert.Equal(1, second.Sum(x => Math.Exp(x)), 1e-5);
        }
    }
}
