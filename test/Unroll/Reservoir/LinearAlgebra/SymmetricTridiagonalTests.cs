using MathNet.Numerics.LinearAlgebra;
using Unroll.Reservoir.LinearAlgebra;
using Xunit;

namespace Unroll.Tests.Reservoir.LinearAlgebra;

public sealed class SymmetricTridiagonalTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(50)]
    [InlineData(201)]
    public void One_factorisation_solves_for_any_ridge_as_a_solver_of_its_own_does(int n)
    {
        Matrix<double> a = Symmetric.PositiveDefinite(1, n, 0.01);
        Vector<double> b = Vector<double>.Build.Dense(Kernels.EllpackMatrixTests.Vector<double>(2, n));
        SymmetricTridiagonal factor = new(Symmetric.Upper(a), n);
        double[] rotated = b.ToArray(), x = new double[n];
        factor.RotateIn(rotated);
        foreach (double ridge in (double[])[0, 1e-3, 1, 1e3])
        {
            Assert.True(factor.Solve(ridge, rotated, x));
            Vector<double> expected = (a + (ridge * Matrix<double>.Build.DenseIdentity(n))).Cholesky().Solve(b);
            Assert.True((Vector<double>.Build.Dense(x) - expected).L2Norm() <= 1e-9 * expected.L2Norm());
        }
    }

    [Fact]
    public void Rows_that_are_zero_already_need_no_reflection()
    {
        double[] diagonal = [4, 0, 0, 0, 0, 9, 0, 0, 0, 0, 16, 2, 0, 0, 0, 25], rotated = [4, 9, 18, 27], x = new double[4];
        SymmetricTridiagonal factor = new(diagonal, 4);
        factor.RotateIn(rotated);
        Assert.True(factor.Solve(0, rotated, x));
        Assert.All(x, v => Assert.Equal(1, v, 1e-12));
    }

    [Fact]
    public void A_matrix_that_is_not_positive_definite_is_refused_until_the_ridge_is_large_enough()
    {
        double[] singular = [1, 1, 0, 1], rotated = [1, 1], x = new double[2];
        SymmetricTridiagonal factor = new(singular, 2);
        factor.RotateIn(rotated);
        Assert.False(factor.Solve(0, rotated, x));
        Assert.True(factor.Solve(1, rotated, x));
        Assert.All(x, v => Assert.Equal(1.0 / 3, v, 1e-12));
    }
}
