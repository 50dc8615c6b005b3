using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <summary>The outputs of two directions, scaled and added: y = s (a + b).      da += s dy, db += s dy</summary>
/// <remarks>Side by side they need no operation: each direction writes its half, see <see cref="RecurrentPass.Output"/>.</remarks>
public sealed class MergeDirections : Op
{
    private Tensor _a, _b, _y;
    private float _scale;

    /// <summary>s (a + b).</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="a">Any shape.</param>
    /// <param name="b">The same shape.</param>
    /// <param name="scale">s: 1 for the sum, 0.5 for the mean.</param>
    /// <returns>The same shape.</returns>
    public static Tensor AddScaled(Tape tape, Tensor a, Tensor b, float scale)
    {
        if (a.Shape != b.Shape)
        {
            throw new ArgumentException($"Two directions gave {a.Shape} and {b.Shape}, expected the same shape.", nameof(b));
        }

        Tensor y = tape.Result(a.Shape);
        TensorPrimitives.Add(a.Values, b.Values, y.Values);
        TensorPrimitives.Multiply(y.Values, scale, y.Values);
        if (tape.Recording)
        {
            MergeDirections op = tape.Record<MergeDirections>();
            (op._a, op._b, op._y, op._scale) = (a, b, y, scale);
        }

        return y;
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        Give(_a);
        Give(_b);
    }

    private void Give(Tensor to)
    {
        if (to.HasGradient)
        {
            TensorPrimitives.MultiplyAdd(_y.Gradient, _scale, to.Gradient, to.Gradient);
        }
    }
}
