using Unroll.Reservoir;
using Xunit;

namespace Unroll.Tests.Reservoir;

public sealed class OnlineReadoutTests
{
    private const int Features = 6;

    [Fact]
    public void Recursive_least_squares_ends_where_a_ridge_regression_on_all_steps_does()
    {
        // Its ridge also holds the intercept, so both see centred data with next to no penalty.
        RidgeRegression<double> batch = new(Features, 2);
        RecursiveLeastSquares<double> online = new(Features, 2, ridge: 1e-6);
        foreach ((double[] f, double[] y) in Data(400, noise: 0.1))
        {
            batch.Add(f, y);
            online.Update(f, y);
        }

        LinearReadout<double> expected = batch.Solve(1e-6), actual = online.ToReadout();
        Assert.All(Enumerable.Range(0, 2 * Features), i => Assert.Equal(expected.Weights[i], actual.Weights[i], 1e-6));
        Assert.All(Enumerable.Range(0, 2), o => Assert.Equal(expected.Intercept[o], actual.Intercept[o], 1e-6));
    }

    [Fact]
    public void A_fit_that_learns_on_is_the_fit_to_all_steps()
    {
        RidgeRegression<double> begun = new(Features, 2), whole = new(Features, 2);
        (double[] F, double[] Y)[] data = [.. Data(400, noise: 0.1)];
        foreach ((double[] f, double[] y) in data)
        {
            whole.Add(f, y);
        }

        foreach ((double[] f, double[] y) in data[..150])
        {
            begun.Add(f, y);
        }

        RecursiveLeastSquares<double> online = begun.ToOnline(0.3);
        foreach ((double[] f, double[] y) in data[150..])
        {
            online.Update(f, y);
        }

        LinearReadout<double> expected = whole.Solve(0.3), actual = online.ToReadout();
        Assert.All(Enumerable.Range(0, 2 * Features), i => Assert.Equal(expected.Weights[i], actual.Weights[i], 1e-10));
        Assert.All(Enumerable.Range(0, 2), o => Assert.Equal(expected.Intercept[o], actual.Intercept[o], 1e-10));
    }

    [Fact]
    public void What_was_kept_of_it_learns_on_to_the_same_bits()
    {
        RecursiveLeastSquares<double> all = new(Features, 2, forgetting: 0.99), first = new(Features, 2, forgetting: 0.99);
        (double[] F, double[] Y)[] data = [.. Data(100, noise: 0.1)];
        Array.ForEach(data, s => all.Update(s.F, s.Y));
        Array.ForEach(data[..60], s => first.Update(s.F, s.Y));
        RecursiveLeastSquares<double> second = new(first.ToReadout(), first.Covariance, 0.99);
        Array.ForEach(data[60..], s => second.Update(s.F, s.Y));
        Assert.Equal(all.ToReadout().Weights.ToArray(), second.ToReadout().Weights.ToArray());
        Assert.Contains("expected more than 0 and at most 1, and 49", Assert.Throws<DataException>(() => new RecursiveLeastSquares<double>(first.ToReadout(), [1, 2, 3])).Message);
    }

    [Fact]
    public void With_forgetting_it_follows_weights_that_change_and_without_it_does_not()
    {
        RecursiveLeastSquares<double> forgets = new(Features, 2, forgetting: 0.95), remembers = new(Features, 2);
        foreach ((double[] f, double[] y) in Data(500, noise: 0).Concat(Data(300, noise: 0).Select(s => (s.F, s.Y.Select(v => -v).ToArray()))))
        {
            forgets.Update(f, y);
            remembers.Update(f, y);
        }

        double[] probe = [1, 0, 0, 0, 0, 0], a = new double[2], b = new double[2];
        forgets.Predict(probe, a);
        remembers.Predict(probe, b);
        Assert.Equal(-Truth(probe)[0], a[0], 1e-4);
        Assert.NotInRange(b[0], -Truth(probe)[0] - 0.1, -Truth(probe)[0] + 0.1);
    }

    [Fact]
    public void Forgetting_without_excitation_does_not_run_away()
    {
        RecursiveLeastSquares<double> online = new(Features, 1, forgetting: 0.9);
        for (int t = 0; t < 20_000; t++)
        {
            online.Update(new double[Features], [1]);
        }

        online.Update([1, 1, 1, 1, 1, 1], [2]);
        Assert.All(online.ToReadout().Weights.ToArray(), w => Assert.True(Math.Abs(w) < 10));
    }

