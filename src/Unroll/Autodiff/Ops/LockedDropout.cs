using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <summary>
/// y_t = m ⊙ a_t with the same m at every time step (variational dropout, Gal and Ghahramani 2016): 0 with probability p, 1 / (1 − p) otherwise.
///      da_t += m ⊙ dy_t
/// </summary>
public sealed class LockedDropout : Op
{
    private Tensor _a, _y, _mask;

    /// <summary>Drops elements while training; outside training it returns its input.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="a">[T, B, F].</param>
    /// <param name="p">Probability of dropping an element, in [0, 1).</param>
    /// <returns>The same shape.</returns>
    public static Tensor Apply(Tape tape, Tensor a, float p)
    {
        if (p is not (>= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(p), p, "A dropout probability lies in [0, 1).");
        }

        if (!tape.Training || p == 0)
        {
            return a;
        }

        Shape step = new(a.Shape[1], a.Shape[2]);
        Tensor mask = tape.Arena.Take(step, gradient: false), y = tape.Result(a.Shape);
        new DropoutMask(tape.NextRandom().Key, p).Fill(mask.Values);
        for (int at = 0; at < a.Shape.Length; at += step.Length)
        {
            TensorPrimitives.Multiply(a.Values.Slice(at, step.Length), mask.Values, y.Values[at..]);
        }

        if (tape.Recording)
        {
            LockedDropout op = tape.Record<LockedDropout>();
            (op._a, op._y, op._mask) = (a, y, mask);
        }

        return y;
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        for (int at = 0, length = _mask.Shape.Length; _a.HasGradient && at < _a.Shape.Length; at += length)
        {
            Span<float> da = _a.Gradient.Slice(at, length);
            TensorPrimitives.MultiplyAdd(_y.Gradient.Slice(at, length), _mask.Values, da, da);
        }
    }
}
