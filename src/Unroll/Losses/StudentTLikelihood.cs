using Unroll.Autodiff;
using Unroll.Losses.Distributions;
using Unroll.Tensors;

namespace Unroll.Losses;

/// <summary>
/// loss = −s Σ w ln t_ν(t; μ, σ), where the network's three outputs x = (m, z, v) stand for μ = m, σ = softplus(z) + floor and
/// ν = 2 + softplus(v) + floor: a likelihood that outliers hardly move (Lange et al. 1989).
/// </summary>
public static class StudentTLikelihood
{
    /// <summary>The negative log likelihood of a batch of targets.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[…, 3]: m, z and v as the last layer gives them.</param>
    /// <param name="target">t […].</param>
    /// <param name="scale">s: 1 / N for the mean over N targets, <see cref="ItemWeights.MeanScale"/> for the weighted mean.</param>
    /// <param name="weights">w: one a target, 0 leaves it out; none for 1 everywhere.</param>
    /// <param name="floor">The least σ, in the units of the target, and the least ν − 2.</param>
    /// <returns>A single number, in nats.</returns>
    /// <inheritdoc cref="ItemLoss{TLoss}.Apply" path="/exception"/>
    public static Tensor Apply(
        Tape tape, Tensor x, Tensor target, float scale, ReadOnlyMemory<float> weights = default, double floor = GaussianLikelihood.DefaultFloor) =>
        ItemLoss<StudentTHead>.Apply(tape, x, target, scale, weights, new StudentTHead(Floors.Check("Student-t likelihood", floor)));
}

/// <summary>
/// ℓ = ln B(½, ν/2) + ½ ln ν + ln σ + ½ (ν + 1) ln(1 + u²/ν), u = (t − μ) / σ.
/// ∂ℓ/∂μ = −q / (u σ),   ∂ℓ/∂σ = (1 − q) / σ,   ∂ℓ/∂ν = ½ (ψ(ν/2) − ψ((ν + 1)/2) + ln(1 + u²/ν) + (1 − q) / ν),   q = (ν + 1) u² / (ν + u²)
/// </summary>
/// <param name="Floor">The least σ and the least ν − 2, above 0.</param>
public readonly record struct StudentTHead(double Floor) : IItemLoss
{
    /// <inheritdoc/>
    public string Name => "Student-t likelihood";

    /// <inheritdoc/>
    public int Inputs => 3;

    /// <summary>What the network predicts.</summary>
    /// <param name="x">m, z and v.</param>
    /// <returns>A distribution in the units of the targets.</returns>
    public StudentT Distribution(ReadOnlySpan<float> x) =>
        new(x[0], SpecialFunctions.Softplus(x[1]) + Floor, 2 + SpecialFunctions.Softplus(x[2]) + Floor);

    /// <inheritdoc/>
    public string? Refuse(double target) => null;

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<float> x, double target, Span<double> slopes)
    {
        StudentT p = Distribution(x);
        double sigma = p.Scale, nu = p.DegreesOfFreedom, u = (target - p.Location) / sigma, q = (nu + 1) * (u * u / (nu + (u * u)));
        double digammas = SpecialFunctions.Digamma(nu / 2) - SpecialFunctions.Digamma((nu + 1) / 2);
        slopes[0] = -(nu + 1) * (u / (nu + (u * u))) / sigma;
        slopes[1] = (1 - q) / sigma * SpecialFunctions.Sigmoid(x[1]);
        slopes[2] = 0.5 * (digammas + SpecialFunctions.LogOnePlus(u * u / nu) + ((1 - q) / nu)) * SpecialFunctions.Sigmoid(x[2]);
        return -p.LogDensity(target);
    }
}
