using System.Numerics;
using System.Runtime.CompilerServices;

namespace Unroll.Optimizers;

/// <summary>Adam (Kingma and Ba 2015), without AMSGrad.</summary>
/// <remarks>
/// g ← g + λ p        m ← β₁ m + (1 − β₁) g        v ← β₂ v + (1 − β₂) g²
/// p ← p − η (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε). As PyTorch's Adam: the decay λ is added to the gradient; for decoupled decay see
/// <see cref="AdamW"/>.
/// </remarks>
public class Adam : Optimizer
{
    private readonly bool _decoupled;
    private double _correction1 = 1, _correction2 = 1;

    /// <summary>Chooses the hyper-parameters; the defaults are the paper's.</summary>
    /// <param name="beta1">β₁ in [0, 1), the smoothing of the gradients.</param>
    /// <param name="beta2">β₂ in [0, 1), the smoothing of their squares.</param>
    /// <param name="eps">ε, at least 0.</param>
    /// <param name="weightDecay">λ, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A hyper-parameter is out of its range.</exception>
    public Adam(double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weightDecay = 0)
        : this("adam", decoupled: false, beta1, beta2, eps, weightDecay)
    {
    }

    private protected Adam(string name, bool decoupled, double beta1, double beta2, double eps, double weightDecay)
        : base(name, "exp_avg", "exp_avg_sq")
    {
        _decoupled = decoupled;
        Beta1 = Check(beta1, nameof(beta1), name, below: 1);
        Beta2 = Check(beta2, nameof(beta2), name, below: 1);
        Eps = Check(eps, nameof(eps), name);
        WeightDecay = Check(weightDecay, nameof(weightDecay), name);
    }

    /// <summary>β₁.</summary>
    public double Beta1 { get; }

    /// <summary>β₂.</summary>
    public double Beta2 { get; }

    /// <summary>ε.</summary>
    public double Eps { get; }

    /// <summary>λ.</summary>
    public double WeightDecay { get; }

    private protected override void OnStepChanged()
    {
        _correction1 = 1 - Math.Pow(Beta1, Step);
        _correction2 = 1 - Math.Pow(Beta2, Step);
    }

    private protected override void UpdateRange(
        Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second, float learningRate, bool decay)
    {
        double lambda = decay ? WeightDecay : 0;
        Rule rule = new(
            stepSize: (float)(learningRate / _correction1),
            rootScale: (float)(1 / Math.Sqrt(_correction2)),
            beta1: (float)Beta1,
            oneMinusBeta1: (float)(1 - Beta1),
            beta2: (float)Beta2,
            oneMinusBeta2: (float)(1 - Beta2),
            eps: (float)Eps,
            coupled: _decoupled ? 0f : (float)lambda,
            shrink: _decoupled ? (float)(1 - (learningRate * lambda)) : 1f);
        ElementwisePass.Run(rule, parameters, gradients, first, second);
    }

    private readonly struct Rule(
        float stepSize, float rootScale, float beta1, float oneMinusBeta1, float beta2, float oneMinusBeta2, float eps, float coupled, float shrink)
        : IUpdateRule
    {
        public static int States => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply(ref Vector<float> p, Vector<float> g, ref Vector<float> m, ref Vector<float> v)
        {
            g += coupled * p;
            m = (beta1 * m) + (oneMinusBeta1 * g);
            v = (beta2 * v) + (oneMinusBeta2 * (g * g));
            p = (shrink * p) - (stepSize * (m / ((rootScale * Vector.SquareRoot(v)) + new Vector<float>(eps))));
        }
    }
}
