using Unroll.Decoding;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tensors;
using Unroll.TestKit;
using Unroll.Tests.Losses;
using Xunit;

namespace Unroll.Tests.Decoding;

public sealed class ViterbiTests
{
    private static readonly string[] s_names = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"];

    [Theory]
    [InlineData(1, 1, 2)]
    [InlineData(5, 3, 4)]
    [InlineData(7, 2, 3)]
    public void The_path_is_the_best_of_all_and_its_score_is_the_highest(int time, int batch, int tags)
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            AssertBest(Inputs(seed, time, batch, tags), time, batch, tags, Lengths(seed, time, batch), null);
        }
    }

    [Fact]
    public void Under_constraints_the_path_is_the_best_of_those_that_are_allowed()
    {
        CounterRandom random = new(3);
        for (ulong seed = 0; seed < 30; seed++)
        {
            TagConstraints constraints = TagConstraints.Bio(s_names);
            constraints.ForbidEnd(random.NextInt32(5));
            constraints.Forbid(random.NextInt32(5), 1);
            AssertBest(Inputs(seed, 4, 2, 5), 4, 2, 5, Lengths(seed, 4, 2), constraints);
        }
    }

    [Fact]
    public void The_BIO_scheme_lets_an_inside_tag_follow_only_its_own_kind()
    {
        TagConstraints bio = TagConstraints.Bio(s_names);
        string[] allowed = [.. Enumerable.Range(0, 5).SelectMany(i => Enumerable.Range(0, 5).Where(j => bio.Allows(i, j) && s_names[j][0] == 'I').Select(j => $"{s_names[i]} {s_names[j]}"))];
        Assert.Equal(["B-PER I-PER", "I-PER I-PER", "B-LOC I-LOC", "I-LOC I-LOC"], allowed);
        Assert.All(Enumerable.Range(0, 25).Where(p => s_names[p % 5][0] != 'I'), p => Assert.True(bio.Allows(p / 5, p % 5)));
        Assert.Equal([true, true, false, true, false], Enumerable.Range(0, 5).Select(bio.AllowsStart));
        Assert.All(Enumerable.Range(0, 5), i => Assert.True(bio.AllowsEnd(i)));
    }

    [Fact]
    public void Of_equal_scores_the_lowest_tag_wins_and_padding_is_not_read()
    {
        double[][] x = [new double[12], new double[9], new double[3], new double[3]];
        x[0].AsSpan(6).Fill(double.NaN);
        (int[] paths, double[] scores) = Decode(x, 4, 1, 3, [2], null);
        Assert.Equal([0, 0, -1, -1], paths);
        Assert.Equal([0], scores);
    }

    [Fact]
    public void What_has_no_path_or_does_not_fit_is_named()
    {
        double[][] x = Inputs(1, 3, 2, 3);
        TagConstraints none = new(3);
        for (int i = 0; i < 3; i++)
        {
            none.ForbidEnd(i);
        }

        Assert.Contains("row 1 has no allowed sequence of 2 tags", Assert.Throws<UnrollException>(() => Decode(x, 3, 2, 3, [0, 2], none)).Message, StringComparison.Ordinal);
        Assert.Contains("the constraints are for 5 tags, expected 3", Message(() => Decode(x, 3, 2, 3, [1, 2], TagConstraints.Bio(s_names))), StringComparison.Ordinal);
        Assert.Contains("row 1 has length 4, expected 0 to 3", Message(() => Decode(x, 3, 2, 3, [1, 4], null)), StringComparison.Ordinal);
        Assert.Contains("got tag 3, expected 0 to 2", Message(() => none.Forbid(0, 3)), StringComparison.Ordinal);
        Array.Fill(x[0], double.NaN);
        Assert.Contains("row 0 has no allowed sequence", Assert.Throws<UnrollException>(() => Decode(x, 3, 2, 3, [1, 2], null)).Message, StringComparison.Ordinal);

        static string Message(Action act) => Assert.ThrowsAny<ArgumentException>(act).Message;
    }

    private static void AssertBest(double[][] x, int time, int batch, int tags, int[] lengths, TagConstraints? constraints)
    {
        (int[] paths, double[] scores) = Decode(x, time, batch, tags, lengths, constraints);
        for (int b = 0; b < batch; b++)
        {
            int row = b;
            int[] got = [.. Enumerable.Range(0, time).Select(t => paths[(t * batch) + row])];
            Assert.All(got[lengths[b]..], tag => Assert.Equal(-1, tag));
            if (lengths[b] > 0)
            {
                (int[] Path, double Score) best = LossReference.Paths(tags, lengths[b]).Where(IsAllowed).Select(p => (p, LossReference.Score(x, batch, tags, row, p))).MaxBy(p => p.Item2);
                Assert.Equal(best.Path, got[..lengths[b]]);
                Assert.Equal(best.Score, scores[b], 1e-9);
            }
        }

        bool IsAllowed(int[] path) => constraints is null
            || (constraints.AllowsStart(path[0]) && constraints.AllowsEnd(path[^1]) && Enumerable.Range(1, path.Length - 1).All(t => constraints.Allows(path[t - 1], path[t])));
    }

    private static (int[] Paths, double[] Scores) Decode(double[][] x, int time, int batch, int tags, int[] lengths, TagConstraints? constraints)
    {
        int[] paths = new int[time * batch];
        double[] scores = new double[batch];
        ChainScores chain = new(On(x[1], new(tags, tags)), On(x[2], new(tags)), On(x[3], new(tags)));
        Viterbi.Decode(On(x[0], new(time, batch, tags)), chain, lengths, constraints, paths, scores);
        return (paths, scores);
    }

    private static double[][] Inputs(ulong seed, int time, int batch, int tags) =>
        [Numbers.Uniform(seed, time * batch * tags), Numbers.Uniform(seed + 100, tags * tags), Numbers.Uniform(seed + 200, tags), Numbers.Uniform(seed + 300, tags)];

    private static int[] Lengths(ulong seed, int time, int batch)
    {
        CounterRandom random = new(seed + 1);
        return [time, .. Enumerable.Range(1, batch - 1).Select(_ => random.NextInt32(time + 1))];
    }

    private static Tensor On(double[] values, Shape shape) => Tensor.From(shape, Numbers.ToSingle(values));
}
