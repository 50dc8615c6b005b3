using System.Numerics;
using Unroll.Kernels;

namespace Unroll.Reservoir;

/// <summary>
/// Mean and scatter Σ (z − z̄)(z − z̄)ᵀ of rows that pass by once, in double. Each block of rows is centred on its own mean before it is
/// multiplied and the blocks are joined by the formula of Chan, Golub and LeVeque (1983): a large mean costs no digits.
/// </summary>
/// <typeparam name="T">The precision of the rows: float blocks are multiplied in float and added up in double.</typeparam>
internal sealed class ScatterMatrix<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int BlockRows = 1024;

    private readonly T[] _block, _blockMean;
    private readonly WorkerTeam? _team;
    private int _rows;

    /// <summary>Begins with no rows.</summary>
    /// <param name="width">Length of a row.</param>
    /// <param name="team">Threads, or null.</param>
    public ScatterMatrix(int width, WorkerTeam? team)
    {
        (Width, _team) = (width, team);
        Upper = new double[checked(width * width)];
        Mean = new double[width];
        _block = new T[checked(BlockRows * width)];
        _blockMean = new T[width];
    }

    /// <summary>Length of a row.</summary>
    public int Width { get; }

    /// <summary>How many rows have been added and counted by <see cref="Flush"/>.</summary>
    public long Count { get; private set; }

    /// <summary>z̄ [Width].</summary>
    public double[] Mean { get; }

    /// <summary>The scatter [Width, Width], row by row; only the upper triangle is meant.</summary>
    public double[] Upper { get; }

    /// <summary>Room for the next row, which counts as soon as it is taken: write all of it.</summary>
    /// <returns>[Width].</returns>
    public Span<T> NextRow()
    {
        if (_rows == BlockRows)
        {
            Flush();
        }

        return _block.AsSpan(Width * _rows++, Width);
    }

    /// <summary>Adds the rows that wait in the block.</summary>
    /// <exception cref="DataException">A row holds a NaN or an infinity.</exception>
    public void Flush()
    {
        if (_rows == 0)
        {
            return;
        }

        Centre();
        if (typeof(T) == typeof(float))
        {
            SymmetricProduct.AddUpper((float[])(object)_block, Width, _rows, Width, Upper, _team);
        }
        else
        {
            SymmetricProduct.AddUpper((double[])(object)_block, 0, Width, _rows, Width, Upper, 0, Width, 1, _team);
        }

        Join(Array.ConvertAll(_blockMean, double.CreateChecked), _rows);
        _rows = 0;
    }

    /// <summary>Adds all rows of another one.</summary>
    /// <param name="other">The same width; it is flushed.</param>
    public void Add(ScatterMatrix<T> other)
    {
        Flush();
        other.Flush();
        TensorPrimitives.Add(Upper, other.Upper, Upper);
        Join(other.Mean, other.Count);
    }

    private void Centre()
    {
        _blockMean.AsSpan().Clear();
        for (int i = 0; i < _rows; i++)
        {
            TensorPrimitives.Add(_blockMean, _block.AsSpan(i * Width, Width), _blockMean);
        }

        TensorPrimitives.Divide(_blockMean, T.CreateChecked(_rows), _blockMean);
        int bad = Array.FindIndex(_blockMean, m => !T.IsFinite(m));
        if (bad >= 0)
        {
            throw new DataException($"Regression: column {bad} of rows {Count} to {Count + _rows - 1} holds a NaN or an infinity, expected finite numbers. Fill gaps in the data, or use smaller scalings if the reservoir runs away.");
        }

        for (int i = 0; i < _rows; i++)
        {
            Span<T> row = _block.AsSpan(i * Width, Width);
            TensorPrimitives.Subtract<T>(row, _blockMean, row);
        }
    }

    /// <summary>The scatter of means: n m / (n + m) δ δᵀ with δ the distance of the two means.</summary>
    private void Join(double[] mean, long rows)
    {
        double weight = (double)Count * rows / (Count + rows), share = (double)rows / (Count + rows);
        double[] delta = new double[Width];
        TensorPrimitives.Subtract(mean, Mean, delta);
        for (int i = 0; i < Width && weight > 0; i++)
        {
            Span<double> row = Upper.AsSpan((i * Width) + i, Width - i);
            TensorPrimitives.MultiplyAdd(delta.AsSpan(i), weight * delta[i], row, row);
        }

        TensorPrimitives.MultiplyAdd(delta, share, Mean, Mean);
        Count += rows;
    }
}
