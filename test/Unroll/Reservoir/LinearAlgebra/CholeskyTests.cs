using MathNet.Numerics.LinearAlgebra;
using Unroll.Kernels;
using Unroll.Reservoir.LinearAlgebra;
using Xunit;

namespace Unroll.Tests.Reservoir.LinearAlgebra;

public sealed class CholeskyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(96)]
    [InlineData(97)]
    [InlineData(300)]
    public void It_solves_as_the_cholesky_factorisation_of_mathnet_does(int n)
    {
        using WorkerTeam team = new(2);
        Matrix<double> a = Symmetric.PositiveDefinite(1, n, 1);
        Vector<double> b = Vector<double>.Build.Dense(Kernels.EllpackMatrixTests.Vector<double>(2, n));
        double[] x = b.ToArray();
        Cholesky? factor = Cholesky.Factorize(Symmetric.Upper(a), n, team);
        Assert.NotNull(factor);
        factor.Solve(x);
        Vector<double> expected = a.Cholesky().Solve(b);
        Assert.True((Vector<double>.Build.Dense(x) - expected).L2Norm() <= 1e-10 * expected.L2Norm());
    }

    [Fact]
    public void A_matrix_with_a_negative_eigenvalue_or_none_to_speak_of_is_refused()
    {
        Assert.Null(Cholesky.Factorize([1, 2, 0, 1], 2));
        Assert.Null(Cholesky.Factorize([1, 1, 0, 1], 2));
        Assert.Null(Cholesky.Factorize([double.NaN, 0, 0, 1], 2));
        Assert.NotNull(Cholesky.Factorize([1, 1 - 1e-12, 0, 1], 2));
    }
}

/// <summary>Symmetric matrices for the tests of factorisations.</summary>
internal static class Symmetric
{
    public static Matrix<double> PositiveDefinite(ulong seed, int n, double ridge)
    {
        Matrix<double> x = Matrix<double>.Build.Dense(n + 3, n, Kernels.EllpackMatrixTests.Vector<double>(seed, (n + 3) * n));
        return x.TransposeThisAndMultiply(x) + (ridge * Matrix<double>.Build.DenseIdentity(n));
    }

    /// <summary>The upper triangle row by row; NaN below, which nobody may read.</summary>
    public static double[] Upper(Matrix<double> a)
    {
        double[] upper = new double[a.RowCount * a.RowCount];
        for (int i = 0; i < a.RowCount; i++)
        {
            for (int j = 0; j < a.RowCount; j++)
            {
                upper[(i * a.RowCount) + j] = j < i ? double.NaN : a[i, j];
            }
        }

        return upper;
    }
}
