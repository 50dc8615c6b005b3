using Unroll.Decoding;
using Unroll.Tensors;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Decoding;

public sealed class CtcTests
{
    private const int Time = 6, Classes = 3;

    /// <summary>[batch, time, class]: the input of Keras' test of <c>ctc_decode</c> in <c>ops/nn_test.py</c>, with blank 0 and lengths 3, 3, 1.</summary>
    private static readonly float[] s_keras =
    [
        0.1f, 0.4f, 0.2f, 0.4f, 0.3f, -0.3f, 0.4f, 0.2f, 0.3f, 0.2f, 0.4f, 0.3f,
        0.7f, 0.4f, 0.3f, 0.2f, 0.3f, 0.3f, 0.4f, 0.1f, 0.6f, -0.1f, 0.1f, 0.5f,
        0.1f, 0.4f, 0.2f, 0.7f, 0.3f, 0.3f, -0.2f, 0.7f, 0.3f, 0.2f, 0.4f, 0.1f,
    ];

    private static readonly int[] s_kerasLengths = [3, 3, 1];

    [Fact]
    public void Greedy_search_gives_the_labels_and_scores_of_Keras()
    {
        IReadOnlyList<CtcHypothesis> merged = CtcGreedySearch.Decode(Keras(normalize: false), s_kerasLengths);
        Assert.Equal([[1, 2], [2], [3]], merged.Select(h => h.Labels));
        Assert.Equal([1.2, 1.7, 0.7], merged.Select(h => Math.Round(h.LogProbability, 5)));
        IReadOnlyList<CtcHypothesis> repeated = CtcGreedySearch.Decode(Keras(normalize: false), s_kerasLengths, mergeRepeated: false);
        Assert.Equal([[1, 2, 2], [2], [3]], repeated.Select(h => h.Labels));
    }

    [Fact]
    public void Beam_search_gives_the_two_best_labellings_and_scores_of_Keras()
    {
        IReadOnlyList<IReadOnlyList<CtcHypothesis>> found = CtcBeamSearch.Decode(Keras(normalize: true), new(Width: 4) { Best = 2 }, s_kerasLengths);
        Assert.Equal([[1, 2], [2], [3]], found.Select(f => f[0].Labels));
        Assert.Equal([[2], [3], [1]], found.Select(f => f[1].Labels));
        double[] expected = [-2.426537, -2.435596, -2.127681, -2.182338, -1.063386, -1.363386];
        Assert.All(found.SelectMany(f => f).Zip(expected), pair => Assert.Equal(pair.Second, pair.First.LogProbability, 1e-5));
    }

    [Fact]
    public void A_wide_beam_gives_every_labelling_its_probability_over_all_alignments()
    {
        for (ulong seed = 0; seed < 10; seed++)
        {
            Tensor input = Random(seed, 1);
            Dictionary<string, double> all = BruteForce(input);
            IReadOnlyList<CtcHypothesis> found = CtcBeamSearch.Decode(input, new(Width: 1000) { Best = 1000 })[0];
            Assert.Equal(all.Count, found.Count);
            Assert.All(found, h => Assert.Equal(all[string.Join(' ', h.Labels)], Math.Exp(h.LogProbability), 1e-6));
            Assert.Equal(found.OrderByDescending(h => h.Score), found);
        }
    }

    [Theory]
    [InlineData(0.8, 0.0)]
    [InlineData(0.5, 1.0)]
    [InlineData(2.0, -0.5)]
    public void A_language_model_and_a_bonus_rank_as_the_formula_says(double weight, double bonus)
    {
        for (ulong seed = 0; seed < 10; seed++)
        {
            Tensor input = Random(seed, 1);
            Bigrams model = new(seed);
            CtcBeamSearchOptions options = new(Width: 1000) { Best = 3, LanguageModel = model, LanguageModelWeight = weight, InsertionBonus = bonus };
            (string Labels, double Score)[] expected = [.. BruteForce(input).Select(e => (e.Key, Math.Log(e.Value) + (weight * model.Of(e.Key)) + (bonus * Count(e.Key)))).OrderByDescending(e => e.Item2)];
            IReadOnlyList<CtcHypothesis> found = CtcBeamSearch.Decode(input, options)[0];
            for (int i = 0; i < 3; i++)
            {
                Assert.Equal(expected[i].Labels, string.Join(' ', found[i].Labels));
                Assert.Equal(expected[i].Score, found[i].Score, 1e-5);
            }
        }

        static int Count(string labels) => labels.Length == 0 ? 0 : labels.Split(' ').Length;
    }

    [Fact]
    public void A_language_model_changes_the_answer_and_is_asked_once_a_beginning()
    {
        Bigrams model = new(1);
        int changed = 0;
        for (ulong seed = 0; seed < 20; seed++)
        {
            Tensor input = Random(seed, 1);
            changed += CtcBeamSearch.Decode(input, new(8))[0][0].Labels.SequenceEqual(CtcBeamSearch.Decode(input, new(8) { LanguageModel = model })[0][0].Labels) ? 0 : 1;
            model.Asked.Clear();
            CtcBeamSearch.Decode(input, new(1000) { LanguageModel = model });
            Assert.Equal(model.Asked.Distinct().Count(), model.Asked.Count);
        }

        Assert.InRange(changed, 1, 20);
    }

    [Fact]
    public void A_narrow_beam_never_claims_more_than_the_true_probability_and_a_wider_one_finds_no_less()
    {
        double before = double.NegativeInfinity;
        foreach (int width in new[] { 1, 2, 4, 16, 200 })
        {
            double sum = 0;
            for (ulong seed = 0; seed < 20; seed++)
            {
                Tensor input = Random(seed, 1);
                CtcHypothesis best = CtcBeamSearch.Decode(input, new(width))[0][0];
                Assert.True(Math.Exp(best.LogProbability) <= BruteForce(input)[string.Join(' ', best.Labels)] + 1e-6);
                sum += best.LogProbability;
            }

            Assert.True(sum >= before - 1e-9);
            before = sum;
        }
    }

