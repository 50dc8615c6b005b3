using System.Numerics;
using Unroll.Kernels;
using Xunit;

namespace Unroll.Tests.Kernels;

public sealed class EllpackMatrixTests
{
    [Theory]
    [InlineData(1e-5)]
    public void A_product_equals_plain_loops_for_every_number_of_rows_in_float(double tolerance) => ProductsEqualLoops<float>(tolerance);

    [Theory]
    [InlineData(1e-14)]
    public void A_product_equals_plain_loops_for_every_number_of_rows_in_double(double tolerance) => ProductsEqualLoops<double>(tolerance);

    [Fact]
    public void Scaled_rows_have_the_same_links_and_scaled_values()
    {
        EllpackMatrix<double> w = new(3, [[(2, 4.0), (0, 1.0)], [], [(1, -1.0)]]);
        double[] y = new double[3];
        w.ScaleRows([10, 100, 1000]).Multiply([1, 2, 3], y);
        Assert.Equal([130, 0, -2000], y);
        Assert.Equal(2, w.Links);
    }

    [Fact]
    public void A_column_outside_the_matrix_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new EllpackMatrix<float>(3, [[(3, 1f)]]));

    [Fact]
    public void A_vector_of_another_length_is_refused()
    {
        EllpackMatrix<float> w = new(3, [[(2, 1f)]]);
        Assert.Throws<ArgumentOutOfRangeException>(() => w.Multiply(new float[2], new float[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => w.Multiply(new float[3], new float[2]));
    }

    /// <summary>Rows of different lengths, columns in any order.</summary>
    internal static EllpackMatrix<T> Random<T>(ulong seed, int rows, int columns, int most)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CounterRandom random = new(seed);
        (int, T)[][] entries = new (int, T)[rows][];
        for (int i = 0; i < rows; i++)
        {
            entries[i] = new (int, T)[random.NextInt32(most + 1)];
            foreach (ref (int, T) entry in entries[i].AsSpan())
            {
                entry = (random.NextInt32(columns), T.CreateChecked((2 * random.NextDouble()) - 1));
            }
        }

        return new EllpackMatrix<T>(columns, entries);
    }

    internal static T[] Vector<T>(ulong seed, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CounterRandom random = new(seed);
        T[] x = new T[length];
        foreach (ref T value in x.AsSpan())
        {
            value = T.CreateChecked((2 * random.NextDouble()) - 1);
        }

        return x;
    }

    private static void ProductsEqualLoops<T>(double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int rows = 1; rows < 70; rows++)
        {
            EllpackMatrix<T> w = Random<T>((ulong)rows, rows, columns: 37, most: 6);
            T[] x = Vector<T>(7, 37), y = new T[rows];
            double[] expected = new double[rows];
            w.Multiply(x, y);
            w.Reference(x, expected);
            Assert.All(Enumerable.Range(0, rows), i => Assert.Equal(expected[i], double.CreateChecked(y[i]), tolerance));
        }
    }
}
