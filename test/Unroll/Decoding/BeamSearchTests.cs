using Unroll.Decoding;
using Xunit;

namespace Unroll.Tests.Decoding;

public sealed class BeamSearchTests
{
    private const int Vocabulary = 3, Start = 0, End = 2, MaxLength = 5;

    public static TheoryData<double, double> Penalties => new() { { 0, 0 }, { 0.6, 0 }, { 2, 0 }, { 0, 0.5 }, { 1, 0.2 } };

    [Theory]
    [MemberData(nameof(Penalties))]
    public void A_beam_as_wide_as_all_sequences_is_exhaustive_search(double lengthPenalty, double coveragePenalty)
    {
        TableModel model = new(Vocabulary, [.. Enumerable.Range(0, 20).Select(i => (ulong)i)]);
        IReadOnlyList<IReadOnlyList<Hypothesis>> found = BeamSearch.Decode(
            model, new BeamSearchOptions(Start, End, MaxLength, Width: 32) { Best = 5, LengthPenalty = lengthPenalty, CoveragePenalty = coveragePenalty });
        for (int source = 0; source < model.Sources; source++)
        {
            Hypothesis[] all = [.. All(model, source, [], 0, [0, 0, 0], lengthPenalty, coveragePenalty).OrderByDescending(h => h.Score)];
            for (int i = 0; i < 5; i++)
            {
                Assert.Equal(all[i].Tokens, found[source][i].Tokens);
                Assert.Equal(all[i].Score, found[source][i].Score, 1e-6);
                Assert.Equal(all[i].LogProbability, found[source][i].LogProbability, 1e-6);
                Assert.True(found[source][i].Finished);
            }
        }
    }

    [Fact]
    public void Penalties_change_the_answer_and_a_length_penalty_makes_it_longer()
    {
        TableModel model = new(Vocabulary, [.. Enumerable.Range(0, 50).Select(i => (ulong)i)]);
        double[] lengths = [.. new[] { 0.0, 1, 3 }.Select(alpha => Best(model, new(Start, End, MaxLength, 32) { LengthPenalty = alpha }).Average(h => h.Tokens.Count))];
        Assert.True(lengths[0] < lengths[1] && lengths[1] < lengths[2], string.Join(", ", lengths));
        IEnumerable<string> without = Best(model, new(Start, End, MaxLength, 32)).Select(h => string.Join(' ', h.Tokens));
        Assert.NotEqual(without, Best(model, new(Start, End, MaxLength, 32) { CoveragePenalty = 1 }).Select(h => string.Join(' ', h.Tokens)));
    }

    [Fact]
    public void A_beam_of_one_is_greedy_search()
    {
        TableModel model = new(7, [.. Enumerable.Range(0, 30).Select(i => (ulong)i)]);
        IReadOnlyList<Hypothesis> greedy = GreedySearch.Decode(model, new(1, 6, 8));
        Hypothesis[] beam = Best(model, new(1, 6, 8, Width: 1));
        for (int i = 0; i < beam.Length; i++)
        {
            Assert.Equal(greedy[i].Tokens, beam[i].Tokens);
            Assert.Equal(greedy[i].LogProbability, beam[i].LogProbability, 1e-9);
            Assert.Equal(greedy[i].Finished, beam[i].Finished);
        }

        Assert.Contains(beam, h => h.Finished);
        Assert.Contains(beam, h => !h.Finished);
    }

    [Fact]
    public void A_source_gets_the_same_hypotheses_alone_and_beside_others()
    {
        ulong[] seeds = [.. Enumerable.Range(0, 12).Select(i => (ulong)i)];
        BeamSearchOptions options = new(1, 5, 9, Width: 3) { Best = 3, LengthPenalty = 0.7, CoveragePenalty = 0.3 };
        IReadOnlyList<IReadOnlyList<Hypothesis>> together = BeamSearch.Decode(new TableModel(6, seeds), options);
        for (int i = 0; i < seeds.Length; i += 2)
        {
            // The length of a memory depends on the place, so both places are even.
            AssertSame(together[i], BeamSearch.Decode(new TableModel(6, seeds[i]), options)[0]);
        }
    }

    [Fact]
    public void Finished_sources_leave_the_batch()
    {
        TableModel model = new(6, [.. Enumerable.Range(0, 12).Select(i => (ulong)i)]);
        BeamSearch.Decode(model, new(1, 5, 20, Width: 3));
        Assert.Equal(12, model.Batches[0]);
        Assert.InRange(model.Batches[1], 13, 36);
        Assert.True(model.Batches[^1] < model.Batches[1]);
    }

