namespace Unroll.Optimizers;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019).</summary>
/// <remarks>p ← (1 − η λ) p, then Adam's step with the gradient alone. As PyTorch's AdamW: the decay is scaled by the learning rate η.</remarks>
public sealed class AdamW : Adam
{
    /// <summary>Chooses the hyper-parameters; the defaults are PyTorch's.</summary>
    /// <param name="beta1">β₁ in [0, 1), the smoothing of the gradients.</param>
    /// <param name="beta2">β₂ in [0, 1), the smoothing of their squares.</param>
    /// <param name="eps">ε, at least 0.</param>
    /// <param name="weightDecay">λ, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A hyper-parameter is out of its range.</exception>
    public AdamW(double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weightDecay = 0.01)
        : base("adamw", decoupled: true, beta1, beta2, eps, weightDecay)
    {
    }
}
