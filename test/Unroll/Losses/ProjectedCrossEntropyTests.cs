using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Losses;
using Unroll.Tensors;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Losses;

public sealed class ProjectedCrossEntropyTests
{
    [Theory]
    [InlineData(1, 1, 2, true)]
    [InlineData(5, 3, 7, true)]
    [InlineData(9, 4, 33, false)]
    public void Loss_and_gradients_equal_the_plain_function_and_its_finite_differences(int rows, int inputs, int classes, bool bias)
    {
        OutputProblem p = new(rows, inputs, classes, bias);
        float loss = p.Run(t => ProjectedCrossEntropy.Apply(t, p.X, p.Output, p.Targets, OutputProblem.Scale));
        int[] all = [.. Enumerable.Range(0, classes)];
        double[] biases = p.Output.Bias is { } b ? Numbers.ToDouble(b.Values) : [];
        Assert.Equal(p.Reference(Numbers.ToDouble(p.X.Values), Numbers.ToDouble(p.Output.Weight.Values), biases, all, _ => 0), loss, 1e-5 * rows);
        p.AssertGradients(all, _ => 0);
    }

    [Theory]
    [InlineData(49, 12_000, true)]
    [InlineData(150, 12_000, false)]
    [InlineData(600, 1_000, true)]
    public void Rows_that_are_dealt_to_several_parts_give_what_the_two_operations_give(int rows, int classes, bool bias)
    {
        Assert.True(ProjectedCrossEntropy.Parts(rows, classes) > 1);
        OutputProblem one = new(rows, 6, classes, bias), two = new(rows, 6, classes, bias);
        float joined = one.Run(t => ProjectedCrossEntropy.Apply(t, one.X, one.Output, one.Targets, OutputProblem.Scale));
        float apart = two.Run(t => SoftmaxCrossEntropy.Apply(t, two.Output.Forward(t, two.X), two.Targets, OutputProblem.Scale));
        Assert.Equal(apart, joined, 1e-6 * apart);
        GradientCheck.AssertClose("x", one.InputGradient, two.InputGradient, 5e-5);
        GradientCheck.AssertClose("weight", one.WeightGradient, two.WeightGradient, 5e-5);
        GradientCheck.AssertClose("bias", one.BiasGradient, two.BiasGradient, 5e-5);
    }

    [Theory]
    [InlineData(5, 7, 0.1f)]
    [InlineData(49, 12_000, 0.3f)]
    public void With_label_smoothing_it_gives_what_the_two_operations_give(int rows, int classes, float smoothing)
    {
        OutputProblem one = new(rows, 6, classes, bias: true), two = new(rows, 6, classes, bias: true);
        float joined = one.Run(t => ProjectedCrossEntropy.Apply(t, one.X, one.Output, one.Targets, OutputProblem.Scale, smoothing));
        float apart = two.Run(t => SoftmaxCrossEntropy.Apply(t, two.Output.Forward(t, two.X), two.Targets, OutputProblem.Scale, new CrossEntropyOptions(LabelSmoothing: smoothing)));
        Assert.Equal(apart, joined, 2e-6 * apart);
        GradientCheck.AssertClose("x", one.InputGradient, two.InputGradient, 1e-4);
        GradientCheck.AssertClose("weight", one.WeightGradient, two.WeightGradient, 1e-4);
        GradientCheck.AssertClose("bias", one.BiasGradient, two.BiasGradient, 1e-4);
        Assert.Throws<ArgumentOutOfRangeException>(() => one.Run(t => ProjectedCrossEntropy.Apply(t, one.X, one.Output, one.Targets, 1, 1)));
    }

    [Fact]
    public void Without_recording_the_loss_is_the_same_and_an_input_without_gradient_is_left_alone()
    {
        OutputProblem p = new(5, 3, 7, bias: true, inputHasGradient: false);
        float loss = p.Run(t => ProjectedCrossEntropy.Apply(t, p.X, p.Output, p.Targets, OutputProblem.Scale));
        Tape silent = new();
        silent.Begin();
        Assert.Equal(loss, ProjectedCrossEntropy.Apply(silent, p.X, p.Output, p.Targets, OutputProblem.Scale).Scalar);
    }

    [Fact]
    public void A_loss_that_is_used_further_is_refused_because_its_gradients_are_already_made()
    {
        OutputProblem p = new(5, 3, 7, bias: true);
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(
            () => p.Run(t => Scale.Apply(t, ProjectedCrossEntropy.Apply(t, p.X, p.Output, p.Targets, 1), 2)));
        Assert.Contains("must be the loss itself", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_shapes_and_targets_are_named()
    {
        OutputProblem p = new(5, 3, 7, bias: true);
        Assert.Contains("input is [5, 3] with 4 targets", Message(() => p.Run(t => ProjectedCrossEntropy.Apply(t, p.X, p.Output, p.Targets.AsMemory(1), 1))), StringComparison.Ordinal);
        Assert.Contains("expected […, 3]", Message(() => p.Run(t => ProjectedCrossEntropy.Apply(t, Tensor.From(new Shape(5, 2), new float[10]), p.Output, p.Targets, 1))), StringComparison.Ordinal);
        Assert.Contains("a target is 7, expected 0 to 6", Message(() => p.Run(t => ProjectedCrossEntropy.Apply(t, p.X, p.Output, new[] { 0, 1, 7, 2, 3 }, 1))), StringComparison.Ordinal);

        static string Message(Action act) => Assert.ThrowsAny<ArgumentException>(act).Message;
    }
}
