using MathNet.Numerics.LinearAlgebra;
using Unroll.Kernels;
using Unroll.Reservoir;
using Xunit;

namespace Unroll.Tests.Reservoir;

public sealed class SpectralRadiusTests
{
    [Theory]
    [InlineData(2, 1)]
    [InlineData(10, 2)]
    [InlineData(60, 3)]
    [InlineData(150, 4)]
    [InlineData(300, 5)]
    public void It_is_the_largest_magnitude_of_mathnets_eigenvalues(int n, int links)
    {
        for (ulong seed = 1; seed <= 3; seed++)
        {
            EllpackMatrix<double> w = Kernels.EllpackMatrixTests.Random<double>(seed, n, n, links);
            double expected = Dense(w).Evd().EigenValues.Max(e => System.Numerics.Complex.Abs(e));

            // Where the graph has no loop, the eigenvalues of a dense solver are rounding.
            double actual = SpectralRadius.Of(w);
            Assert.True(Math.Abs(actual - expected) <= 1e-7 * expected || (actual == 0 && expected < 1e-2), $"{n} units, seed {seed}: {actual}, expected {expected}");
        }
    }

    [Fact]
    public void A_chain_has_radius_exactly_zero_though_rounding_would_give_it_eigenvalues()
    {
        EllpackMatrix<double> chain = new(500, [.. Enumerable.Range(0, 500).Select(i => i == 0 ? [] : new[] { (i - 1, 0.9) })]);
        Assert.Equal(0, SpectralRadius.Of(chain));
    }

    [Fact]
    public void A_ring_has_the_geometric_mean_of_its_weights_whatever_hangs_on_it()
    {
        // 0 → 1 → 2 → 0, a chain that leads into it and one that leads away.
        EllpackMatrix<double> ring = new(6, [[(2, -2.0), (3, 5.0)], [(0, 3.0)], [(1, 4.0)], [(4, 7.0)], [], [(0, 9.0)]]);
        Assert.Equal(Math.Cbrt(24), SpectralRadius.Of(ring), 1e-12);
    }

    [Fact]
    public void Of_two_separate_parts_the_larger_counts()
    {
        EllpackMatrix<double> two = new(4, [[(0, 0.3), (1, 0.1)], [(0, 0.1), (1, 0.3)], [(2, -0.5), (3, 0.2)], [(2, 0.2), (3, -0.5)]]);
        Assert.Equal(0.7, SpectralRadius.Of(two), 1e-10);
    }

    private static Matrix<double> Dense(EllpackMatrix<double> w)
    {
        Matrix<double> dense = Matrix<double>.Build.Dense(w.Rows, w.Columns);
        for (int i = 0; i < w.Values.Length; i++)
        {
            dense[i % w.Rows, w.Indices[i]] += w.Values[i];
        }

        return dense;
    }
}
