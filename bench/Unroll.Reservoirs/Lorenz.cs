using Unroll.Data.Generated;
using Unroll.Reservoir;

namespace Unroll.Reservoirs;

/// <summary>Lorenz: how long a free run stays with the system, in Lyapunov times (1 / 0.906).</summary>
internal static class Lorenz
{
    private const double Dt = 0.02, Exponent = LorenzSystem.LyapunovExponent, Threshold = 0.4;
    private const int Washout = 200, Training = 5000, Starts = 20, Free = 1000;

    public static void Print(int seeds)
    {
        double[] times = [.. Enumerable.Range(1, seeds).Select(seed => ValidTime((ulong)seed))];
        Console.WriteLine($"lorenz: valid time in Lyapunov times, {seeds} seeds: median {Series.Median(times):F2}, best {times.Max():F2}, worst {times.Min():F2}");
    }

    /// <summary>The median over some starts of the time until the error, by the deviation of the series, is above 0.4.</summary>
    public static double ValidTime(ulong seed)
    {
        double[] series = LorenzSystem.Generate(Training + (Starts * 100) + Free, Dt, seed);
        double[] scaled = [.. series.Select((v, i) => (v - (i % 3 == 2 ? 23.5 : 0)) / (i % 3 == 0 ? 7.9 : i % 3 == 1 ? 9.0 : 8.6))];
        LeakyReservoir<double> reservoir = new(new ReservoirOptions { Units = 500, SpectralRadius = 0.6, Links = 6, BiasScaling = 0.5, FeedbackScaling = 0.15, Seed = seed }, inputs: 0, feedback: 3);
        EchoStateFit<double> fit = EchoStateNetwork<double>.Fit(reservoir, [], scaled.AsSpan(0, 3 * Training), 3, new EchoStateOptions { Washout = Washout, Ridge = 1e-7, Features = ReadoutFeatures.All });
        EchoStateStream<double> forced = fit.Network.Start(fit.State);
        double[] times = new double[Starts];
        for (int s = 0; s < Starts; s++)
        {
            int first = Training + (s * 100);
            double[] run = fit.Network.Generate(forced.Save(), Free);
            int valid = 0;
            while (valid < Free && Error(run.AsSpan(3 * valid, 3), scaled.AsSpan(3 * (first + valid), 3)) < Threshold)
            {
                valid++;
            }

            times[s] = valid * Dt * Exponent;
            forced.Follow([], scaled.AsSpan(3 * first, 300));
        }

        double median = Series.Median(times);
        Console.WriteLine($"  seed {seed}: training NRMSE {fit.Nrmse[0]:E2}, valid time {median:F2} (shortest {times.Min():F2}) over {Starts} starts");
        return median;
    }

    /// <summary>Distance by the deviation of the whole vector, √3 after scaling.</summary>
    private static double Error(ReadOnlySpan<double> a, ReadOnlySpan<double> b) =>
        Math.Sqrt((((a[0] - b[0]) * (a[0] - b[0])) + ((a[1] - b[1]) * (a[1] - b[1])) + ((a[2] - b[2]) * (a[2] - b[2]))) / 3);
}
