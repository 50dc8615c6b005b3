using Unroll.Autodiff;
using Unroll.Tensors;

namespace Unroll.Losses;

/// <summary>loss = s Σ w ρ_δ(x − t): squares of small errors, absolute values of large ones (Huber 1964).</summary>
public static class HuberLoss
{
    /// <summary>The loss of a batch of predictions.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">The predictions, any shape.</param>
    /// <param name="target">t: the same shape.</param>
    /// <param name="scale">s: 1 / N for the mean over N numbers, <see cref="ItemWeights.MeanScale"/> for the weighted mean.</param>
    /// <param name="weights">w: one a number, 0 leaves it out; none for 1 everywhere.</param>
    /// <param name="delta">δ: above this an error is large, in the units of the target.</param>
    /// <returns>A single number.</returns>
    /// <inheritdoc cref="ItemLoss{TLoss}.Apply" path="/exception"/>
    public static Tensor Apply(Tape tape, Tensor x, Tensor target, float scale, ReadOnlyMemory<float> weights = default, double delta = 1) =>
        ItemLoss<Huber>.Apply(tape, x, target, scale, weights, new Huber(delta));
}

/// <summary>ℓ = ½ e² where |e| ≤ δ, otherwise δ (|e| − ½ δ); e = x − t.</summary>
public readonly record struct Huber : IItemLoss
{
    private readonly double _delta;

    /// <summary>Sets the border between small and large.</summary>
    /// <param name="delta">δ, above 0.</param>
    public Huber(double delta) => _delta = delta > 0 && double.IsFinite(delta)
        ? delta
        : throw new ArgumentOutOfRangeException(nameof(delta), delta, $"Huber loss: δ is {delta}, expected a finite number above 0, because it is the size of an error.");

    /// <inheritdoc/>
    public string Name => "Huber loss";

    /// <inheritdoc/>
    public int Inputs => 1;

    /// <inheritdoc/>
    public string? Refuse(double target) => null;

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<float> x, double target, Span<double> slopes)
    {
        double e = x[0] - target, size = Math.Abs(e);
        slopes[0] = Math.Clamp(e, -_delta, _delta);
        return size <= _delta ? 0.5 * e * e : _delta * (size - (0.5 * _delta));
    }
}
