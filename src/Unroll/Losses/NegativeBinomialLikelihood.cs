using Unroll.Autodiff;
using Unroll.Losses.Distributions;
using Unroll.Tensors;

namespace Unroll.Losses;

/// <summary>
/// loss = −s Σ w ln NB(k; μ, α) of counts k, where the network's two outputs x = (m, a) stand for μ = softplus(m) + floor and
/// α = softplus(a) + floor: the head of DeepAR for counts (Salinas et al. 2020), variance μ + α μ².
/// </summary>
public static class NegativeBinomialLikelihood
{
    /// <summary>The floor of mean and dispersion where none is given.</summary>
    public const double DefaultFloor = 1e-4;

    /// <summary>The negative log likelihood of a batch of counts.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[…, 2]: m and a as the last layer gives them.</param>
    /// <param name="target">k […]: whole numbers of at least 0, not normalised.</param>
    /// <param name="scale">s: 1 / N for the mean over N targets, <see cref="ItemWeights.MeanScale"/> for the weighted mean.</param>
    /// <param name="weights">w: one a target, 0 leaves it out; none for 1 everywhere.</param>
    /// <param name="floor">The least μ and the least α.</param>
    /// <returns>A single number, in nats.</returns>
    /// <inheritdoc cref="ItemLoss{TLoss}.Apply" path="/exception"/>
    public static Tensor Apply(Tape tape, Tensor x, Tensor target, float scale, ReadOnlyMemory<float> weights = default, double floor = DefaultFloor) =>
        ItemLoss<NegativeBinomialHead>.Apply(tape, x, target, scale, weights, new NegativeBinomialHead(Floors.Check("Negative binomial likelihood", floor)));
}

/// <summary>
/// ℓ = ln Γ(r) + ln k! − ln Γ(k + r) + r ln(1 + αμ) + k ln((1 + αμ) / αμ), r = 1/α.
/// ∂ℓ/∂μ = (μ − k) / (μ (1 + αμ)),   ∂ℓ/∂α = (ψ(k + r) − ψ(r) − ln(1 + αμ)) / α² + (μ − k) / (α (1 + αμ))
/// </summary>
/// <param name="Floor">The least μ and the least α, above 0.</param>
public readonly record struct NegativeBinomialHead(double Floor) : IItemLoss
{
    /// <inheritdoc/>
    public string Name => "Negative binomial likelihood";

    /// <inheritdoc/>
    public int Inputs => 2;

    /// <inheritdoc/>
    public string? Refuse(double target) =>
        target >= 0 && target == Math.Floor(target) ? null : "a whole number of at least 0, because it is a count. Real numbers need the Gaussian or the Student-t likelihood";

    /// <summary>What the network predicts.</summary>
    /// <param name="x">m and a.</param>
    /// <returns>A distribution of counts.</returns>
    public NegativeBinomial Distribution(ReadOnlySpan<float> x) => new(SpecialFunctions.Softplus(x[0]) + Floor, SpecialFunctions.Softplus(x[1]) + Floor);

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<float> x, double target, Span<double> slopes)
    {
        NegativeBinomial p = Distribution(x);
        double mu = p.Mean, alpha = p.Dispersion, r = 1 / alpha, one = 1 + (alpha * mu);
        double digammas = SpecialFunctions.Digamma(target + r) - SpecialFunctions.Digamma(r) - SpecialFunctions.LogOnePlus(alpha * mu);
        slopes[0] = (mu - target) / (mu * one) * SpecialFunctions.Sigmoid(x[0]);
        slopes[1] = ((digammas * r * r) + ((mu - target) / (alpha * one))) * SpecialFunctions.Sigmoid(x[1]);
        return -p.LogDensity(target);
    }
}
