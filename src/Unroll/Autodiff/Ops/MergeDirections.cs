using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <summary>The outputs of two directions as one: side by side, or scaled and added.      da += s dy, db += s dy, or each its half of dy</summary>
public sealed class MergeDirections : Op
{
    private Tensor _a, _b, _y;
    private float _scale;

    /// <summary>Side by side on the last axis.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="a">[.., F].</param>
    /// <param name="b">The same shape.</param>
    /// <returns>[.., 2 F].</returns>
    public static Tensor Concatenate(Tape tape, Tensor a, Tensor b) => Apply(tape, a, b, 0);

    /// <summary>s (a + b).</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="a">Any shape.</param>
    /// <param name="b">The same shape.</param>
    /// <param name="scale">s: 1 for the sum, 0.5 for the mean.</param>
    /// <returns>The same shape.</returns>
    public static Tensor AddScaled(Tape tape, Tensor a, Tensor b, float scale) => Apply(tape, a, b, scale);

    /// <inheritdoc/>
    public override void Backward()
    {
        Give(_a, 0);
        Give(_b, 1);
    }

    private static Tensor Apply(Tape tape, Tensor a, Tensor b, float scale)
    {
        if (a.Shape != b.Shape)
        {
            throw new ArgumentException($"Two directions gave {a.Shape} and {b.Shape}, expected the same shape.", nameof(b));
        }

        int width = a.Shape.Last, rows = width == 0 ? 0 : a.Shape.Length / width;
        Tensor y = tape.Result(scale == 0 ? a.Shape.WithLast(2 * width) : a.Shape);
        if (scale == 0)
        {
            for (int i = 0; i < rows; i++)
            {
                a.Values.Slice(i * width, width).CopyTo(y.Values[(2 * i * width)..]);
                b.Values.Slice(i * width, width).CopyTo(y.Values[(((2 * i) + 1) * width)..]);
            }
        }
        else
        {
            TensorPrimitives.Add(a.Values, b.Values, y.Values);
            TensorPrimitives.Multiply(y.Values, scale, y.Values);
        }

        if (tape.Recording)
        {
            MergeDirections op = tape.Record<MergeDirections>();
            (op._a, op._b, op._y, op._scale) = (a, b, y, scale);
        }

        return y;
    }

    private void Give(Tensor to, int half)
    {
        if (!to.HasGradient)
        {
            return;
        }

        Span<float> d = to.Gradient, dy = _y.Gradient;
        if (_scale != 0)
        {
            TensorPrimitives.MultiplyAdd(dy, _scale, d, d);
            return;
        }

        int width = to.Shape.Last;
        for (int i = 0; i < d.Length / width; i++)
        {
            Span<float> row = d.Slice(i * width, width);
            TensorPrimitives.Add(row, dy.Slice(((2 * i) + half) * width, width), row);
        }
    }
}
