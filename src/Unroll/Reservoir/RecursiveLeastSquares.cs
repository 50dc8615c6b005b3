using System.Numerics;

namespace Unroll.Reservoir;

/// <summary>Recursive least squares: after every step the weights are those of a ridge regression over all steps so far, older ones forgotten.</summary>
/// <remarks>k = P f / (γ + fᵀ P f)      w ← w + k (y − wᵀ f)      P ← (P − k fᵀ P) / γ      P₀ = I / λ  (Haykin 2002)</remarks>
/// <typeparam name="T">Of the features; weights and P are double.</typeparam>
public sealed class RecursiveLeastSquares<T> : IOnlineReadout<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly OnlineWeights<T> _weights;
    private readonly double[] _p, _pf;
    private readonly double _forgetting, _largest;

    /// <summary>Begins.</summary>
    /// <param name="features">Length of the features.</param>
    /// <param name="outputs">Length of the outputs.</param>
    /// <param name="forgetting">γ in (0, 1]: a step n steps ago counts γⁿ.</param>
    /// <param name="ridge">λ, more than 0: the penalty on the distance from where the weights begin.</param>
    /// <param name="from">Weights to begin with, such as those of a fit; null for zeros.</param>
    /// <exception cref="DataException">An option is out of its range.</exception>
    public RecursiveLeastSquares(int features, int outputs, double forgetting = 1, double ridge = 1e-3, LinearReadout<T>? from = null)
    {
        if (forgetting is not (> 0 and <= 1) || !(ridge > 0) || !double.IsFinite(ridge))
        {
            throw new DataException($"Recursive least squares: forgetting is {forgetting} and λ is {ridge}, expected more than 0 and at most 1, and more than 0. Forgetting from 0.99 to 1 is usual.");
        }

        _weights = new OnlineWeights<T>("Recursive least squares", features, outputs, from);
        (_forgetting, _largest) = (forgetting, 1e6 / ridge);
        (_p, _pf) = (new double[(features + 1) * (features + 1)], new double[features + 1]);
        for (int i = 0; i <= features; i++)
        {
            _p[(i * (features + 1)) + i] = 1 / ridge;
        }
    }

    /// <summary>Goes on where a fit or another run of this ended.</summary>
    /// <param name="from">The weights.</param>
    /// <param name="covariance">P [(features + 1)²], symmetric, row by row; the last feature is the constant.</param>
    /// <param name="forgetting">γ in (0, 1].</param>
    /// <exception cref="DataException">γ is out of its range, or P has another size.</exception>
    public RecursiveLeastSquares(LinearReadout<T> from, ReadOnlySpan<double> covariance, double forgetting = 1)
    {
        ArgumentNullException.ThrowIfNull(from);
        int n = from.Features + 1;
        if (forgetting is not (> 0 and <= 1) || covariance.Length != n * n)
        {
            throw new DataException($"Recursive least squares: forgetting is {forgetting} and P has {covariance.Length} numbers, expected more than 0 and at most 1, and {n * n} because there are {from.Features} features and a constant.");
        }

        _weights = new OnlineWeights<T>("Recursive least squares", from.Features, from.Outputs, from);
        (_p, _pf, _forgetting) = (covariance.ToArray(), new double[n], forgetting);
        double trace = 0;
        for (int i = 0; i < n; i++)
        {
            trace += _p[(i * n) + i];
        }

        _largest = 1e6 * trace / n;
    }

    /// <summary>P [(Features + 1)²]: the inverse of the penalised sums of products of features, from which learning goes on.</summary>
    public ReadOnlySpan<double> Covariance => _p;

    /// <inheritdoc/>
    public int Features => _weights.Features;

    /// <inheritdoc/>
    public int Outputs => _weights.Outputs;

    /// <inheritdoc/>
    public void Predict(ReadOnlySpan<T> features, Span<T> outputs) => _weights.Predict(features, outputs);

    /// <inheritdoc/>
    public void Update(ReadOnlySpan<T> features, ReadOnlySpan<T> targets)
    {
        _weights.CheckFinite(features, targets);
        _weights.Take(features);
        double[] f = _weights.Extended;
        int n = f.Length;
        for (int i = 0; i < n; i++)
        {
            _pf[i] = TensorPrimitives.Dot(_p.AsSpan(i * n, n), f);
        }

        double denominator = _forgetting + TensorPrimitives.Dot<double>(f, _pf);
        for (int o = 0; o < Outputs; o++)
        {
            double error = double.CreateChecked(targets[o]) - _weights.Output(o);
            TensorPrimitives.MultiplyAdd(_pf, error / denominator, _weights.Row(o), _weights.Row(o));
        }

        // Directions that no step excites would grow by 1/γ for ever; a bound on P keeps them.
        double trace = 0;
        for (int i = 0; i < n; i++)
        {
            trace += _p[(i * n) + i];
        }

        // P must stay symmetric to the last bit: what is not symmetric grows by 1/γ a step, excited or not. Products of one vector are.
        TensorPrimitives.Divide(_pf, Math.Sqrt(denominator), _pf);
        double grow = trace / n > _largest ? 1 : 1 / _forgetting;
        for (int i = 0; i < n; i++)
        {
            Span<double> row = _p.AsSpan(i * n, n);
            TensorPrimitives.MultiplyAdd(_pf, -_pf[i], row, row);
            if (grow != 1)
            {
                TensorPrimitives.Multiply(row, grow, row);
            }
        }
    }

    /// <inheritdoc/>
    public LinearReadout<T> ToReadout() => _weights.ToReadout();
}
