using Unroll.Reservoir;

namespace Unroll.Reservoirs;

/// <summary>Mackey-Glass τ = 17: 400 units are trained on 3,000 steps and then run freely; the error 84 steps later (Jaeger 2001: 2.8e-4).</summary>
internal static class MackeyGlass
{
    private const int Washout = 1000, Training = 3000, Horizon = 84;

    public static void Print(int seeds)
    {
        double[] series = Series.Read("mackey-glass/MackeyGlass_t17.txt");
        double[] errors = [.. Enumerable.Range(1, seeds).Select(seed => Nrmse(series, (ulong)seed))];
        Console.WriteLine($"mackey-glass: NRMSE after 84 steps of free run, {seeds} seeds: median {Series.Median(errors):E2}, best {errors.Min():E2}, worst {errors.Max():E2}");
    }

    public static double Nrmse(double[] series, ulong seed)
    {
        LeakyReservoir<double> reservoir = new(
            new ReservoirOptions { Units = 400, SpectralRadius = 1, Links = 10, BiasScaling = 0.5, LeakRate = 0.7, Seed = seed }, inputs: 0, feedback: 1);
        EchoStateFit<double> fit = EchoStateNetwork<double>.Fit(reservoir, [], series.AsSpan(0, Training), 1, new EchoStateOptions { Washout = Washout, Ridge = 5e-12, Features = ReadoutFeatures.All });

        // The run is forced through the rest of the series; every twenty steps a fork of it goes on alone.
        EchoStateStream<double> forced = fit.Network.Start(fit.State);
        double squares = 0;
        int starts = 0;
        for (int t = Training; t + Horizon <= series.Length; t++)
        {
            if ((t - Training) % 20 == 0)
            {
                double error = fit.Network.Generate(forced.Save(), Horizon)[^1] - series[t + Horizon - 1];
                squares += error * error;
                starts++;
            }

            forced.Follow([], series.AsSpan(t, 1));
        }

        double nrmse = Math.Sqrt(squares / starts / Series.Variance(series));
        Console.WriteLine($"  seed {seed}: training NRMSE {fit.Nrmse[0]:E2}, after 84 steps {nrmse:E2} over {starts} runs");
        return nrmse;
    }
}
