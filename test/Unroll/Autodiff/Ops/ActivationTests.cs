using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Tensors;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tests.Autodiff.Ops;

public sealed class ActivationTests
{
    [Fact]
    public void An_element_has_the_same_bits_wherever_it_stands()
    {
        foreach (Func<Tape, Tensor, Tensor> apply in new Func<Tape, Tensor, Tensor>[] { Tanh.Apply, Sigmoid.Apply, Relu.Apply })
        {
            for (int n = 1; n < 40; n++)
            {
                Tape tape = new();
                tape.Begin();
                double[] values = Numbers.Uniform(1, n, 3);
                float[] once = apply(tape, Tensor.From(new(n), Numbers.ToSingle(values))).Values.ToArray();
                float[] shifted = apply(tape, Tensor.From(new(n + 3), Numbers.ToSingle([1, 2, 3, .. values]))).Values.ToArray();
                Assert.True(Numbers.SameBits(once, shifted.AsSpan(3)));
            }
        }
    }
}
