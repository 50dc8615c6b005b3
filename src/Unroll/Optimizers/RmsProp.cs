using System.Numerics;
using System.Runtime.CompilerServices;

namespace Unroll.Optimizers;

/// <summary>RMSProp (Tieleman and Hinton 2012, lecture 6e), not centred, with the optional momentum of Graves 2013.</summary>
/// <remarks>
/// g ← g + λ p        s ← α s + (1 − α) g²        d = g / (√s + ε)        p ← p − η d, or with momentum b ← μ b + d, p ← p − η b.
/// As PyTorch's RMSprop: ε is outside of the root.
/// </remarks>
public sealed class RmsProp : Optimizer
{
    /// <summary>Chooses the hyper-parameters; the defaults are PyTorch's.</summary>
    /// <param name="alpha">α in [0, 1), the smoothing of the squares.</param>
    /// <param name="eps">ε, at least 0.</param>
    /// <param name="momentum">μ in [0, 1); 0 keeps no second state.</param>
    /// <param name="weightDecay">λ, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A hyper-parameter is out of its range.</exception>
    public RmsProp(double alpha = 0.99, double eps = 1e-8, double momentum = 0, double weightDecay = 0)
        : base("rmsprop", momentum == 0 ? ["square_avg"] : ["square_avg", "momentum_buffer"])
    {
        Alpha = Check(alpha, nameof(alpha), Name, below: 1);
        Eps = Check(eps, nameof(eps), Name);
        Momentum = Check(momentum, nameof(momentum), Name, below: 1);
        WeightDecay = Check(weightDecay, nameof(weightDecay), Name);
    }

    /// <summary>α.</summary>
    public double Alpha { get; }

    /// <summary>ε.</summary>
    public double Eps { get; }

    /// <summary>μ.</summary>
    public double Momentum { get; }

    /// <summary>λ, added to the gradient as λ p.</summary>
    public double WeightDecay { get; }

    private protected override void UpdateRange(
        Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second, float learningRate, bool decay)
    {
        Scaling scaling = new((float)Alpha, (float)(1 - Alpha), (float)Eps, decay ? (float)WeightDecay : 0f);
        if (StateTensors == 1)
            ElementwisePass.Run(new PlainRule(scaling, learningRate), parameters, gradients, first, second);
        else
            ElementwisePass.Run(new MomentumRule(scaling, learningRate, (float)Momentum), parameters, gradients, first, second);
    }

    /// <summary>The gradient divided by the root of its smoothed square.</summary>
    private readonly struct Scaling(float alpha, float oneMinusAlpha, float eps, float lambda)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Scale(Vector<float> p, Vector<float> g, ref Vector<float> s)
        {
            g += lambda * p;
            s = (alpha * s) + (oneMinusAlpha * (g * g));
            return g / (Vector.SquareRoot(s) + new Vector<float>(eps));
        }
    }

    private readonly struct PlainRule(Scaling scaling, float eta) : IUpdateRule
    {
        public static int States => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply(ref Vector<float> p, Vector<float> g, ref Vector<float> s, ref Vector<float> none) =>
            p -= eta * scaling.Scale(p, g, ref s);
    }

    private readonly struct MomentumRule(Scaling scaling, float eta, float mu) : IUpdateRule
    {
        public static int States => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply(ref Vector<float> p, Vector<float> g, ref Vector<float> s, ref Vector<float> b)
        {
            b = (mu * b) + scaling.Scale(p, g, ref s);
            p -= eta * b;
        }
    }
}
