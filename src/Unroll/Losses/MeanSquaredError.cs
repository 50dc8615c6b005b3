using Unroll.Autodiff;
using Unroll.Tensors;

namespace Unroll.Losses;

/// <summary>loss = w Σ (x − t)².      dx += dloss · 2 w (x − t)</summary>
public sealed class MeanSquaredError : Op
{
    private Tensor _x, _target, _loss;
    private float _weight;

    /// <summary>The loss of a batch of predictions.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">The predictions, any shape.</param>
    /// <param name="target">The same shape.</param>
    /// <param name="weight">w: 1 / N for the mean over N numbers.</param>
    /// <returns>A single number.</returns>
    public static Tensor Apply(Tape tape, Tensor x, Tensor target, float weight)
    {
        Autodiff.Ops.Operands.SameShape("Mean squared error", x, target);
        double sum = 0;
        ReadOnlySpan<float> a = x.Values, b = target.Values;
        for (int i = 0; i < a.Length; i++)
        {
            double e = a[i] - b[i];
            sum += e * e;
        }

        Tensor loss = tape.Result(new Shape());
        loss.Values[0] = (float)(sum * weight);
        if (tape.Recording)
        {
            MeanSquaredError op = tape.Record<MeanSquaredError>();
            (op._x, op._target, op._loss, op._weight) = (x, target, loss, weight);
        }

        return loss;
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        if (!_x.HasGradient)
        {
            return;
        }

        float w = 2 * _weight * _loss.Gradient[0];
        ReadOnlySpan<float> a = _x.Values, b = _target.Values;
        Span<float> dx = _x.Gradient;
        for (int i = 0; i < a.Length; i++)
        {
            dx[i] += w * (a[i] - b[i]);
        }
    }
}
