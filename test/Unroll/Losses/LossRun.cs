using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Tests.Losses;

/// <summary>Loss and gradients of one forward and backward pass. Gradients start at −0, which any addition would turn to 0.</summary>
internal sealed class LossRun
{
    public LossRun(Func<Tape, Tensor[], Tensor> loss, params (Shape Shape, float[] Values)[] inputs)
    {
        Tensor[] tensors = [.. inputs.Select(i => OnBuffers(i.Shape, i.Values))];
        Tape tape = new();
        tape.Begin(new AlignedBuffer(1), new CounterRandom(1), training: true);
        Tensor value = loss(tape, tensors);
        tape.Backward(value);
        Loss = value.Scalar;
        Gradients = [.. tensors.Select(t => t.Gradient.ToArray())];
    }

    public float Loss { get; }

    public float[][] Gradients { get; }

    private static Tensor OnBuffers(Shape shape, float[] values)
    {
        AlignedBuffer buffer = new(values.Length), gradient = new(values.Length);
        values.CopyTo(buffer.Span);
        gradient.Span.Fill(-0f);
        return new Tensor(shape, buffer, 0, gradient);
    }
}
