using Unroll.Autodiff;
using Unroll.Losses.Distributions;
using Unroll.Tensors;

namespace Unroll.Losses;

/// <summary>loss = −s Σ w ln N(t; μ, σ²), where the network's two outputs x = (m, z) stand for μ = m, σ = softplus(z) + floor.</summary>
/// <remarks>The head of DeepAR for real numbers (Salinas et al. 2020), with a floor so that no density grows without bound.</remarks>
public static class GaussianLikelihood
{
    /// <summary>The floor of σ where none is given, in the units of the target: for normalised series.</summary>
    public const double DefaultFloor = 1e-3;

    /// <summary>The negative log likelihood of a batch of targets.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[…, 2]: m and z as the last layer gives them.</param>
    /// <param name="target">t […].</param>
    /// <param name="scale">s: 1 / N for the mean over N targets, <see cref="ItemWeights.MeanScale"/> for the weighted mean.</param>
    /// <param name="weights">w: one a target, 0 leaves it out; none for 1 everywhere.</param>
    /// <param name="floor">The least σ, in the units of the target.</param>
    /// <returns>A single number, in nats.</returns>
    /// <inheritdoc cref="ItemLoss{TLoss}.Apply" path="/exception"/>
    public static Tensor Apply(Tape tape, Tensor x, Tensor target, float scale, ReadOnlyMemory<float> weights = default, double floor = DefaultFloor) =>
        ItemLoss<GaussianHead>.Apply(tape, x, target, scale, weights, new GaussianHead(Floors.Check("Gaussian likelihood", floor)));
}

/// <summary>ℓ = ½ u² + ln σ + ½ ln 2π, u = (t − μ) / σ.      ∂ℓ/∂μ = −u / σ,   ∂ℓ/∂σ = (1 − u²) / σ</summary>
/// <param name="Floor">The least σ, above 0.</param>
public readonly record struct GaussianHead(double Floor) : IItemLoss
{
    /// <inheritdoc/>
    public string Name => "Gaussian likelihood";

    /// <inheritdoc/>
    public int Inputs => 2;

    /// <summary>What the network predicts.</summary>
    /// <param name="x">m and z.</param>
    /// <returns>A distribution in the units of the targets.</returns>
    public Gaussian Distribution(ReadOnlySpan<float> x) => new(x[0], SpecialFunctions.Softplus(x[1]) + Floor);

    /// <inheritdoc/>
    public string? Refuse(double target) => null;

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<float> x, double target, Span<double> slopes)
    {
        Gaussian p = Distribution(x);
        double sigma = p.StandardDeviation, u = (target - p.Mean) / sigma;
        slopes[0] = -u / sigma;
        slopes[1] = (1 - (u * u)) / sigma * SpecialFunctions.Sigmoid(x[1]);
        return -p.LogDensity(target);
    }
}