    [Fact]
    public void Stopping_when_the_beam_is_full_takes_no_more_steps_and_finds_no_better_score()
    {
        ulong[] seeds = [.. Enumerable.Range(0, 30).Select(i => (ulong)i)];
        TableModel exact = new(6, seeds), early = new(6, seeds);
        BeamSearchOptions options = new(1, 5, 20, Width: 3) { LengthPenalty = 1 };
        Hypothesis[] best = Best(exact, options), soon = Best(early, options with { StopWhenFull = true });
        Assert.True(early.Batches.Sum() < exact.Batches.Sum());
        Assert.All(best.Zip(soon), pair => Assert.True(pair.First.Score >= pair.Second.Score));
    }

    [Fact]
    public void Without_an_end_token_the_best_of_the_maximum_length_are_returned_unfinished_and_in_order()
    {
        IReadOnlyList<Hypothesis> found = BeamSearch.Decode(new TableModel(3, 9), new(0, -1, 4, Width: 81) { Best = 100 })[0];
        Assert.Equal(81, found.Count);
        Assert.All(found, h => Assert.Equal((4, false), (h.Tokens.Count, h.Finished)));
        Assert.Equal(found.OrderByDescending(h => h.Score), found);
        Assert.Equal(1, found.Sum(h => Math.Exp(h.LogProbability)), 1e-5);
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        TableModel model = new(3, 1);
        Assert.Contains("the start is token 3", Message(new(3, 2, 5)), StringComparison.Ordinal);
        Assert.Contains("the maximum length is 0", Message(new(0, 2, 0)), StringComparison.Ordinal);
        Assert.Contains("width 0", Message(new(0, 2, 5, 0)), StringComparison.Ordinal);
        Assert.Contains("length penalty -1", Message(new(0, 2, 5) { LengthPenalty = -1 }), StringComparison.Ordinal);
        Assert.Contains(
            "needs the weights of attention, which Blind does not give",
            Assert.Throws<ArgumentException>(() => BeamSearch.Decode(new Blind(), new(0, 2, 5) { CoveragePenalty = 1 })).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "the log-probability of class 1 in row 0 is NaN", Assert.Throws<UnrollException>(() => BeamSearch.Decode(new Blind(), new(0, 2, 5))).Message, StringComparison.Ordinal);

        string Message(BeamSearchOptions options) => Assert.Throws<ArgumentException>(() => BeamSearch.Decode(model, options)).Message;
    }

    private static Hypothesis[] Best(IStepModel model, BeamSearchOptions options) => [.. BeamSearch.Decode(model, options).Select(h => h[0])];

    private static void AssertSame(IReadOnlyList<Hypothesis> a, IReadOnlyList<Hypothesis> b)
    {
        Assert.Equal(a.Count, b.Count);
        Assert.All(a.Zip(b), pair =>
        {
            Assert.Equal(pair.First.Tokens, pair.Second.Tokens);
            Assert.Equal((pair.First.LogProbability, pair.First.Score, pair.First.Finished), (pair.Second.LogProbability, pair.Second.Score, pair.Second.Finished));
        });
    }

    /// <summary>Every sequence that ends within the maximum length.</summary>
    private static IEnumerable<Hypothesis> All(TableModel model, int source, int[] tokens, double logProbability, double[] coverage, double alpha, double beta)
    {
        int[] read = [Start, .. tokens];
        float[] next = model.Next(source, read), weights = model.Attention(source, read);
        double[] covered = [.. coverage.Zip(weights, (c, w) => c + w)];
        double penalty = beta * covered.Take(model.MemoryLength(source)).Sum(c => Math.Log(Math.Min(c, 1))), ended = logProbability + next[End];
        yield return new Hypothesis(tokens, ended, (ended / Math.Pow((5 + tokens.Length + 1) / 6.0, alpha)) + penalty, true);
        for (int token = 0; token < Vocabulary && tokens.Length < MaxLength - 1; token++)
        {
            if (token != End)
            {
                foreach (Hypothesis h in All(model, source, [.. tokens, token], logProbability + next[token], covered, alpha, beta))
                {
                    yield return h;
                }
            }
        }
    }

    /// <summary>Has no attention, and gives NaN.</summary>
    private sealed class Blind : IStepModel
    {
        public int VocabularySize => 3;

        public int Sources => 1;

        public void Begin()
        {
        }

        public void Step(ReadOnlySpan<int> parents, ReadOnlySpan<int> tokens, Span<float> logProbabilities)
        {
            logProbabilities.Fill(-1);
            logProbabilities[1] = float.NaN;
        }
    }
}
