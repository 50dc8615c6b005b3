using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <summary>Copies a tensor into memory of the caller's, which outlives the pass.      da += dy, where the target keeps a gradient</summary>
public sealed class CopyState : Op
{
    private Tensor _a, _y;

    /// <summary>Copies.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="a">Any shape.</param>
    /// <param name="target">The same number of elements.</param>
    public static void Apply(Tape tape, Tensor a, Tensor target)
    {
        a.Values.CopyTo(target.Values);
        if (tape.Recording && target.HasGradient)
        {
            CopyState op = tape.Record<CopyState>();
            (op._a, op._y) = (a, target);
        }
    }

    /// <inheritdoc/>
    public override void Backward() => Operands.Accumulate(_a, _y.Gradient);
}
