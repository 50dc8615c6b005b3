namespace Unroll.Reservoir.LinearAlgebra;

/// <summary>
/// A = Q T Qᵀ with T tridiagonal (Householder): the one factorisation from which (A + λI) x = b is solved for any λ in a time that grows
/// with n² for the rotations and with n for λ itself. The eigenvalues are not needed for that.
/// </summary>
internal sealed class SymmetricTridiagonal
{
    private readonly double[] _v, _half, _diagonal, _off;
    private readonly int _n;

    /// <summary>Factorises.</summary>
    /// <param name="upper">A [n, n] row by row; only the upper triangle is read, and nothing is changed.</param>
    /// <param name="n">Rows and columns.</param>
    public SymmetricTridiagonal(ReadOnlySpan<double> upper, int n)
    {
        // Work on the lower triangle, so that the vector of each reflection is the beginning of a row.
        (_n, _v, _half, _diagonal, _off) = (n, new double[n * n], new double[n], new double[n], new double[n]);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                _v[(i * n) + j] = upper[(j * n) + i];
            }
        }

        double[] p = new double[n];
        for (int i = n - 1; i > 0; i--)
        {
            Reflect(i, p.AsSpan(0, i));
        }

        for (int i = 0; i < n; i++)
        {
            _diagonal[i] = _v[(i * n) + i];
        }
    }

    /// <summary>Qᵀ b.</summary>
    /// <param name="b">[n], replaced.</param>
    public void RotateIn(Span<double> b)
    {
        for (int i = _n - 1; i > 0; i--)
        {
            Apply(i, b);
        }
    }

    /// <summary>Solves (A + λI) x = b.</summary>
    /// <param name="lambda">Added to the diagonal.</param>
    /// <param name="rotated">Qᵀ b, from <see cref="RotateIn"/>.</param>
    /// <param name="x">[n]: the solution.</param>
    /// <returns>False when A + λI is not positive definite to the precision of double.</returns>
    public bool Solve(double lambda, ReadOnlySpan<double> rotated, Span<double> x)
    {
        // T + λI = L D Lᵀ.
        Span<double> d = new double[_n];
        rotated.CopyTo(x);
        d[0] = _diagonal[0] + lambda;
        for (int i = 1; i < _n; i++)
        {
            double l = _off[i] / d[i - 1], whole = _diagonal[i] + lambda;
            d[i] = whole - (l * _off[i]);
            x[i] -= l * x[i - 1];
            if (!(d[i] > 1e-15 * whole))
            {
                return false;
            }
        }

        if (!(d[0] > 0))
        {
            return false;
        }

        x[_n - 1] /= d[_n - 1];
        for (int i = _n - 2; i >= 0; i--)
        {
            x[i] = (x[i] - (_off[i + 1] * x[i + 1])) / d[i];
        }

        for (int i = 1; i < _n; i++)
        {
            Apply(i, x);
        }

        return true;
    }

    /// <summary>Makes row and column i zero left of the off-diagonal: A ← P A P with P = I − v vᵀ / h, h = vᵀv / 2.</summary>
    private void Reflect(int i, Span<double> p)
    {
        Span<double> v = _v.AsSpan(i * _n, i);
        double norm = TensorPrimitives.Norm<double>(v), last = v[i - 1];
        _off[i] = last > 0 ? -norm : norm;
        if (norm == 0 || (i > 1 && TensorPrimitives.Norm<double>(v[..(i - 1)]) == 0))
        {
            (_off[i], _half[i]) = (last, 0);
            return;
        }

        v[i - 1] -= _off[i];
        double half = (norm * norm) - (last * _off[i]);
        _half[i] = half;

        // p = A v / h, reading each row of the lower triangle once.
        p.Clear();
        for (int j = 0; j < i; j++)
        {
            ReadOnlySpan<double> row = _v.AsSpan(j * _n, j + 1);
            p[j] += TensorPrimitives.Dot(row, v[..(j + 1)]);
            TensorPrimitives.MultiplyAdd(row[..j], v[j], p[..j], p[..j]);
        }

        TensorPrimitives.Divide(p, half, p);
        TensorPrimitives.MultiplyAdd(v, -TensorPrimitives.Dot<double>(v, p) / (2 * half), p, p);
        for (int j = 0; j < i; j++)
        {
            Span<double> row = _v.AsSpan(j * _n, j + 1);
            TensorPrimitives.MultiplyAdd(p[..(j + 1)], -v[j], row, row);
            TensorPrimitives.MultiplyAdd(v[..(j + 1)], -p[j], row, row);
        }
    }

    private void Apply(int i, Span<double> b)
    {
        if (_half[i] != 0)
        {
            ReadOnlySpan<double> v = _v.AsSpan(i * _n, i);
            TensorPrimitives.MultiplyAdd(v, -TensorPrimitives.Dot(v, b[..i]) / _half[i], b[..i], b[..i]);
        }
    }
}
