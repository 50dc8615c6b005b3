using System.Numerics;

namespace Unroll.Kernels;

/// <summary>
/// A sparse matrix with at most a given number of entries in each row (ELLPACK): entry l of all rows lies side by side, so that a vector
/// holds neighbouring rows and a product is one gather and one multiplication an entry.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class EllpackMatrix<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int[] _indices;
    private readonly T[] _values;

    /// <summary>Takes the entries of each row.</summary>
    /// <param name="columns">Columns of the matrix.</param>
    /// <param name="rows">For each row its entries: column and value.</param>
    public EllpackMatrix(int columns, IReadOnlyList<(int Column, T Value)[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        (Rows, Columns) = (rows.Count, columns);
        Links = rows.Count == 0 ? 0 : rows.Max(r => r.Length);
        _indices = new int[checked(Links * Rows)];
        _values = new T[_indices.Length];
        for (int i = 0; i < Rows; i++)
        {
            for (int l = 0; l < rows[i].Length; l++)
            {
                (int column, T value) = rows[i][l];
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)columns, nameof(rows));
                (_indices[(l * Rows) + i], _values[(l * Rows) + i]) = (column, value);
            }
        }
    }

    internal EllpackMatrix(int rows, int columns, int links, int[] indices, T[] values) =>
        (Rows, Columns, Links, _indices, _values) = (rows, columns, links, indices, values);

    /// <summary>Rows.</summary>
    public int Rows { get; }

    /// <summary>Columns.</summary>
    public int Columns { get; }

    /// <summary>The most entries of a row; rows with fewer are filled up with zeros.</summary>
    public int Links { get; }

    /// <summary>[Links, Rows]: the column of each entry.</summary>
    public ReadOnlySpan<int> Indices => _indices;

    /// <summary>[Links, Rows]: the value of each entry.</summary>
    public ReadOnlySpan<T> Values => _values;

    /// <summary>The same entries, each row times a number of its own.</summary>
    /// <param name="factors">[Rows].</param>
    /// <returns>A new matrix.</returns>
    public EllpackMatrix<T> ScaleRows(ReadOnlySpan<T> factors)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(factors.Length, Rows, nameof(factors));
        T[] scaled = new T[_values.Length];
        for (int i = 0; i < scaled.Length; i++)
        {
            scaled[i] = _values[i] * factors[i % Rows];
        }

        return new EllpackMatrix<T>(Rows, Columns, Links, _indices, scaled);
    }

    /// <summary>The same matrix in another precision.</summary>
    /// <typeparam name="TOther">float or double.</typeparam>
    /// <returns>A matrix that shares its pattern with this one.</returns>
    public EllpackMatrix<TOther> ConvertTo<TOther>()
        where TOther : unmanaged, IBinaryFloatingPointIeee754<TOther> =>
        new(Rows, Columns, Links, _indices, Array.ConvertAll(_values, TOther.CreateChecked));

    /// <summary>y = W x.</summary>
    /// <param name="x">[Columns].</param>
    /// <param name="y">[Rows], not the same memory as x.</param>
    public void Multiply(ReadOnlySpan<T> x, Span<T> y)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(x.Length, Columns, nameof(x));
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, Rows, nameof(y));
        y.Clear();
        LeakyTanh.AddProduct(_indices, _values, x, y);
    }

    /// <summary>y += W x in plain loops: what the vector code is tested against.</summary>
    /// <param name="x">[Columns].</param>
    /// <param name="y">[Rows], added to.</param>
    public void Reference(ReadOnlySpan<T> x, Span<double> y)
    {
        for (int i = 0; i < _indices.Length; i++)
        {
            y[i % Rows] += double.CreateChecked(_values[i]) * double.CreateChecked(x[_indices[i]]);
        }
    }
}
