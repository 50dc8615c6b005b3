using System.Numerics;

namespace Unroll.Reservoir.LinearAlgebra;

/// <summary>The eigenvalues of a real upper Hessenberg matrix by the implicit double-shift QR algorithm (Francis 1961).</summary>
internal static class HessenbergEigenvalues
{
    private const double Epsilon = 2.220446049250313e-16;

    /// <summary>All eigenvalues, in no order.</summary>
    /// <param name="h">H [n, n] row by row; destroyed.</param>
    /// <param name="n">Rows and columns.</param>
    /// <returns>n eigenvalues.</returns>
    /// <exception cref="UnrollException">An eigenvalue needs more than 100 sweeps: the matrix is not finite.</exception>
    public static Complex[] Of(double[] h, int n)
    {
        Complex[] eigenvalues = new Complex[n];
        double scale = TensorPrimitives.MaxMagnitude<double>(h);
        int last = n - 1, sweeps = 0;
        while (last >= 0)
        {
            int first = Deflate(h, n, last, scale);
            if (first == last)
            {
                eigenvalues[last--] = h[(first * n) + first];
                sweeps = 0;
            }
            else if (first == last - 1)
            {
                (eigenvalues[first], eigenvalues[last]) = Pair(h[(first * n) + first], h[(first * n) + last], h[(last * n) + first], h[(last * n) + last]);
                last -= 2;
                sweeps = 0;
            }
            else if (++sweeps > 100)
            {
                throw new UnrollException($"Eigenvalues: the QR algorithm found no eigenvalue of a {n} by {n} matrix in 100 sweeps. Check that all weights are finite.");
            }
            else
            {
                Sweep(h, n, first, last, sweeps);
            }
        }

        return eigenvalues;
    }

    /// <summary>The first row of the block that ends at <paramref name="last"/> and has no negligible subdiagonal.</summary>
    private static int Deflate(double[] h, int n, int last, double scale)
    {
        int first = last;
        for (; first > 0; first--)
        {
            double neighbours = Math.Abs(h[((first - 1) * n) + first - 1]) + Math.Abs(h[(first * n) + first]);
            if (Math.Abs(h[(first * n) + first - 1]) <= Epsilon * (neighbours == 0 ? scale : neighbours))
            {
                h[(first * n) + first - 1] = 0;
                break;
            }
        }

        return first;
    }

    private static (Complex First, Complex Second) Pair(double a, double b, double c, double d)
    {
        double p = (a - d) / 2, q = (p * p) + (b * c), mean = (a + d) / 2;
        if (q < 0)
        {
            double imaginary = Math.Sqrt(-q);
            return (new Complex(mean, imaginary), new Complex(mean, -imaginary));
        }

        double root = p + Math.CopySign(Math.Sqrt(q), p);
        return (d + root, root == 0 ? d : d - (b * c / root));
    }

    /// <summary>One double step: a bulge of three rows is chased down the subdiagonal.</summary>
    private static void Sweep(double[] h, int n, int first, int last, int sweeps)
    {
        // The shifts are the eigenvalues of the last two rows; every tenth time others, against a cycle.
        double a = h[(last * n) + last], d = h[((last - 1) * n) + last - 1], bc = h[(last * n) + last - 1] * h[((last - 1) * n) + last];
        double sum = a + d, product = (a * d) - bc;
        if (sweeps % 10 == 0)
        {
            double s = Math.Abs(h[(last * n) + last - 1]) + Math.Abs(h[((last - 1) * n) + last - 2]);
            (sum, product) = (1.5 * s, s * s);
        }

        double h00 = h[(first * n) + first], h10 = h[((first + 1) * n) + first];
        double x = (h00 * h00) + (h[(first * n) + first + 1] * h10) - (sum * h00) + product;
        double y = h10 * (h00 + h[((first + 1) * n) + first + 1] - sum);
        double z = h10 * h[((first + 2) * n) + first + 1];
        for (int k = first; k < last; k++)
        {
            int rows = Math.Min(3, last - k + 1);
            Reflect(h, n, first, last, k, rows, x, y, rows == 3 ? z : 0);
            x = h[((k + 1) * n) + k];
            y = k + 2 <= last ? h[((k + 2) * n) + k] : 0;
            z = k + 3 <= last ? h[((k + 3) * n) + k] : 0;
        }
    }

    /// <summary>H ← P H P with the reflection P of rows k … that turns (x, y, z) into a multiple of the first unit vector.</summary>
    private static void Reflect(double[] h, int n, int first, int last, int k, int rows, double x, double y, double z)
    {
        double norm = Math.Sqrt((x * x) + (y * y) + (z * z));
        if (norm == 0)
        {
            return;
        }

        double v0 = x + Math.CopySign(norm, x), beta = 2 / ((v0 * v0) + (y * y) + (z * z));
        Span<double> r0 = h.AsSpan(k * n, n), r1 = h.AsSpan((k + 1) * n, n), r2 = rows == 3 ? h.AsSpan((k + 2) * n, n) : r1;
        for (int j = Math.Max(first, k - 1); j <= last; j++)
        {
            double dot = beta * ((v0 * r0[j]) + (y * r1[j]) + (rows == 3 ? z * r2[j] : 0));
            r0[j] -= dot * v0;
            r1[j] -= dot * y;
            if (rows == 3)
            {
                r2[j] -= dot * z;
            }
        }

        for (int i = first; i <= Math.Min(last, k + 3); i++)
        {
            Span<double> row = h.AsSpan((i * n) + k, rows);
            double dot = beta * ((v0 * row[0]) + (y * row[1]) + (rows == 3 ? z * row[2] : 0));
            row[0] -= dot * v0;
            row[1] -= dot * y;
            if (rows == 3)
            {
                row[2] -= dot * z;
            }
        }
    }
}
