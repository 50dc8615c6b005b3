using Unroll.Autodiff;
using Unroll.Tensors;

namespace Unroll.Losses;

/// <summary>
/// loss = s Σ_n w_n Σ_q max(q (t_n − x_nq), (q − 1) (t_n − x_nq)): the pinball loss (Koenker and Bassett 1978), which is least where x_nq is the
/// q-quantile of t_n. Several levels at once, as in Wen et al. (2017).
/// </summary>
public static class QuantileLoss
{
    /// <summary>The loss of a batch of predictions.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[…, Q]: one prediction a level; […] will do for one level.</param>
    /// <param name="target">t […].</param>
    /// <param name="levels">q: each between 0 and 1.</param>
    /// <param name="scale">s: 1 / (N Q) for the mean over N targets and all levels.</param>
    /// <param name="weights">w: one a target, 0 leaves it out; none for 1 everywhere.</param>
    /// <returns>A single number.</returns>
    /// <inheritdoc cref="ItemLoss{TLoss}.Apply" path="/exception"/>
    public static Tensor Apply(Tape tape, Tensor x, Tensor target, ReadOnlyMemory<double> levels, float scale, ReadOnlyMemory<float> weights = default) =>
        ItemLoss<Pinball>.Apply(tape, x, target, scale, weights, new Pinball(levels));
}

/// <summary>ℓ = Σ_q max(q (t − x_q), (q − 1) (t − x_q)), with slope 0 where both are equal.</summary>
public readonly record struct Pinball : IItemLoss
{
    private readonly ReadOnlyMemory<double> _levels;

    /// <summary>Sets the levels.</summary>
    /// <param name="levels">q: at least one, each between 0 and 1.</param>
    public Pinball(ReadOnlyMemory<double> levels)
    {
        foreach (double q in levels.Span)
        {
            if (!(q is > 0 and < 1))
            {
                throw new ArgumentOutOfRangeException(nameof(levels), q, $"Quantile loss: a level is {q}, expected a number between 0 and 1, such as 0.9 for the value that nine in ten stay below.");
            }
        }

        _levels = levels;
    }

    /// <inheritdoc/>
    public string Name => "Quantile loss";

    /// <inheritdoc/>
    public int Inputs => _levels.Length;

    /// <inheritdoc/>
    public string? Refuse(double target) => null;

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<float> x, double target, Span<double> slopes)
    {
        double sum = 0;
        ReadOnlySpan<double> levels = _levels.Span;
        for (int i = 0; i < levels.Length; i++)
        {
            double e = target - x[i], slope = e > 0 ? levels[i] : e < 0 ? levels[i] - 1 : e;
            slopes[i] = -slope;
            sum += slope * e;
        }

        return sum;
    }
}
