using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using Unroll.Reservoir.LinearAlgebra;
using Xunit;

namespace Unroll.Tests.Reservoir.LinearAlgebra;

public sealed class HessenbergEigenvaluesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(80)]
    public void Eigenvalues_are_those_of_mathnet(int n)
    {
        double[] h = Kernels.EllpackMatrixTests.Vector<double>((ulong)n, n * n);
        for (int i = 0; i < h.Length; i++)
        {
            h[i] = i / n > (i % n) + 1 ? 0 : h[i];
        }

        Complex[] expected = [.. Matrix<double>.Build.Dense(n, n, (i, j) => h[(i * n) + j]).Evd().EigenValues];
        AssertSame(expected, HessenbergEigenvalues.Of(h, n));
    }

    [Fact]
    public void The_eigenvalues_of_a_cycle_are_roots_of_one()
    {
        // A cyclic shift is what QR without exceptional shifts never gets away from.
        const int N = 7;
        double[] h = new double[N * N];
        h[N - 1] = 1;
        for (int i = 1; i < N; i++)
        {
            h[(i * N) + i - 1] = 1;
        }

        AssertSame([.. Enumerable.Range(0, N).Select(k => Complex.FromPolarCoordinates(1, 2 * Math.PI * k / N))], HessenbergEigenvalues.Of(h, N));
    }

    private static void AssertSame(Complex[] expected, Complex[] actual)
    {
        List<Complex> left = [.. actual];
        foreach (Complex e in expected)
        {
            Complex nearest = left.MinBy(a => Complex.Abs(a - e));
            Assert.True(Complex.Abs(nearest - e) < 1e-9, $"{e} is not among the eigenvalues; the nearest is {nearest}");
            left.Remove(nearest);
        }
    }
}
