using System.Numerics;
using Unroll.Reservoir.LinearAlgebra;

namespace Unroll.Reservoir;

/// <summary>What one λ gave.</summary>
/// <param name="Ridge">λ.</param>
/// <param name="Error">The mean squared error on the validation steps, summed over targets that are each divided by their variance.</param>
public readonly record struct RidgeTrial(double Ridge, double Error);

/// <summary>The solutions of a ridge regression for any λ from one factorisation S_xx = Q T Qᵀ.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class RidgePath<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly RidgeRegression<T> _regression;
    private readonly SymmetricTridiagonal _factor;
    private readonly double[] _rotated;

    internal RidgePath(RidgeRegression<T> regression, double[] scatter)
    {
        (_regression, _factor) = (regression, new SymmetricTridiagonal(scatter, regression.Features));
        _rotated = new double[regression.Features * regression.Targets];
        for (int o = 0; o < regression.Targets; o++)
        {
            Span<double> b = _rotated.AsSpan(o * regression.Features, regression.Features);
            regression.FeatureTargetScatter(o, b);
            _factor.RotateIn(b);
        }
    }

    /// <summary>The weights for one λ, in a time that grows with the square of the features.</summary>
    /// <param name="ridge">λ, at least 0.</param>
    /// <returns>The readout.</returns>
    /// <exception cref="DataException">λ is too small for features that are (nearly) linearly dependent.</exception>
    public LinearReadout<T> Solve(double ridge) => TrySolve(ridge) ?? throw RidgeRegression<T>.TooSmall(ridge);

    /// <summary>Tries some λ on steps that were not trained on. Those too small for the features are left out.</summary>
    /// <param name="ridges">The grid.</param>
    /// <param name="validation">The validation steps.</param>
    /// <returns>One trial for each λ that can be solved, in the order of the grid.</returns>
    /// <exception cref="DataException">No λ can be solved, or there are no validation steps.</exception>
    public IReadOnlyList<RidgeTrial> Try(IReadOnlyList<double> ridges, RidgeRegression<T> validation)
    {
        ArgumentNullException.ThrowIfNull(ridges);
        ArgumentNullException.ThrowIfNull(validation);
        double[] variances = validation.TargetVariances();
        List<RidgeTrial> trials = [];
        foreach (double ridge in ridges)
        {
            if (TrySolve(ridge) is { } readout)
            {
                double error = validation.MeanSquaredErrors(readout).Zip(variances, (e, v) => e / (v > 0 ? v : 1)).Sum();
                trials.Add(new RidgeTrial(ridge, error));
            }
        }

        return trials.Count > 0 ? trials : throw RidgeRegression<T>.TooSmall(ridges.Count == 0 ? 0 : ridges.Max());
    }

    /// <summary>The weights for one λ, or null where it is too small for features that are (nearly) linearly dependent.</summary>
    /// <param name="ridge">λ, at least 0.</param>
    /// <returns>The readout, or null.</returns>
    public LinearReadout<T>? TrySolve(double ridge)
    {
        RidgeRegression<T>.CheckRidge(ridge);
        int features = _regression.Features;
        double[] weights = new double[_rotated.Length];
        for (int o = 0; o < _regression.Targets; o++)
        {
            if (!_factor.Solve(ridge, _rotated.AsSpan(o * features, features), weights.AsSpan(o * features, features)))
            {
                return null;
            }
        }

        return _regression.ToReadout(weights);
    }
}
