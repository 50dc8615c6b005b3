using Unroll.Kernels;
using Unroll.Tasks.Metrics;
using Xunit;

namespace Unroll.Tasks.Tests.Metrics;

public sealed class RankingMetricsTests
{
    [Fact]
    public void The_example_of_scikit_learn()
    {
        // roc_auc_score and average_precision_score in its documentation: 0.75 and 0.83.
        float[] scores = [0.1f, 0.4f, 0.35f, 0.8f];
        bool[] positive = [false, false, true, true];
        Assert.Equal(0.75, RankingMetrics.AreaUnderRoc(scores, positive), 1e-15);
        Assert.Equal((0.5 * 1) + (0.5 * 2 / 3.0), RankingMetrics.AveragePrecision(scores, positive), 1e-15);
    }

    [Fact]
    public void Ties_by_hand()
    {
        // Scores 3 +, 2 + - -, 1 + -. Pairs in order: 3 above 3; 2: half of 2, above 1; 1: half of 1. (3 + 1 + 1 + 0.5) / 9.
        float[] scores = [2, 3, 2, 1, 2, 1];
        bool[] positive = [true, true, false, true, false, false];
        Assert.Equal(5.5 / 9, RankingMetrics.AreaUnderRoc(scores, positive), 1e-15);
        // After each distinct score: precision 1/1, 2/4, 3/6, each for a third of the recall.
        Assert.Equal((1 + 0.5 + 0.5) / 3, RankingMetrics.AveragePrecision(scores, positive), 1e-15);
    }

    [Fact]
    public void Both_equal_their_definitions_read_word_for_word()
    {
        for (ulong seed = 0; seed < 30; seed++)
        {
            (float[] scores, bool[] positive) = Draw(seed, 60);
            Assert.Equal(PairsInOrder(scores, positive), RankingMetrics.AreaUnderRoc(scores, positive), 1e-12);
            Assert.Equal(StepSum(scores, positive), RankingMetrics.AveragePrecision(scores, positive), 1e-12);
        }
    }

    [Fact]
    public void The_order_of_items_changes_nothing_and_negated_scores_give_one_minus_the_area()
    {
        for (ulong seed = 0; seed < 10; seed++)
        {
            (float[] scores, bool[] positive) = Draw(seed, 101);
            int[] order = [.. Enumerable.Range(0, 101)];
            new CounterRandom(seed + 100).Shuffle(order.AsSpan());
            float[] shuffled = [.. order.Select(i => scores[i])];
            bool[] shuffledPositive = [.. order.Select(i => positive[i])];
            double area = RankingMetrics.AreaUnderRoc(scores, positive);
            Assert.Equal(area, RankingMetrics.AreaUnderRoc(shuffled, shuffledPositive));
            Assert.Equal(RankingMetrics.AveragePrecision(scores, positive), RankingMetrics.AveragePrecision(shuffled, shuffledPositive));
            Assert.Equal(1 - area, RankingMetrics.AreaUnderRoc([.. scores.Select(s => -s)], positive), 1e-12);
        }
    }

    [Fact]
    public void Perfect_scores_give_one_and_equal_scores_the_share_of_positives()
    {
        Assert.Equal(1, RankingMetrics.AreaUnderRoc([1, 2, 3], [false, true, true]));
        Assert.Equal(1, RankingMetrics.AveragePrecision([1, 2, 3], [false, true, true]));
        Assert.Equal(0.5, RankingMetrics.AreaUnderRoc([1, 1, 1, 1], [true, false, false, false]));
        Assert.Equal(0.25, RankingMetrics.AveragePrecision([1, 1, 1, 1], [true, false, false, false]));
    }

    [Fact]
    public void Many_items_do_not_overflow()
    {
        float[] scores = [.. Enumerable.Range(0, 400_000).Select(i => (float)i)];
        bool[] positive = [.. Enumerable.Range(0, 400_000).Select(i => i >= 200_000)];
        Assert.Equal(1, RankingMetrics.AreaUnderRoc(scores, positive));
    }

    [Fact]
    public void Where_one_class_is_absent_there_is_no_number()
    {
        Assert.True(double.IsNaN(RankingMetrics.AreaUnderRoc([1, 2], [true, true])));
        Assert.True(double.IsNaN(RankingMetrics.AreaUnderRoc([1, 2], [false, false])));
        Assert.True(double.IsNaN(RankingMetrics.AveragePrecision([1, 2], [true, true])));
        Assert.True(double.IsNaN(RankingMetrics.AveragePrecision([1, 2], [false, false])));
        Assert.True(double.IsNaN(RankingMetrics.AreaUnderRoc([], [])));
    }

    [Fact]
    public void A_score_that_is_no_number_is_an_error_that_names_the_item()
    {
        Assert.Contains("item 1 is NaN", Assert.Throws<ArgumentException>(() => RankingMetrics.AreaUnderRoc([1, float.NaN], [true, false])).Message, StringComparison.Ordinal);
        Assert.Contains("1 scores for 2 items", Assert.Throws<ArgumentException>(() => RankingMetrics.AveragePrecision([1], [true, false])).Message, StringComparison.Ordinal);
    }

    private static (float[] Scores, bool[] Positive) Draw(ulong seed, int n)
    {
        CounterRandom random = new(seed);
        float[] scores = new float[n];
        bool[] positive = new bool[n];
        for (int i = 0; i < n; i++)
        {
            // Few values, so that there are ties.
            (positive[i], scores[i]) = (i < 2 ? i == 0 : random.NextInt32(3) == 0, random.NextInt32(20) / 4f);
        }

        return (scores, positive);
    }

    private static double PairsInOrder(float[] scores, bool[] positive)
    {
        double sum = 0, pairs = 0;
        for (int p = 0; p < scores.Length; p++)
        {
            for (int n = 0; n < scores.Length; n++)
            {
                if (positive[p] && !positive[n])
                {
                    pairs++;
                    sum += scores[p] > scores[n] ? 1 : scores[p] == scores[n] ? 0.5 : 0;
                }
            }
        }

        return sum / pairs;
    }

    private static double StepSum(float[] scores, bool[] positive)
    {
        double sum = 0, recall = 0, positives = positive.Count(p => p);
        foreach (float threshold in scores.Distinct().OrderDescending())
        {
            double taken = scores.Count(s => s >= threshold), right = scores.Where((s, i) => s >= threshold && positive[i]).Count();
            sum += ((right / positives) - recall) * (right / taken);
            recall = right / positives;
        }

        return sum;
    }
}
