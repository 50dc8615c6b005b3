using Unroll.Layers;
using Unroll.Losses;
using Unroll.Tensors;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Losses;

/// <summary>Outputs of ±10⁴, as a network gives when training goes wrong, must leave numbers to go on with.</summary>
public sealed class ExtremeLogitTests
{
    private const float Far = 1e4f;

    [Fact]
    public void The_softmax_cross_entropy_of_extreme_logits_is_their_distance()
    {
        float[] x = [Far, -Far, 0, -Far, Far, Far, 0, 0, -Far];
        LossRun run = new((t, v) => SoftmaxCrossEntropy.Apply(t, v[0], new[] { 1, 2, 2 }, 1), (new Shape(3, 3), x));
        Assert.Equal((2 * Far) + Math.Log(2) + Far + Math.Log(2), run.Loss, 1e-2);
        GradientCheck.AssertClose("gradient", run.Gradients[0], [1, -1, 0, 0, 0.5, -0.5, 0.5, 0.5, -1], 1e-6);
        AssertFinite(new((t, v) => SoftmaxCrossEntropy.Apply(t, v[0], new[] { 1, 2, 2 }, 1, new(LabelSmoothing: 0.1f)), (new Shape(3, 3), x)));
    }

    [Fact]
    public void The_sigmoid_cross_entropy_of_extreme_logits_is_their_distance()
    {
        Tensor target = Tensor.From(new Shape(4), [0, 1, 0, 1]);
        LossRun run = new((t, v) => SigmoidCrossEntropy.Apply(t, v[0], target, 1), (new Shape(4), [Far, Far, -Far, -Far]));
        Assert.Equal(2 * Far, run.Loss);
        GradientCheck.AssertClose("gradient", run.Gradients[0], [1, 0, 0, -1], 1e-6);
    }

    [Fact]
    public void Likelihoods_and_regression_losses_stay_finite()
    {
        Tensor[] targets = [Tensor.From(new Shape(8), [0, 1, 7, 1000, 0, 1, 7, 1000]), Tensor.From(new Shape(8), [-1e4f, 0, 1, 1e4f, -1e4f, 0, 1, 1e4f])];
        float[] x3 = [.. Enumerable.Range(0, 24).Select(i => (i >> (i % 3)) % 2 == 0 ? Far : -Far)], x2 = [.. Enumerable.Range(0, 16).Select(i => (i * 5) % 8 / 2 % 2 == i % 2 ? Far : -Far)];
        AssertFinite(new((t, v) => NegativeBinomialLikelihood.Apply(t, v[0], targets[0], 1), (new Shape(8, 2), x2)));
        AssertFinite(new((t, v) => GaussianLikelihood.Apply(t, v[0], targets[1], 1), (new Shape(8, 2), x2)));
        AssertFinite(new((t, v) => StudentTLikelihood.Apply(t, v[0], targets[1], 1), (new Shape(8, 3), x3)));
        AssertFinite(new((t, v) => MeanSquaredError.Apply(t, v[0], targets[1], 1), (new Shape(8), x2[..8])));
        AssertFinite(new((t, v) => HuberLoss.Apply(t, v[0], targets[1], 1), (new Shape(8), x2[..8])));
    }

    [Fact]
    public void CTC_of_extreme_logits_is_the_cost_of_the_best_path()
    {
        CtcTargets targets = new(new[] { 1, 1, 2 }, new[] { 3 }, new[] { 6 });
        double[] random = Numbers.Uniform(5, 18);
        float[] x = [.. random.Select((v, i) => (i % 3) switch { 0 => Far, 1 => v > 0 ? Far : -Far, _ => -Far })];
        LossRun run = new((t, v) => CtcLoss.Apply(t, v[0], targets, 0, 1, CtcReduction.Sum), (new Shape(6, 1, 3), x));
        int[][] paths = [.. LossReference.Paths(3, 6).Where(p => LossReference.Spelled(p, 0).SequenceEqual([1, 1, 2]))];
        double best = paths.Min(p => Enumerable.Range(0, 6).Sum(t => LogSumExp(x[(3 * t)..((3 * t) + 3)]) - x[(3 * t) + p[t]]));
        Assert.True(best > Far, "no logit stands in the way");
        Assert.InRange(run.Loss, best - Math.Log(paths.Length) - 0.01, best + 0.01);
        AssertFinite(run);
    }

    [Fact]
    public void A_label_that_a_logit_of_minus_infinity_makes_impossible_costs_infinity_and_leaves_no_gradient()
    {
        float[] x = [0, float.NegativeInfinity, 1, 0, float.NegativeInfinity, 1];
        LossRun run = new((t, v) => CtcLoss.Apply(t, v[0], new(new[] { 1 }, new[] { 1 }, new[] { 2 }), 0, 1, CtcReduction.Sum), (new Shape(2, 1, 3), x));
        Assert.Equal(float.PositiveInfinity, run.Loss);
        Assert.All(run.Gradients[0], g => Assert.Equal(0, g));
    }

    [Fact]
    public void A_CRF_of_extreme_scores_costs_what_the_best_path_is_ahead()
    {
        const int Time = 5, Tags = 3;
        float[] x = Signs(1, Time * Tags), a = Signs(2, Tags * Tags), start = Signs(3, Tags), end = Signs(4, Tags);
        int[] y = [0, 2, 1, 1, 0];
        LossRun run = new(
            (t, v) => CrfLoss.Apply(t, v[0], new ChainScores(v[1], v[2], v[3]), y, new[] { Time }, 1),
            (new Shape(Time, 1, Tags), x), (new Shape(Tags, Tags), a), (new Shape(Tags), start), (new Shape(Tags), end));
        double[][] inputs = [Numbers.ToDouble(x), Numbers.ToDouble(a), Numbers.ToDouble(start), Numbers.ToDouble(end)];
        double ahead = LossReference.Paths(Tags, Time).Max(p => LossReference.Score(inputs, 1, Tags, 0, p)) - LossReference.Score(inputs, 1, Tags, 0, y);
        Assert.True(ahead > 0);
        Assert.InRange(run.Loss, ahead - 0.01, ahead + Math.Log(243) + 0.01);
        AssertFinite(run);

        static float[] Signs(ulong seed, int length) => [.. Numbers.Uniform(seed, length).Select(v => v > 0 ? Far : -Far)];
    }

    private static double LogSumExp(float[] x) => x.Max() + Math.Log(x.Sum(v => Math.Exp((double)v - x.Max())));

    private static void AssertFinite(LossRun run)
    {
        Assert.True(float.IsFinite(run.Loss), $"the loss is {run.Loss}");
        Assert.All(run.Gradients, g => Assert.All(g, v => Assert.True(float.IsFinite(v), $"a gradient is {v}")));
    }
}
