using System.Numerics;
using Unroll.Kernels;
using Unroll.Reservoir.LinearAlgebra;

namespace Unroll.Reservoir;

/// <summary>
/// Linear regression with a penalty on the weights, solved exactly after one pass over data of any length: the memory it takes is that of
/// (features + targets)² numbers in double and a block of rows.
/// </summary>
/// <remarks>W_out minimises Σ ‖y − W f − c‖² + λ ‖W‖²; the intercept c is not penalised. λ is absolute: it is compared with Σ (f − f̄)².</remarks>
/// <typeparam name="T">float or double. With float, sums of products are in float within blocks of a thousand rows and in double between them.</typeparam>
public sealed class RidgeRegression<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Its square is the longest array.</summary>
    private const int MostColumns = 46_000;

    private readonly ScatterMatrix<T> _scatter;
    private readonly WorkerTeam? _team;

    /// <summary>Begins with no data.</summary>
    /// <param name="features">Length of the features.</param>
    /// <param name="targets">Length of the targets.</param>
    /// <param name="team">Threads that share the products, or null for the caller's alone; the bits do not depend on it.</param>
    /// <exception cref="DataException">More than 46,000 features and targets.</exception>
    public RidgeRegression(int features, int targets, WorkerTeam? team = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(targets);
        if ((long)features + targets > MostColumns)
        {
            throw new DataException($"Ridge regression: {features} features and {targets} targets, expected at most {MostColumns} together, because their products fill one array. Use fewer units or leave the squares out.");
        }

        (Features, Targets, _team) = (features, targets, team);
        _scatter = new ScatterMatrix<T>(features + targets, team);
    }

    /// <summary>Length of the features.</summary>
    public int Features { get; }

    /// <summary>Length of the targets.</summary>
    public int Targets { get; }

    /// <summary>How many steps have been added.</summary>
    public long Count
    {
        get
        {
            _scatter.Flush();
            return _scatter.Count;
        }
    }

    /// <summary>Adds a step.</summary>
    /// <param name="features">[Features].</param>
    /// <param name="targets">[Targets].</param>
    /// <exception cref="DataException">A number is NaN or infinite; found when a block of steps is full.</exception>
    public void Add(ReadOnlySpan<T> features, ReadOnlySpan<T> targets)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Length, Features, nameof(features));
        ArgumentOutOfRangeException.ThrowIfNotEqual(targets.Length, Targets, nameof(targets));
        Span<T> row = _scatter.NextRow();
        features.CopyTo(row);
        targets.CopyTo(row[Features..]);
    }

    /// <summary>Adds all steps of another regression, which stays as it is.</summary>
    /// <param name="other">The same features and targets.</param>
    public void Add(RidgeRegression<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentOutOfRangeException.ThrowIfNotEqual(other.Features, Features, nameof(other));
        ArgumentOutOfRangeException.ThrowIfNotEqual(other.Targets, Targets, nameof(other));
        _scatter.Add(other._scatter);
    }

    /// <summary>The weights for one λ, by Cholesky factorisation.</summary>
    /// <param name="ridge">λ, at least 0.</param>
    /// <returns>The readout.</returns>
    /// <exception cref="DataException">Nothing was added, or λ is too small for features that are (nearly) linearly dependent.</exception>
    public LinearReadout<T> Solve(double ridge)
    {
        double[] a = FeatureScatter(), weights = new double[Features * Targets];
        CheckRidge(ridge);
        for (int i = 0; i < Features; i++)
        {
            a[(i * Features) + i] += ridge;
        }

        Cholesky factor = Cholesky.Factorize(a, Features, _team) ?? throw TooSmall(ridge);
        for (int o = 0; o < Targets; o++)
        {
            Span<double> w = weights.AsSpan(o * Features, Features);
            FeatureTargetScatter(o, w);
            factor.Solve(w);
        }

        return ToReadout(weights);
    }

    /// <summary>A readout that begins with the weights for one λ and learns on as if its steps were added to these.</summary>
    /// <remarks>P = [A⁻¹, −A⁻¹ m; −mᵀ A⁻¹, 1 / n + mᵀ A⁻¹ m] with A = S_xx + λ I: the inverse of the sums of products of features and a constant.</remarks>
    /// <param name="ridge">λ, more than 0.</param>
    /// <param name="forgetting">γ in (0, 1]: a step n steps ago counts γⁿ. With 1 the weights stay those of the regression over all steps.</param>
    /// <returns>The readout.</returns>
    /// <exception cref="DataException">Nothing was added, or λ is too small.</exception>
    public RecursiveLeastSquares<T> ToOnline(double ridge, double forgetting = 1)
    {
        LinearReadout<T> readout = Solve(ridge);
        double[] a = FeatureScatter(), mean = _scatter.Mean.AsSpan(0, Features).ToArray();
        for (int i = 0; i < Features; i++)
        {
            a[(i * Features) + i] += ridge;
        }

        Cholesky factor = Cholesky.Factorize(a, Features, _team) ?? throw TooSmall(ridge);
        int n = Features + 1;
        double[] p = new double[n * n], column = new double[Features];
        for (int i = 0; i < Features; i++)
        {
            column.AsSpan().Clear();
            column[i] = 1;
            factor.Solve(column);
            for (int j = i; j < Features; j++)
            {
                p[(i * n) + j] = p[(j * n) + i] = column[j];
            }
        }

        mean.CopyTo(column, 0);
        factor.Solve(column);
        for (int i = 0; i < Features; i++)
        {
            p[(i * n) + Features] = p[(Features * n) + i] = -column[i];
        }

        p[^1] = (1.0 / _scatter.Count) + TensorPrimitives.Dot<double>(mean, column);
        return new RecursiveLeastSquares<T>(readout, p, forgetting);
    }

    /// <summary>One factorisation for any number of λ.</summary>
    /// <returns>The path of solutions.</returns>
    /// <exception cref="DataException">Nothing was added.</exception>
    public RidgePath<T> Factorize() => new(this, FeatureScatter());

    /// <summary>The mean squared error of a readout over all steps added, for each target.</summary>
    /// <param name="readout">The same features and targets.</param>
    /// <returns>[Targets].</returns>
    public double[] MeanSquaredErrors(LinearReadout<T> readout)
    {
        ArgumentNullException.ThrowIfNull(readout);
        CheckCount();
        ArgumentOutOfRangeException.ThrowIfNotEqual(readout.Features, Features, nameof(readout));
        ArgumentOutOfRangeException.ThrowIfNotEqual(readout.Outputs, Targets, nameof(readout));
        double[] errors = new double[Targets], w = new double[Features], cross = new double[Features];
        for (int o = 0; o < Targets; o++)
        {
            for (int i = 0; i < Features; i++)
            {
                w[i] = double.CreateChecked(readout.Weights[(o * Features) + i]);
            }

            // Σ (e − ē)² = S_yy − 2 wᵀ S_xy + wᵀ S_xx w, with the lower triangle of S_xx as the mirror of the upper.
            FeatureTargetScatter(o, cross);
            double squares = TargetScatter(o) - (2 * TensorPrimitives.Dot<double>(w, cross));
            for (int i = 0; i < Features; i++)
            {
                ReadOnlySpan<double> row = _scatter.Upper.AsSpan((i * _scatter.Width) + i, Features - i);
                squares += w[i] * ((2 * TensorPrimitives.Dot(row, w.AsSpan(i))) - (row[0] * w[i]));
            }

            double bias = _scatter.Mean[Features + o] - double.CreateChecked(readout.Intercept[o]) - TensorPrimitives.Dot(_scatter.Mean.AsSpan(0, Features), w);
            errors[o] = Math.Max(0, squares / _scatter.Count) + (bias * bias);
        }

        return errors;
    }

    /// <summary>The variance of each target over all steps added.</summary>
    /// <returns>[Targets].</returns>
    public double[] TargetVariances()
    {
        CheckCount();
        return [.. Enumerable.Range(0, Targets).Select(o => TargetScatter(o) / _scatter.Count)];
    }

    internal static void CheckRidge(double ridge)
    {
        if (!(ridge >= 0) || !double.IsFinite(ridge))
        {
            throw new DataException($"Ridge regression: λ is {ridge}, expected a finite number of at least 0. Values from 1e-10 to 10 are usual.");
        }
    }

    internal static DataException TooSmall(double ridge) => new(
        $"Ridge regression: λ = {ridge} is too small for these features, which are linearly dependent to the precision of {(typeof(T) == typeof(float) ? "float" : "double")}. Use a larger λ, fewer units or more steps.");

    internal void FeatureTargetScatter(int target, Span<double> column)
    {
        for (int i = 0; i < Features; i++)
        {
            column[i] = _scatter.Upper[(i * _scatter.Width) + Features + target];
        }
    }

    internal LinearReadout<T> ToReadout(double[] weights)
    {
        double[] intercept = new double[Targets];
        for (int o = 0; o < Targets; o++)
        {
            intercept[o] = _scatter.Mean[Features + o] - TensorPrimitives.Dot(_scatter.Mean.AsSpan(0, Features), weights.AsSpan(o * Features, Features));
        }

        return new LinearReadout<T>(Features, Array.ConvertAll(weights, T.CreateSaturating), Array.ConvertAll(intercept, T.CreateSaturating));
    }

    private double TargetScatter(int target) => _scatter.Upper[((Features + target) * _scatter.Width) + Features + target];

    /// <summary>S_xx [Features, Features], upper triangle.</summary>
    private double[] FeatureScatter()
    {
        CheckCount();
        double[] a = new double[Features * Features];
        for (int i = 0; i < Features; i++)
        {
            _scatter.Upper.AsSpan((i * _scatter.Width) + i, Features - i).CopyTo(a.AsSpan((i * Features) + i));
        }

        return a;
    }

    private void CheckCount()
    {
        if (Count == 0)
        {
            throw new DataException("Ridge regression: 0 steps were added, expected at least 1. Check that the washout is shorter than the data.");
        }
    }
}
