using Unroll.Autodiff;
using Unroll.Losses;
using Unroll.Tensors;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Losses;

public sealed class SampledCrossEntropyTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_sample_of_all_classes_gives_the_cross_entropy_itself(bool bias)
    {
        OutputProblem sampled = new(6, 4, 40, bias), full = new(6, 4, 40, bias);
        float estimate = sampled.Run(t => Sampled(t, sampled, frequent: 10, drawn: 40 - 10 - 6));
        float exact = full.Run(t => ProjectedCrossEntropy.Apply(t, full.X, full.Output, full.Targets, OutputProblem.Scale));
        Assert.Equal(exact, estimate, 1e-5 * exact);
        GradientCheck.AssertClose("x", sampled.InputGradient, full.InputGradient, 1e-5);
        GradientCheck.AssertClose("weight", sampled.WeightGradient, full.WeightGradient, 1e-5);
        GradientCheck.AssertClose("bias", sampled.BiasGradient, full.BiasGradient, 1e-5);
    }

    [Fact]
    public void Given_the_sample_loss_and_gradients_equal_the_documented_formula_and_its_finite_differences()
    {
        const int Frequent = 8, Drawn = 12, Classes = 60, Rows = 7;
        OutputProblem p = new(Rows, 4, Classes, bias: true);
        float loss = p.Run(t => Sampled(t, p, Frequent, Drawn));

        // Every class of the sample has a probability, so that its bias has a gradient, and no other has.
        int[] sample = [.. Enumerable.Range(0, Classes).Where(c => p.BiasGradient[c] != 0)];
        HashSet<int> certain = [.. Enumerable.Range(0, Frequent), .. p.Targets];
        Assert.Equal(Frequent + Rows + Drawn, sample.Length);
        Assert.Subset(sample.ToHashSet(), certain);
        double correction = Math.Log((Classes - certain.Count) / (double)(sample.Length - certain.Count));
        double K(int c) => certain.Contains(c) ? 0 : correction;

        double expected = p.Reference(Numbers.ToDouble(p.X.Values), Numbers.ToDouble(p.Output.Weight.Values), Numbers.ToDouble(p.Output.Bias!.Values), sample, K);
        Assert.Equal(expected, loss, 1e-5 * expected);
        p.AssertGradients(sample, K);
    }

    [Fact]
    public void The_sum_over_the_sample_is_on_average_the_sum_over_all_classes()
    {
        const int Draws = 3000;
        OutputProblem p = new(1, 4, 50, bias: true);
        double[] x = Numbers.ToDouble(p.X.Values), w = Numbers.ToDouble(p.Output.Weight.Values), b = Numbers.ToDouble(p.Output.Bias!.Values);
        double target = b[p.Targets[0]] + Numbers.Dot(x, w.AsSpan(p.Targets[0] * 4, 4));
        double sum = Enumerable.Range(0, 50).Sum(c => Math.Exp(b[c] + Numbers.Dot(x, w.AsSpan(c * 4, 4))));
        double[] estimates = [.. Enumerable.Range(0, Draws).Select(i => Math.Exp((p.Run(t => Sampled(t, p, frequent: 5, drawn: 6), (ulong)i) / OutputProblem.Scale) + target))];

        double mean = estimates.Average(), deviation = Math.Sqrt(estimates.Average(e => (e - mean) * (e - mean)));
        Assert.True(deviation > 0.01 * sum);
        Assert.InRange(mean, sum - (5 * deviation / Math.Sqrt(Draws)), sum + (5 * deviation / Math.Sqrt(Draws)));
    }

    [Fact]
    public void The_same_random_numbers_draw_the_same_classes_and_others_others()
    {
        OutputProblem p = new(3, 4, 500, bias: true);
        Assert.Equal(Draw(1), Draw(1));
        Assert.NotEqual(Draw(1), Draw(2));

        int[] Draw(ulong seed)
        {
            p.Run(t => Sampled(t, p, frequent: 5, drawn: 20), seed);
            return [.. Enumerable.Range(0, 500).Where(c => p.BiasGradient[c] != 0)];
        }
    }

    [Fact]
    public void What_cannot_be_sampled_is_refused_with_the_numbers()
    {
        OutputProblem p = new(6, 4, 40, bias: true);
        Assert.Contains("10 frequent classes, 6 targets and 25 drawn ones make 41 of 40", Message(10, 25), StringComparison.Ordinal);
        Assert.Contains("-1 frequent classes", Message(-1, 5), StringComparison.Ordinal);
        Assert.Contains("0 drawn ones", Message(5, 0), StringComparison.Ordinal);
        Tape silent = new();
        silent.Begin();
        Assert.Contains("while recording", Assert.Throws<ArgumentException>(() => Sampled(silent, p, 5, 5)).Message, StringComparison.Ordinal);

        string Message(int frequent, int drawn) => Assert.ThrowsAny<ArgumentException>(() => p.Run(t => Sampled(t, p, frequent, drawn))).Message;
    }

    [Fact]
    public void After_a_target_that_is_no_class_the_next_sample_is_as_good_as_new()
    {
        OutputProblem p = new(6, 4, 40, bias: true), fresh = new(6, 4, 40, bias: true);
        int[] wrong = [.. p.Targets[..5], 40];
        Assert.Throws<ArgumentOutOfRangeException>(() => p.Run(t => SampledCrossEntropy.Apply(t, p.X, p.Output, wrong, 1, 5, 5)));

        Assert.Equal(fresh.Run(t => Sampled(t, fresh, 5, 5)), p.Run(t => Sampled(t, p, 5, 5)));
        Assert.Equal(fresh.WeightGradient, p.WeightGradient);
    }

    private static Tensor Sampled(Tape tape, OutputProblem p, int frequent, int drawn) =>
        SampledCrossEntropy.Apply(tape, p.X, p.Output, p.Targets, OutputProblem.Scale, frequent, drawn);
}
