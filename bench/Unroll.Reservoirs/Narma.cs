using Unroll.Reservoir;

namespace Unroll.Reservoirs;

/// <summary>NARMA-10 with 500 units: 4,000 steps to fit, 4,000 others to measure.</summary>
internal static class Narma
{
    private const int Washout = 200, Steps = 4000;

    public static void Print(int seeds)
    {
        double[] errors = [.. Enumerable.Range(1, seeds).Select(seed => Nrmse((ulong)seed))];
        Console.WriteLine($"narma: NRMSE with 500 units, {seeds} seeds: median {Series.Median(errors):F4}, best {errors.Min():F4}, worst {errors.Max():F4}");
    }

    public static double Nrmse(ulong seed)
    {
        (double[] u, double[] y) = Unroll.Data.Generated.Narma.Generate(2 * Steps, seed);
        LeakyReservoir<double> reservoir = new(new ReservoirOptions { Units = 500, SpectralRadius = 0.9, Links = 10, InputScaling = 0.2, BiasScaling = 0.4, Seed = seed }, inputs: 1);
        EchoStateFit<double> fit = EchoStateNetwork<double>.Fit(reservoir, u.AsSpan(0, Steps), y.AsSpan(0, Steps), 1, new EchoStateOptions
        {
            Washout = Washout,
            RidgeGrid = [1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4],
            Features = ReadoutFeatures.All,
        });
        double[] predicted = fit.Network.Run(u.AsSpan(Steps), fit.State);
        double nrmse = Math.Sqrt(predicted.Select((p, t) => (p - y[Steps + t]) * (p - y[Steps + t])).Average() / Series.Variance(y.AsSpan(Steps)));
        Console.WriteLine($"  seed {seed}: λ {fit.Ridge:E0}, training NRMSE {fit.Nrmse[0]:F4}, test {nrmse:F4}");
        return nrmse;
    }
}
