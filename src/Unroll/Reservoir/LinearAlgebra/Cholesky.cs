using Unroll.Kernels;

namespace Unroll.Reservoir.LinearAlgebra;

/// <summary>A = RᵀR with R upper triangular, for a symmetric positive definite matrix, in double.</summary>
internal sealed class Cholesky
{
    /// <summary>Rows of R that are made before all that is below takes them away at once.</summary>
    private const int BlockRows = 96;

    private readonly double[] _r;
    private readonly int _n;

    private Cholesky(double[] r, int n) => (_r, _n) = (r, n);

    /// <summary>Factorises in place.</summary>
    /// <param name="a">A [n, n] row by row; only the upper triangle is read, and R is written there.</param>
    /// <param name="n">Rows and columns.</param>
    /// <param name="team">Threads, or null.</param>
    /// <returns>The factor, or null when the matrix is not positive definite to the precision of double.</returns>
    public static Cholesky? Factorize(double[] a, int n, WorkerTeam? team = null)
    {
        double[] diagonal = new double[n];
        for (int i = 0; i < n; i++)
        {
            diagonal[i] = a[(i * n) + i];
        }

        for (int first = 0; first < n; first += BlockRows)
        {
            int last = Math.Min(n, first + BlockRows);
            for (int k = first; k < last; k++)
            {
                // Less than a few units in the last place of where it began is rounding alone.
                double pivot = a[(k * n) + k];
                if (!(pivot > 1e-15 * diagonal[k]) || !double.IsFinite(pivot))
                {
                    return null;
                }

                Span<double> row = a.AsSpan((k * n) + k, n - k);
                TensorPrimitives.Divide(row, Math.Sqrt(pivot), row);
                for (int i = k + 1; i < last; i++)
                {
                    Span<double> below = a.AsSpan((i * n) + i, n - i);
                    TensorPrimitives.MultiplyAdd(row[(i - k)..], -row[i - k], below, below);
                }
            }

            if (last < n)
            {
                SymmetricProduct.AddUpper(a, (first * n) + last, n, last - first, n - last, a, (last * n) + last, n, -1, team);
            }
        }

        return new Cholesky(a, n);
    }

    /// <summary>Solves A x = b.</summary>
    /// <param name="b">[n]; replaced by x.</param>
    public void Solve(Span<double> b)
    {
        for (int k = 0; k < _n; k++)
        {
            ReadOnlySpan<double> row = _r.AsSpan((k * _n) + k, _n - k);
            b[k] /= row[0];
            TensorPrimitives.MultiplyAdd(row[1..], -b[k], b[(k + 1)..], b[(k + 1)..]);
        }

        for (int k = _n - 1; k >= 0; k--)
        {
            ReadOnlySpan<double> row = _r.AsSpan((k * _n) + k, _n - k);
            b[k] = (b[k] - TensorPrimitives.Dot(row[1..], b[(k + 1)..])) / row[0];
        }
    }
}
