using System.Diagnostics;
using Unroll.Kernels;
using Unroll.Reservoir;

namespace Unroll.Reservoirs;

/// <summary>50,000 steps through 1,000 units with five links a unit: drawing the weights, states and ridge, and a run with the readout.</summary>
internal static class Speed
{
    private const int Steps = 50_000;

    public static void Print(int units)
    {
        units = units < 100 ? 1000 : units;
        using WorkerTeam team = new(Environment.ProcessorCount);
        CounterRandom random = new(1);
        float[] u = new float[Steps + 1];
        foreach (ref float value in u.AsSpan())
        {
            value = (2 * random.NextSingle()) - 1;
        }

        for (int repeat = 0; repeat < 3; repeat++)
        {
            Stopwatch clock = Stopwatch.StartNew();
            LeakyReservoir<float> reservoir = new(new ReservoirOptions { Units = units, SpectralRadius = 0.9, Links = 5, Seed = 1 }, inputs: 1);
            double made = clock.Elapsed.TotalSeconds;
            EchoStateFit<float> fit = EchoStateNetwork<float>.Fit(reservoir, u.AsSpan(0, Steps), u.AsSpan(1, Steps), 1, new EchoStateOptions { Features = ReadoutFeatures.States, Ridge = 1e-3 }, team);
            double fitted = clock.Elapsed.TotalSeconds;
            float[] y = fit.Network.Run(u.AsSpan(0, Steps));
            double run = clock.Elapsed.TotalSeconds;
            Console.WriteLine($"speed: {units} units, {Steps} steps: weights {made:F3} s, fit {fitted - made:F3} s, run {run - fitted:F3} s, all {run:F3} s (checksum {y.Sum():F3})");
        }
    }
}