    [Fact]
    public void Least_mean_squares_comes_to_the_weights_that_made_the_data()
    {
        LeastMeanSquares<double> online = new(Features, 2, rate: 0.5);
        foreach ((double[] f, double[] y) in Data(3000, noise: 0))
        {
            online.Update(f, y);
        }

        double[] probe = [0.3, -0.2, 0.5, 0.1, 0, -0.9], y1 = new double[2];
        online.Predict(probe, y1);
        Assert.All(Truth(probe).Zip(y1), p => Assert.Equal(p.First, p.Second, 1e-6));
    }

    [Fact]
    public void One_step_of_least_mean_squares_is_its_equation()
    {
        LeastMeanSquares<double> online = new(2, 1, rate: 0.5, from: new LinearReadout<double>(2, [1, 2], [3]));
        online.Update([1, -1], [4]);

        // e = 4 − (1 − 2 + 3) = 2, fᵀf = 3: each weight moves by 0.5 · 2 · f / 3.
        Assert.Equal([1 + (1.0 / 3), 2 - (1.0 / 3)], online.ToReadout().Weights.ToArray(), (a, b) => Math.Abs(a - b) < 1e-7);
        Assert.Equal(3 + (1.0 / 3), online.ToReadout().Intercept[0], 1e-7);
    }

    [Fact]
    public void A_nan_is_refused_and_nothing_is_learned_from_it()
    {
        foreach (IOnlineReadout<double> online in (IOnlineReadout<double>[])[new RecursiveLeastSquares<double>(2, 1), new LeastMeanSquares<double>(2, 1)])
        {
            Assert.Throws<DataException>(() => online.Update([double.NaN, 1], [1]));
            Assert.Throws<DataException>(() => online.Update([1, 1], [double.PositiveInfinity]));
            Assert.Equal([0.0, 0.0], online.ToReadout().Weights.ToArray());
        }
    }

    [Fact]
    public void Options_out_of_their_range_are_refused()
    {
        Assert.Throws<DataException>(() => new RecursiveLeastSquares<double>(2, 1, forgetting: 0));
        Assert.Throws<DataException>(() => new RecursiveLeastSquares<double>(2, 1, forgetting: 1.1));
        Assert.Throws<DataException>(() => new RecursiveLeastSquares<double>(2, 1, ridge: 0));
        Assert.Throws<DataException>(() => new LeastMeanSquares<double>(2, 1, rate: 2));
        Assert.Throws<DataException>(() => new LeastMeanSquares<double>(2, 1, rate: double.NaN));
    }

    [Fact]
    public void A_network_goes_on_learning_with_an_online_readout()
    {
        // The task changes sign after the fit; the online readout begins with the fitted weights and follows.
        double[] u = Kernels.EllpackMatrixTests.Vector<double>(4, 2000), y = [0, .. u[..^1]];
        EchoStateFit<double> fit = EchoStateNetwork<double>.Fit(new LeakyReservoir<double>(new ReservoirOptions { Units = 50, Seed = 1 }, 1), u.AsSpan(0, 1000), y.AsSpan(0, 1000), 1, new EchoStateOptions());
        RecursiveLeastSquares<double> online = new(fit.Network.Readout.Features, 1, forgetting: 0.99, from: (LinearReadout<double>)fit.Network.Readout);
        EchoStateStream<double> stream = fit.Network.WithReadout(online).Start(fit.State);
        double early = 0, late = 0;
        for (int t = 1000; t < 2000; t++)
        {
            double error = Math.Abs(stream.Step(u.AsSpan(t, 1))[0] + y[t]);
            online.Update(stream.Features, [-y[t]]);
            early += t < 1050 ? error : 0;
            late += t >= 1950 ? error : 0;
        }

        // A readout that learned no more would be off by 2 |y|, which is 1 in the mean.
        Assert.True(late < 0.25 * early && late / 50 < 0.05, $"the error fell from {early / 50} to {late / 50}");
    }

    private static double[] Truth(double[] f) => [f[0] - (2 * f[1]) + 0.5, f[2] + f[5] - 1];

    private static IEnumerable<(double[] F, double[] Y)> Data(int steps, double noise)
    {
        for (int t = 0; t < steps; t++)
        {
            double[] f = Kernels.EllpackMatrixTests.Vector<double>((ulong)t, Features), e = Kernels.EllpackMatrixTests.Vector<double>((ulong)(t + 100_000), 2);
            yield return (f, [.. Truth(f).Zip(e, (y, n) => y + (noise * n))]);
        }
    }
}
