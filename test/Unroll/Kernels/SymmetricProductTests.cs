using Unroll.Kernels;
using Xunit;

namespace Unroll.Tests.Kernels;

public sealed class SymmetricProductTests
{
    private const double Below = 1234.5;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 5)]
    [InlineData(8, 8)]
    [InlineData(300, 17)]
    [InlineData(33, 100)]
    [InlineData(600, 131)]
    public void The_upper_triangle_in_double_equals_plain_loops_and_nothing_else_is_touched(int rows, int columns)
    {
        const int Lda = 140, Ldc = 150, Offset = 3, Target = 5;
        double[] a = EllpackMatrixTests.Vector<double>(1, Offset + (rows * Lda));
        double[] c = new double[Target + (columns * Ldc)];
        Array.Fill(c, Below);
        SymmetricProduct.AddUpper(a, Offset, Lda, rows, columns, c, Target, Ldc, -1, team: null);
        for (int i = 0; i < columns; i++)
        {
            for (int j = 0; j < Ldc && Target + (i * Ldc) + j < c.Length; j++)
            {
                double expected = Below;
                for (int k = 0; k < rows && j >= i && j < columns; k++)
                {
                    expected -= a[Offset + (k * Lda) + i] * a[Offset + (k * Lda) + j];
                }

                Assert.Equal(expected, c[Target + (i * Ldc) + j], 1e-10);
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(100, 17)]
    [InlineData(1000, 193)]
    [InlineData(300, 400)]
    public void The_upper_triangle_of_floats_equals_plain_loops_and_nothing_else_is_touched(int rows, int columns)
    {
        float[] a = EllpackMatrixTests.Vector<float>(2, rows * columns);
        double[] c = new double[columns * columns];
        Array.Fill(c, Below);
        SymmetricProduct.AddUpper(a, columns, rows, columns, c, team: null);
        for (int i = 0; i < columns; i += 3)
        {
            for (int j = 0; j < columns; j++)
            {
                double expected = Below;
                for (int k = 0; k < rows && j >= i; k++)
                {
                    expected += (double)a[(k * columns) + i] * a[(k * columns) + j];
                }

                Assert.Equal(expected, c[(i * columns) + j], 1e-3);
            }
        }
    }

    [Fact]
    public void The_bits_do_not_depend_on_the_number_of_threads()
    {
        const int Rows = 500, Columns = 450;
        using WorkerTeam team = new(3);
        double[] a = EllpackMatrixTests.Vector<double>(3, Rows * Columns), one = new double[Columns * Columns], three = new double[Columns * Columns];
        SymmetricProduct.AddUpper(a, 0, Columns, Rows, Columns, one, 0, Columns, 1, team: null);
        SymmetricProduct.AddUpper(a, 0, Columns, Rows, Columns, three, 0, Columns, 1, team);
        Assert.Equal(one, three);

        float[] f = Array.ConvertAll(a, x => (float)x);
        SymmetricProduct.AddUpper(f, Columns, Rows, Columns, one, team: null);
        SymmetricProduct.AddUpper(f, Columns, Rows, Columns, three, team);
        Assert.Equal(one, three);
    }
}
