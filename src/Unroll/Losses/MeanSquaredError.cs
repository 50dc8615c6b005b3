using Unroll.Autodiff;
using Unroll.Tensors;

namespace Unroll.Losses;

/// <summary>loss = s Σ w (x − t)²: it is least at the mean.</summary>
public static class MeanSquaredError
{
    /// <summary>The loss of a batch of predictions.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">The predictions, any shape.</param>
    /// <param name="target">t: the same shape.</param>
    /// <param name="scale">s: 1 / N for the mean over N numbers, <see cref="ItemWeights.MeanScale"/> for the weighted mean.</param>
    /// <param name="weights">w: one a number, 0 leaves it out; none for 1 everywhere.</param>
    /// <returns>A single number.</returns>
    /// <inheritdoc cref="ItemLoss{TLoss}.Apply" path="/exception"/>
    public static Tensor Apply(Tape tape, Tensor x, Tensor target, float scale, ReadOnlyMemory<float> weights = default) =>
        ItemLoss<SquaredError>.Apply(tape, x, target, scale, weights, default);
}

/// <summary>ℓ = (x − t)².</summary>
public readonly record struct SquaredError : IItemLoss
{
    /// <inheritdoc/>
    public string Name => "Mean squared error";

    /// <inheritdoc/>
    public int Inputs => 1;

    /// <inheritdoc/>
    public string? Refuse(double target) => null;

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<float> x, double target, Span<double> slopes)
    {
        double e = x[0] - target;
        slopes[0] = 2 * e;
        return e * e;
    }
}
