using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <summary>loss = Σ y ⊙ g for constants g.      dy += g dloss</summary>
/// <remarks>The gradient that reaches y is g itself: what PyTorch's <c>y.backward(g)</c> does.</remarks>
public sealed class InnerProduct : Op
{
    private Tensor _y, _loss;
    private ReadOnlyMemory<float> _g;

    /// <summary>Σ y ⊙ g.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="y">Any shape.</param>
    /// <param name="g">One constant an element of <paramref name="y"/>; must not change before the backward pass.</param>
    /// <returns>A single number.</returns>
    /// <exception cref="ArgumentException">There are more or fewer constants than elements.</exception>
    public static Tensor Apply(Tape tape, Tensor y, ReadOnlyMemory<float> g)
    {
        if (g.Length != y.Shape.Length)
        {
            throw new ArgumentException($"Inner product: got {g.Length} constants, expected {y.Shape.Length} because y is {y.Shape}. Give one constant an element.", nameof(g));
        }

        Tensor loss = tape.Result(new Shape());
        loss.Values[0] = TensorPrimitives.Dot(y.Values, g.Span);
        if (tape.Recording)
        {
            InnerProduct op = tape.Record<InnerProduct>();
            (op._y, op._g, op._loss) = (y, g, loss);
        }

        return loss;
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        if (_y.HasGradient)
        {
            TensorPrimitives.MultiplyAdd(_g.Span, _loss.Gradient[0], _y.Gradient, _y.Gradient);
        }
    }
}
