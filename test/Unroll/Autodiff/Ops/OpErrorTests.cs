using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Kernels;
using Unroll.Losses;
using Unroll.Tensors;
using Xunit;

namespace Unroll.Tests.Autodiff.Ops;

public sealed class OpErrorTests
{
    [Fact]
    public void Operands_of_different_shapes_are_named()
    {
        (Tensor a, Tensor b) = (Zeros(new(2, 3)), Zeros(new(3, 2)));
        Assert.Contains("Add: the operands are [2, 3] and [3, 2]", Message(t => Add.Apply(t, a, b)), StringComparison.Ordinal);
        Assert.Contains("Multiply: the operands are [2, 3] and [3, 2]", Message(t => Multiply.Apply(t, a, b)), StringComparison.Ordinal);
        Assert.Contains("[2, 3] and [3, 2]", Message(t => MeanSquaredError.Apply(t, a, b, 1)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_inner_product_with_a_wrong_number_of_constants_names_both_numbers() => Assert.Contains(
        "Inner product: got 5 constants, expected 6 because y is [2, 3]",
        Message(t => InnerProduct.Apply(t, Zeros(new(2, 3)), new float[5])),
        StringComparison.Ordinal);

    [Fact]
    public void A_linear_layer_names_itself_what_it_got_and_what_it_expected() => Assert.Contains(
        "Linear 'out': input is [4, 6], expected […, 5] because the weight is [3, 5]",
        Message(t => Linear.Apply(t, "out", Zeros(new(4, 6)), Zeros(new(3, 5)), default, new PackedMatrix(5, 3), null)),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(4)]
    [InlineData(-1)]
    public void A_token_outside_the_vocabulary_is_named_with_its_place(int token) => Assert.Contains(
        $"Embedding 'e': token {token} at place 1, expected 0 to 3",
        Message(t => Embedding.Apply(t, "e", Zeros(new(4, 2)), new[] { 0, token }, 2, 1)),
        StringComparison.Ordinal);

    [Fact]
    public void A_wrong_number_of_tokens_or_targets_is_named()
    {
        Assert.Contains("got 3 token numbers, expected time × batch = 2 × 2", Message(t => Embedding.Apply(t, "e", Zeros(new(4, 2)), new int[3], 2, 2)), StringComparison.Ordinal);
        Assert.Contains("got 3 targets for 2 rows", Message(t => SoftmaxCrossEntropy.Apply(t, Zeros(new(2, 5)), new int[3], 1)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-1)]
    public void A_target_that_is_no_class_is_named_with_its_row(int target) => Assert.Contains(
        $"target {target} in row 1, expected 0 to 4",
        Message(t => SoftmaxCrossEntropy.Apply(t, Zeros(new(2, 5)), new[] { 0, target }, 1)),
        StringComparison.Ordinal);

    private static Tensor Zeros(Shape shape) => Tensor.From(shape, new float[shape.Length]);

    private static string Message(Action<Tape> act)
    {
        Tape tape = new();
        tape.Begin(new AlignedBuffer(1), default, training: true);
        return Assert.ThrowsAny<ArgumentException>(() => act(tape)).Message;
    }
}
