using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Kernels;
using Unroll.Tensors;
using Xunit;

namespace Unroll.Tests.Autodiff;

public sealed class TapeTests
{
    [Fact]
    public void Backward_without_recording_says_what_to_do()
    {
        Tape tape = new();
        tape.Begin();
        Tensor loss = Sum.Apply(tape, Tensor.From(new Shape(2), [1, 2]));
        Assert.Contains("recorded nothing", Assert.Throws<InvalidOperationException>(() => tape.Backward(loss)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_loss_must_be_a_single_number()
    {
        Tape tape = Recording();
        Tensor y = Scale.Apply(tape, Tensor.From(new Shape(2), [1, 2]), 2);
        Assert.Contains("The loss is [2], expected a single number", Assert.Throws<ArgumentException>(() => tape.Backward(y)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_pass_forgets_the_last_one_and_starts_with_gradients_of_zero()
    {
        Tape tape = Recording();
        for (int pass = 0; pass < 3; pass++)
        {
            tape.Begin(new AlignedBuffer(1), default, training: true);
            Tensor y = Scale.Apply(tape, Tensor.From(new Shape(5), [1, 2, 3, 4, 5]), 2);
            Assert.Equal([0f, 0, 0, 0, 0], y.Gradient.ToArray());
            tape.Backward(Sum.Apply(tape, y));
            Assert.Equal([1f, 1, 1, 1, 1], y.Gradient.ToArray());
            Assert.Equal(2, tape.Ops.Count);
        }
    }

    [Fact]
    public void Operations_are_reused_by_the_next_pass()
    {
        Tape tape = Recording();
        Tensor x = Tensor.From(new Shape(1), [1]);
        Scale.Apply(tape, x, 2);
        Op first = tape.Ops[0];
        tape.Begin(new AlignedBuffer(1), default, training: true);
        Scale.Apply(tape, x, 3);
        Assert.Same(first, tape.Ops[0]);
    }

    [Fact]
    public void Random_streams_of_one_pass_differ_and_depend_on_the_seed_only()
    {
        Tape tape = new(), again = new();
        tape.Begin(null, new CounterRandom(5), training: true);
        again.Begin(null, new CounterRandom(5), training: true);
        ulong[] keys = [tape.NextRandom().Key, tape.NextRandom().Key, tape.NextRandom().Key];
        Assert.Equal(3, keys.Distinct().Count());
        ulong[] same = [again.NextRandom().Key, again.NextRandom().Key, again.NextRandom().Key];
        Assert.Equal(keys, same);
    }

    private static Tape Recording()
    {
        Tape tape = new();
        tape.Begin(new AlignedBuffer(1), default, training: true);
        return tape;
    }
}
