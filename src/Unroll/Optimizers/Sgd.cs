using System.Numerics;
using System.Runtime.CompilerServices;

namespace Unroll.Optimizers;

/// <summary>Stochastic gradient descent, with momentum (Polyak 1964) or Nesterov's momentum in the form of Sutskever et al. 2013.</summary>
/// <remarks>
/// g ← g + λ p        v ← μ v + g        p ← p − η v, or with Nesterov p ← p − η (g + μ v). As PyTorch's SGD without dampening: the
/// learning rate η is outside of v, and the decay λ is added to the gradient.
/// </remarks>
public sealed class Sgd : Optimizer
{
    /// <summary>Chooses the variant.</summary>
    /// <param name="momentum">μ in [0, 1); 0 keeps no state.</param>
    /// <param name="nesterov">Whether to look ahead; needs a momentum.</param>
    /// <param name="weightDecay">λ, at least 0.</param>
    /// <exception cref="ArgumentException">A hyper-parameter is out of its range.</exception>
    public Sgd(double momentum = 0, bool nesterov = false, double weightDecay = 0)
        : base("sgd", momentum == 0 ? [] : ["momentum_buffer"])
    {
        Momentum = Check(momentum, nameof(momentum), Name, below: 1);
        WeightDecay = Check(weightDecay, nameof(weightDecay), Name);
        Nesterov = nesterov;
        if (nesterov && momentum == 0)
            throw new ArgumentException("sgd: nesterov is true with momentum 0, expected a momentum because Nesterov's rule looks ahead along it. Set momentum, for instance to 0.9.", nameof(nesterov));
    }

    /// <summary>μ.</summary>
    public double Momentum { get; }

    /// <summary>Whether the step looks ahead along the momentum.</summary>
    public bool Nesterov { get; }

    /// <summary>λ, added to the gradient as λ p.</summary>
    public double WeightDecay { get; }

    private protected override void UpdateRange(
        Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second, float learningRate, bool decay)
    {
        float lambda = decay ? (float)WeightDecay : 0f, mu = (float)Momentum;
        if (StateTensors == 0)
            ElementwisePass.Run(new PlainRule(learningRate, lambda), parameters, gradients, first, second);
        else if (Nesterov)
            ElementwisePass.Run(new NesterovRule(learningRate, lambda, mu), parameters, gradients, first, second);
        else
            ElementwisePass.Run(new MomentumRule(learningRate, lambda, mu), parameters, gradients, first, second);
    }

    private readonly struct PlainRule(float eta, float lambda) : IUpdateRule
    {
        public static int States => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply(ref Vector<float> p, Vector<float> g, ref Vector<float> v, ref Vector<float> none) =>
            p -= eta * (g + (lambda * p));
    }

    private readonly struct MomentumRule(float eta, float lambda, float mu) : IUpdateRule
    {
        public static int States => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply(ref Vector<float> p, Vector<float> g, ref Vector<float> v, ref Vector<float> none)
        {
            v = (mu * v) + (g + (lambda * p));
            p -= eta * v;
        }
    }

    private readonly struct NesterovRule(float eta, float lambda, float mu) : IUpdateRule
    {
        public static int States => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply(ref Vector<float> p, Vector<float> g, ref Vector<float> v, ref Vector<float> none)
        {
            g += lambda * p;
            v = (mu * v) + g;
            p -= eta * (g + (mu * v));
        }
    }
}
