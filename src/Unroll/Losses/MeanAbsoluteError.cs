using Unroll.Autodiff;
using Unroll.Tensors;

namespace Unroll.Losses;

/// <summary>loss = s Σ w |x − t|: it is least at the median.</summary>
public static class MeanAbsoluteError
{
    /// <inheritdoc cref="MeanSquaredError.Apply"/>
    public static Tensor Apply(Tape tape, Tensor x, Tensor target, float scale, ReadOnlyMemory<float> weights = default) =>
        ItemLoss<AbsoluteError>.Apply(tape, x, target, scale, weights, default);
}

/// <summary>ℓ = |x − t|, with slope 0 where both are equal.</summary>
public readonly record struct AbsoluteError : IItemLoss
{
    /// <inheritdoc/>
    public string Name => "Mean absolute error";

    /// <inheritdoc/>
    public int Inputs => 1;

    /// <inheritdoc/>
    public string? Refuse(double target) => null;

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<float> x, double target, Span<double> slopes)
    {
        double e = x[0] - target;
        slopes[0] = e > 0 ? 1 : e < 0 ? -1 : e;
        return Math.Abs(e);
    }
}
