using System.Numerics;
using Unroll.Kernels;
using Unroll.Reservoir.LinearAlgebra;

namespace Unroll.Reservoir;

/// <summary>
/// The spectral radius of a sparse matrix: the largest magnitude of an eigenvalue. A matrix of links that form no loop has radius exactly 0;
/// separate loops are computed from their links; all others by Arnoldi's method with a Krylov space that grows until the residual of the
/// largest Ritz value is below 10⁻⁸ of it, at the latest to the size of the matrix.
/// </summary>
/// <remarks>
/// Power iteration is of no use here: a random matrix has many eigenvalues, mostly complex pairs, close to the edge of a disk. Units that no
/// loop reaches are taken out first, because rounding gives a nilpotent matrix of n rows spurious eigenvalues of size ε^(1/n).
/// </remarks>
public static class SpectralRadius
{
    private const double Tolerance = 1e-8;

    /// <summary>The spectral radius.</summary>
    /// <param name="w">W [n, n].</param>
    /// <returns>max |λ|, to about eight digits.</returns>
    public static double Of(EllpackMatrix<double> w)
    {
        ArgumentNullException.ThrowIfNull(w);
        ArgumentOutOfRangeException.ThrowIfNotEqual(w.Columns, w.Rows, nameof(w));
        List<(int Column, double Value)>[] core = Core(w);
        if (core.Length == 0)
        {
            return 0;
        }

        return core.All(row => row.Count == 1) ? OfLoops(core) : OfGeneral(new EllpackMatrix<double>(core.Length, [.. core.Select(row => row.ToArray())]));
    }

    /// <summary>The rows and columns that are left when units without a source or without a target are taken away until there are none.</summary>
    private static List<(int Column, double Value)>[] Core(EllpackMatrix<double> w)
    {
        int n = w.Rows;
        List<(int Column, double Value)>[] rows = [.. Enumerable.Range(0, n).Select(_ => new List<(int, double)>())];
        for (int i = 0; i < w.Values.Length; i++)
        {
            if (w.Values[i] != 0)
            {
                rows[i % n].Add((w.Indices[i], w.Values[i]));
            }
        }

        bool[] gone = new bool[n];
        for (bool changed = true; changed;)
        {
            changed = false;
            bool[] hasTarget = new bool[n];
            for (int i = 0; i < n; i++)
            {
                rows[i].RemoveAll(link => gone[link.Column]);
                rows[i].ForEach(link => hasTarget[link.Column] |= !gone[i]);
            }

            for (int i = 0; i < n; i++)
            {
                if (!gone[i] && (rows[i].Count == 0 || !hasTarget[i]))
                {
                    rows[i].Clear();
                    changed = gone[i] = true;
                }
            }
        }

        int[] place = new int[n];
        int left = 0;
        for (int i = 0; i < n; i++)
        {
            place[i] = gone[i] ? -1 : left++;
        }

        return [.. rows.Where((_, i) => !gone[i]).Select(row => row.ConvertAll(link => (place[link.Column], link.Value)))];
    }

    /// <summary>Every unit has one source and one target: the eigenvalues of a loop of k links are the k-th roots of the product of its weights.</summary>
    private static double OfLoops(List<(int Column, double Value)>[] rows)
    {
        bool[] seen = new bool[rows.Length];
        double radius = 0;
        for (int start = 0; start < rows.Length; start++)
        {
            double logarithm = 0;
            int length = 0;
            for (int i = start; !seen[i]; i = rows[i][0].Column, length++)
            {
                seen[i] = true;
                logarithm += Math.Log(Math.Abs(rows[i][0].Value));
            }

            radius = length == 0 ? radius : Math.Max(radius, Math.Exp(logarithm / length));
        }

        return radius;
    }

    private static double OfGeneral(EllpackMatrix<double> w)
    {
        int n = w.Rows, size = 0, target = Math.Min(n, 64);
        double[][] basis = new double[n + 1][];
        List<double[]> columns = [];
        basis[0] = new double[n];
        CounterRandom random = new(0x5EED);
        foreach (ref double x in basis[0].AsSpan())
        {
            x = random.NextGaussian();
        }

        TensorPrimitives.Divide(basis[0], TensorPrimitives.Norm<double>(basis[0]), basis[0]);
        while (true)
        {
            for (; size < target; size++)
            {
                double[] column = Extend(w, basis, size);
                columns.Add(column);
                if (column[size + 1] <= 1e-14 * TensorPrimitives.Norm<double>(column))
                {
                    // The Krylov space of a random start holds every eigenvalue once.
                    return LargestRitzValue(columns).Radius;
                }
            }

            (double radius, double residual) = LargestRitzValue(columns);
            if (size == n || residual <= Tolerance * radius)
            {
                return radius;
            }

            target = Math.Min(n, target + (target / 2));
        }
    }

    /// <summary>One step of Arnoldi: the next vector of the basis, orthogonalised twice, and its column of H.</summary>
    private static double[] Extend(EllpackMatrix<double> w, double[][] basis, int size)
    {
        double[] next = new double[w.Rows], column = new double[size + 2];
        w.Multiply(basis[size], next);
        for (int pass = 0; pass < 2; pass++)
        {
            for (int i = 0; i <= size; i++)
            {
                double dot = TensorPrimitives.Dot<double>(basis[i], next);
                column[i] += dot;
                TensorPrimitives.MultiplyAdd(basis[i], -dot, next, next);
            }
        }

        column[size + 1] = TensorPrimitives.Norm<double>(next);
        TensorPrimitives.Divide(next, column[size + 1], next);
        basis[size + 1] = next;
        return column;
    }

    private static (double Radius, double Residual) LargestRitzValue(List<double[]> columns)
    {
        int m = columns.Count;
        double[] h = new double[m * m];
        for (int j = 0; j < m; j++)
        {
            for (int i = 0; i < Math.Min(m, columns[j].Length); i++)
            {
                h[(i * m) + j] = columns[j][i];
            }
        }

        Complex largest = HessenbergEigenvalues.Of((double[])h.Clone(), m).MaxBy(Complex.Abs);

        // The eigenvector of H from its last component up: row i of (H − θI) y = 0 gives y[i − 1].
        Complex[] y = new Complex[m];
        y[m - 1] = 1;
        double squares = 1;
        for (int i = m - 1; i > 0; i--)
        {
            Complex sum = largest * y[i];
            for (int j = i; j < m; j++)
            {
                sum -= h[(i * m) + j] * y[j];
            }

            y[i - 1] = sum / h[(i * m) + i - 1];
            squares += (y[i - 1].Real * y[i - 1].Real) + (y[i - 1].Imaginary * y[i - 1].Imaginary);
        }

        // Overflow says nothing of convergence.
        return (Complex.Abs(largest), double.IsFinite(squares) ? columns[m - 1][m] / Math.Sqrt(squares) : double.PositiveInfinity);
    }
}
