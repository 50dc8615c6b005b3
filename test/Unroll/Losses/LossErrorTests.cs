using Unroll.Autodiff;
using Unroll.Losses;
using Unroll.Tensors;
using Xunit;

namespace Unroll.Tests.Losses;

public sealed class LossErrorTests
{
    [Fact]
    public void Weights_of_a_wrong_number_or_sign_are_named()
    {
        AssertMessage("Cross-entropy: got 3 weights for 2 rows", t => SoftmaxCrossEntropy.Apply(t, Zeros(new(2, 5)), new int[2], 1, new(new float[3])));
        AssertMessage("Cross-entropy: got 4 weights for 5 classes", t => SoftmaxCrossEntropy.Apply(t, Zeros(new(2, 5)), new int[2], 1, new(ClassWeights: new float[4])));
        AssertMessage("the label smoothing is 1.5, expected 0 to 1", t => SoftmaxCrossEntropy.Apply(t, Zeros(new(2, 5)), new int[2], 1, new(LabelSmoothing: 1.5f)));
        AssertMessage("the weight of item 1 is -1, expected a finite number of at least 0", t => MeanSquaredError.Apply(t, Zeros(new(2)), Zeros(new(2)), 1, new float[] { 1, -1 }));
        AssertMessage("the weight of item 0 is NaN", t => MeanSquaredError.Apply(t, Zeros(new(2)), Zeros(new(2)), 1, new float[] { float.NaN, 1 }));
        AssertMessage("got 3 weights for 2 rows", t => SigmoidCrossEntropy.Apply(t, Zeros(new(2, 4)), Zeros(new(2, 4)), 1, new float[3]));
        AssertMessage("got 3 weights for 4 labels", t => SigmoidCrossEntropy.Apply(t, Zeros(new(2, 4)), Zeros(new(2, 4)), 1, default, new float[3]));
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        AssertMessage("Gaussian likelihood: the operands are [3, 3] and [3], expected the predictions to have the targets' shape and an axis of 2 behind it", t => GaussianLikelihood.Apply(t, Zeros(new(3, 3)), Zeros(new(3)), 1));
        AssertMessage("the operands are [4, 2] and [3]", t => NegativeBinomialLikelihood.Apply(t, Zeros(new(4, 2)), Zeros(new(3)), 1));
        AssertMessage("Huber loss: the operands are [4] and [2, 2], expected the same shape", t => HuberLoss.Apply(t, Zeros(new(4)), Zeros(new(2, 2)), 1));
        AssertMessage("it takes 0 numbers for one target", t => QuantileLoss.Apply(t, Zeros(new(4)), Zeros(new(4)), default, 1));
        AssertMessage("Sigmoid cross-entropy: the operands are [4] and [2, 2]", t => SigmoidCrossEntropy.Apply(t, Zeros(new(4)), Zeros(new(2, 2)), 1));
    }

    [Fact]
    public void Targets_that_the_loss_cannot_take_are_named_with_their_place()
    {
        AssertMessage("the target of item 1 is NaN, expected a finite number. Give a missing target weight 0", t => MeanSquaredError.Apply(t, Zeros(new(2)), Tensor.From(new Shape(2), [1, float.NaN]), 1));
        AssertMessage("the target of item 0 is 2.5, expected a whole number of at least 0", t => NegativeBinomialLikelihood.Apply(t, Zeros(new(1, 2)), Tensor.From(new Shape(1), [2.5f]), 1));
        AssertMessage("the target of item 0 is -1, expected a whole number of at least 0", t => NegativeBinomialLikelihood.Apply(t, Zeros(new(1, 2)), Tensor.From(new Shape(1), [-1]), 1));
        AssertMessage("the target of label 1 in row 0 is 2, expected 0 to 1", t => SigmoidCrossEntropy.Apply(t, Zeros(new(1, 2)), Tensor.From(new Shape(1, 2), [1, 2]), 1));
    }

    [Fact]
    public void Parameters_of_a_loss_that_are_out_of_range_are_named()
    {
        AssertMessage("δ is 0, expected a finite number above 0", t => HuberLoss.Apply(t, Zeros(new(1)), Zeros(new(1)), 1, delta: 0));
        AssertMessage("a level is 1, expected a number between 0 and 1", t => QuantileLoss.Apply(t, Zeros(new(1)), Zeros(new(1)), new[] { 1.0 }, 1));
        AssertMessage("Gaussian likelihood: the floor is 0", t => GaussianLikelihood.Apply(t, Zeros(new(1, 2)), Zeros(new(1)), 1, floor: 0));
    }

    [Fact]
    public void The_scale_of_the_mean_is_one_over_the_sum_of_the_weights_that_count()
    {
        Assert.Equal(1 / 2.5f, ItemWeights.MeanScale([0.5f, 0, 2]));
        Assert.Equal(0, ItemWeights.MeanScale([0, 0]));
        CrossEntropyOptions options = new(new float[] { 1, 0, 0.5f }, new float[] { 3, 4 });
        Assert.Equal(1 / 5f, options.MeanScale([0, -7, 1]));
        Assert.Equal(1 / 3f, default(CrossEntropyOptions).MeanScale([0, 1, 1]));
    }

    private static Tensor Zeros(Shape shape) => Tensor.From(shape, new float[shape.Length]);

    private static void AssertMessage(string part, Action<Tape> act)
    {
        Tape tape = new();
        tape.Begin();
        Exception e = Assert.ThrowsAny<Exception>(() => act(tape));
        Assert.True(e is ArgumentException or DataException);
        Assert.Contains(part, e.Message, StringComparison.Ordinal);
    }
}
