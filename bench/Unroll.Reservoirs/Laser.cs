using Unroll.Reservoir;

namespace Unroll.Reservoirs;

/// <summary>Santa Fe laser, one step ahead: fitted to the first 4,000 intensities, λ chosen on the last fifth of these, measured on the last 1,000.</summary>
internal static class Laser
{
    private const int Washout = 200, Training = 4000;

    public static void Print(int seeds)
    {
        double[] series = [.. Series.Read("santa-fe-laser/laser-train.txt").Select(v => v / 255)];
        double[] errors = [.. Enumerable.Range(1, seeds).Select(seed => Nmse(series, (ulong)seed))];
        Console.WriteLine($"laser: one-step NMSE on 1,000 steps held back, {seeds} seeds: median {Series.Median(errors):F5}, best {errors.Min():F5}, worst {errors.Max():F5}");
    }

    public static double Nmse(double[] series, ulong seed)
    {
        ReadOnlySpan<double> u = series.AsSpan(0, series.Length - 1), y = series.AsSpan(1);
        LeakyReservoir<double> reservoir = new(new ReservoirOptions { Units = 200, SpectralRadius = 0.9, Links = 10, InputScaling = 1, BiasScaling = 0.2, Seed = seed }, inputs: 1);
        EchoStateFit<double> fit = EchoStateNetwork<double>.Fit(reservoir, u[..Training], y[..Training], 1, new EchoStateOptions
        {
            Washout = Washout,
            RidgeGrid = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2],
            Features = ReadoutFeatures.All,
        });
        double[] predicted = fit.Network.Run(u[Training..], fit.State), expected = y[Training..].ToArray();
        double nmse = predicted.Select((p, t) => (p - expected[t]) * (p - expected[t])).Average() / Series.Variance(expected);
        Console.WriteLine($"  seed {seed}: λ {fit.Ridge:E0}, test NMSE {nmse:F5}");
        return nmse;
    }
}
