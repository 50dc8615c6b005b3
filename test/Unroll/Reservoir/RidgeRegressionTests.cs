using MathNet.Numerics.LinearAlgebra;
using Unroll.Kernels;
using Unroll.Reservoir;
using Xunit;

namespace Unroll.Tests.Reservoir;

public sealed class RidgeRegressionTests
{
    private const int Steps = 2500, Features = 23, Targets = 3;

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(100)]
    public void The_solution_is_that_of_the_normal_equations_with_a_free_intercept(double ridge)
    {
        (Matrix<double> x, Matrix<double> y) = Problem(mean: 3);
        LinearReadout<double> readout = Filled<double>(x, y).Solve(ridge);
        AssertEqual(Plain(x, y, ridge), readout, 1e-9);
    }

    [Fact]
    public void One_factorisation_gives_the_same_solution_for_every_ridge()
    {
        (Matrix<double> x, Matrix<double> y) = Problem(mean: 3);
        RidgePath<double> path = Filled<double>(x, y).Factorize();
        foreach (double ridge in (double[])[0, 0.01, 1, 1000])
        {
            AssertEqual(Plain(x, y, ridge), path.Solve(ridge), 1e-9);
        }
    }

    [Fact]
    public void Float_features_with_a_large_mean_keep_their_digits()
    {
        (Matrix<double> x, Matrix<double> y) = Problem(mean: 100);
        x = x.Map(v => (double)(float)v);
        y = y.Map(v => (double)(float)v);
        (Matrix<double> w, _) = Plain(x, y, 0.1);
        LinearReadout<float> readout = Filled<float>(x, y).Solve(0.1);
        Assert.All(Enumerable.Range(0, Features * Targets), i => Assert.Equal(w[i % Features, i / Features], readout.Weights[i], 1e-4));
    }

    [Fact]
    public void Errors_told_from_sums_are_those_told_from_steps()
    {
        (Matrix<double> x, Matrix<double> y) = Problem(mean: 3);
        RidgeRegression<double> regression = Filled<double>(x, y);
        LinearReadout<double> readout = regression.Solve(50);
        double[] expected = new double[Targets], output = new double[Targets];
        for (int t = 0; t < Steps; t++)
        {
            readout.Predict(x.Row(t).ToArray(), output);
            expected = [.. expected.Select((e, o) => e + (Math.Pow(output[o] - y[t, o], 2) / Steps))];
        }

        Assert.All(regression.MeanSquaredErrors(readout).Zip(expected), p => Assert.Equal(p.Second, p.First, 1e-10));

        // Also for a readout that was fitted to something else.
        LinearReadout<double> other = new(Features, new double[Features * Targets], new double[Targets]);
        double[] squares = [.. Enumerable.Range(0, Targets).Select(o => y.Column(o).DotProduct(y.Column(o)) / Steps)];
        Assert.All(regression.MeanSquaredErrors(other).Zip(squares), p => Assert.Equal(p.Second, p.First, 1e-10));
    }

    [Fact]
    public void Two_parts_added_up_are_the_whole()
    {
        (Matrix<double> x, Matrix<double> y) = Problem(mean: 3);
        RidgeRegression<double> first = Filled<double>(x.SubMatrix(0, 700, 0, Features), y.SubMatrix(0, 700, 0, Targets));
        RidgeRegression<double> second = Filled<double>(x.SubMatrix(700, Steps - 700, 0, Features), y.SubMatrix(700, Steps - 700, 0, Targets));
        first.Add(second);
        Assert.Equal(Steps, first.Count);
        AssertEqual(Plain(x, y, 0.1), first.Solve(0.1), 1e-9);
    }

    [Fact]
    public void The_bits_do_not_depend_on_the_number_of_threads()
    {
        using WorkerTeam team = new(3);
        (Matrix<double> x, Matrix<double> y) = Problem(mean: 3);
        Assert.Equal(Filled<float>(x, y).Solve(0.1).Weights.ToArray(), Filled<float>(x, y, team).Solve(0.1).Weights.ToArray());
        Assert.Equal(Filled<double>(x, y).Solve(0.1).Weights.ToArray(), Filled<double>(x, y, team).Solve(0.1).Weights.ToArray());
    }

    [Fact]
    public void The_memory_does_not_grow_with_the_steps()
    {
        float[] features = new float[Features], target = new float[Targets];
        RidgeRegression<float> regression = new(Features, Targets);
        AddMany(5000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        AddMany(50_000);
        long used = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(used, 0, 55 * 4096);

        void AddMany(int steps)
        {
            for (int t = 0; t < steps; t++)
            {
                features[t % Features] += 0.5f;
                regression.Add(features, target);
            }
        }
    }

    [Fact]
    public void Dependent_features_without_a_ridge_are_an_error_that_says_what_to_do()
    {
        RidgeRegression<double> regression = new(2, 1);
        for (int t = 0; t < 10; t++)
        {
            regression.Add([t, 2 * t], [t]);
        }

        Assert.Contains("larger λ", Assert.Throws<DataException>(() => regression.Solve(0)).Message, StringComparison.Ordinal);
        Assert.Throws<DataException>(() => regression.Factorize().Solve(0));
        Assert.Equal(1, regression.Solve(1e-6).Weights[0] + (2 * regression.Solve(1e-6).Weights[1]), 1e-6);
    }

    [Fact]
    public void What_cannot_be_solved_is_an_error()
    {
        RidgeRegression<double> regression = new(1, 1);
        Assert.Throws<DataException>(() => regression.Solve(1));
        regression.Add([1], [double.NaN]);
        Assert.Contains("NaN", Assert.Throws<DataException>(() => regression.Solve(1)).Message, StringComparison.Ordinal);
        RidgeRegression<double> good = new(1, 1);
        good.Add([1], [2]);
        Assert.Throws<DataException>(() => good.Solve(-1));
        Assert.Throws<DataException>(() => good.Solve(double.NaN));
        Assert.Throws<DataException>(() => new RidgeRegression<double>(50_000, 1));
    }

    private static (Matrix<double> X, Matrix<double> Y) Problem(double mean)
    {
        Matrix<double> x = Matrix<double>.Build.Dense(Steps, Features, Kernels.EllpackMatrixTests.Vector<double>(1, Steps * Features)) + mean;
        Matrix<double> w = Matrix<double>.Build.Dense(Features, Targets, Kernels.EllpackMatrixTests.Vector<double>(2, Features * Targets));
        return (x, (x * w) + (0.1 * Matrix<double>.Build.Dense(Steps, Targets, Kernels.EllpackMatrixTests.Vector<double>(3, Steps * Targets))) + 7);
    }

    private static RidgeRegression<T> Filled<T>(Matrix<double> x, Matrix<double> y, WorkerTeam? team = null)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        RidgeRegression<T> regression = new(x.ColumnCount, y.ColumnCount, team);
        for (int t = 0; t < x.RowCount; t++)
        {
            regression.Add(Array.ConvertAll(x.Row(t).ToArray(), T.CreateChecked), Array.ConvertAll(y.Row(t).ToArray(), T.CreateChecked));
        }

        return regression;
    }

    private static (Matrix<double> W, Vector<double> C) Plain(Matrix<double> x, Matrix<double> y, double ridge)
    {
        Vector<double> meanX = x.ColumnSums() / x.RowCount, meanY = y.ColumnSums() / x.RowCount;
        Matrix<double> cx = Matrix<double>.Build.Dense(x.RowCount, x.ColumnCount, (i, j) => x[i, j] - meanX[j]), cy = Matrix<double>.Build.Dense(y.RowCount, y.ColumnCount, (i, j) => y[i, j] - meanY[j]);
        Matrix<double> w = (cx.TransposeThisAndMultiply(cx) + (ridge * Matrix<double>.Build.DenseIdentity(x.ColumnCount))).Solve(cx.TransposeThisAndMultiply(cy));
        return (w, meanY - (w.Transpose() * meanX));
    }

    private static void AssertEqual((Matrix<double> W, Vector<double> C) expected, LinearReadout<double> readout, double tolerance)
    {
        for (int o = 0; o < Targets; o++)
        {
            Assert.Equal(expected.C[o], readout.Intercept[o], 10 * tolerance);
            Assert.All(Enumerable.Range(0, Features), i => Assert.Equal(expected.W[i, o], readout.Weights[(o * Features) + i], tolerance));
        }
    }
}
