using System.Numerics;

namespace Unroll.Reservoir;

/// <summary>Normalised least mean squares: a step along the gradient of the error at hand, whose length the features do not change.</summary>
/// <remarks>w ← w + η (y − wᵀ f) f / (ε + fᵀ f)  (Widrow and Hoff 1960, normalised by Nagumo and Noda 1967)</remarks>
/// <typeparam name="T">Of the features; the weights are double.</typeparam>
public sealed class LeastMeanSquares<T> : IOnlineReadout<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Epsilon = 1e-8;

    private readonly OnlineWeights<T> _weights;
    private readonly double _rate;

    /// <summary>Begins.</summary>
    /// <param name="features">Length of the features.</param>
    /// <param name="outputs">Length of the outputs.</param>
    /// <param name="rate">η in (0, 2): beyond that the weights run away.</param>
    /// <param name="from">Weights to begin with, such as those of a fit; null for zeros.</param>
    /// <exception cref="DataException">The rate is out of its range.</exception>
    public LeastMeanSquares(int features, int outputs, double rate = 0.5, LinearReadout<T>? from = null)
    {
        if (rate is not (> 0 and < 2))
        {
            throw new DataException($"Least mean squares: rate is {rate}, expected more than 0 and less than 2, where the steps converge. 0.1 to 1 is usual.");
        }

        (_weights, _rate) = (new OnlineWeights<T>("Least mean squares", features, outputs, from), rate);
    }

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
        double scale = _rate / (Epsilon + TensorPrimitives.Dot<double>(f, f));
        for (int o = 0; o < Outputs; o++)
        {
            double error = double.CreateChecked(targets[o]) - _weights.Output(o);
            TensorPrimitives.MultiplyAdd(f, error * scale, _weights.Row(o), _weights.Row(o));
        }
    }

    /// <inheritdoc/>
    public LinearReadout<T> ToReadout() => _weights.ToReadout();
}