    [Fact]
    public void Rows_of_a_batch_are_decoded_as_alone_and_nothing_behind_their_end_is_read()
    {
        Tensor batch = Random(3, 4);
        int[] lengths = [6, 0, 3, 5];
        for (int i = 0; i < Time * 4; i++)
        {
            if (i / 4 >= lengths[i % 4])
            {
                batch.Values.Slice(i * Classes, Classes).Fill(float.NaN);
            }
        }

        IReadOnlyList<IReadOnlyList<CtcHypothesis>> found = CtcBeamSearch.Decode(batch, new(4) { Best = 2 }, lengths);
        IReadOnlyList<CtcHypothesis> greedy = CtcGreedySearch.Decode(batch, lengths);
        Assert.Equal((0, 0.0), (found[1][0].Labels.Count, found[1][0].LogProbability));
        for (int b = 0; b < 4; b++)
        {
            float[] row = [.. Enumerable.Range(0, lengths[b]).SelectMany(t => batch.Values.Slice(((t * 4) + b) * Classes, Classes).ToArray())];
            Tensor alone = Tensor.From(new(lengths[b], 1, Classes), row);
            IReadOnlyList<CtcHypothesis> expected = CtcBeamSearch.Decode(alone, new(4) { Best = 2 })[0];
            Assert.Equal(expected.Select(h => h.Score), found[b].Select(h => h.Score));
            Assert.Equal(expected.Select(h => h.Labels), found[b].Select(h => h.Labels));
            Assert.Equal(CtcGreedySearch.Decode(alone)[0].Labels, greedy[b].Labels);
        }
    }

    [Fact]
    public void Classes_below_the_least_log_probability_do_not_go_on()
    {
        Tensor input = Random(4, 1);
        Assert.All(CtcBeamSearch.Decode(input, new(100) { Best = 100, LeastLogProbability = 1 })[0], h => Assert.Empty(h.Labels));
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        Tensor input = Random(4, 2);
        Assert.Contains("the blank is class 3, expected 0 to 2", Message(() => CtcGreedySearch.Decode(input, blank: 3)), StringComparison.Ordinal);
        Assert.Contains("got 1 lengths, expected 2", Message(() => CtcBeamSearch.Decode(input, new(), [1])), StringComparison.Ordinal);
        Assert.Contains("the length of row 1 is 7, expected 0 to 6", Message(() => CtcBeamSearch.Decode(input, new(), [1, 7])), StringComparison.Ordinal);
        Assert.Contains("width 0", Message(() => CtcBeamSearch.Decode(input, new(0))), StringComparison.Ordinal);
        input.Values[4] = float.NaN;
        Assert.Contains("class 1 in row 0 is NaN", Assert.Throws<UnrollException>(() => CtcBeamSearch.Decode(input, new())).Message, StringComparison.Ordinal);

        static string Message(Action act) => Assert.Throws<ArgumentException>(act).Message;
    }

    private static Tensor Keras(bool normalize)
    {
        float[] byTime = [.. Enumerable.Range(0, 9).SelectMany(i => s_keras.Skip((((i % 3) * 3) + (i / 3)) * 4).Take(4))];
        if (normalize)
        {
            LogProbabilities.Normalize(byTime, 4);
        }

        return Tensor.From(new(3, 3, 4), byTime);
    }

    private static Tensor Random(ulong seed, int batch)
    {
        float[] logits = Numbers.ToSingle(Numbers.Uniform(seed + 100, Time * batch * Classes, 2));
        LogProbabilities.Normalize(logits, Classes);
        return Tensor.From(new(Time, batch, Classes), logits);
    }

    /// <summary>The probability of every labelling: the sum over all 3⁶ paths that merge to it.</summary>
    private static Dictionary<string, double> BruteForce(Tensor input)
    {
        Dictionary<string, double> sums = [];
        for (int path = 0; path < (int)Math.Pow(Classes, Time); path++)
        {
            List<int> labels = [];
            double logProbability = 0;
            for (int t = 0, rest = path, before = 0; t < Time; t++, rest /= Classes)
            {
                int c = rest % Classes;
                logProbability += input.Values[(t * Classes) + c];
                if (c != 0 && c != before)
                {
                    labels.Add(c);
                }

                before = c;
            }

            string key = string.Join(' ', labels);
            sums[key] = sums.GetValueOrDefault(key) + Math.Exp(logProbability);
        }

        return sums;
    }

    /// <summary>A random distribution after each label.</summary>
    private sealed class Bigrams(ulong seed) : IPrefixLanguageModel
    {
        public List<string> Asked { get; } = [];

        public void LogProbabilities(ReadOnlySpan<int> prefix, Span<float> next)
        {
            Asked.Add(string.Join(' ', prefix.ToArray()));
            After(prefix.IsEmpty ? 0 : prefix[^1]).CopyTo(next);
            next[0] = float.NaN;
        }

        public double Of(string labels)
        {
            int[] all = labels.Length == 0 ? [] : [.. labels.Split(' ').Select(int.Parse)];
            return all.Select((label, i) => (double)After(i == 0 ? 0 : all[i - 1])[label]).Sum();
        }

        private float[] After(int label)
        {
            float[] two = Numbers.ToSingle(Numbers.Uniform((seed * 10) + (ulong)label, 2, 2));
            Unroll.Decoding.LogProbabilities.Normalize(two, 2);
            return [float.NaN, .. two];
        }
    }
}
