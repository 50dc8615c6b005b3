using Lessons.Reservoirs;
using Unroll.Data.Generated;
using Unroll.Reservoir;
using Unroll.Reservoir.Measures;
using Unroll.Storage;

// A random network learns chaos: dotnet run -c Release --project lessons/reservoirs [PICTURE.svg]. The README beside this file tells the story.
const int Units = 200, Training = 2000, Horizon = 84, Starts = 40, Shown = 500;
string picture = args.Length > 0 ? args[0] : "reservoirs.svg";

// 1. A series that nobody can write down a formula for: today's change depends on the value 17 steps ago.
double[] series = MackeyGlassEquation.Generate(Training + (Starts * 20) + Shown, seed: 1);
double deviation = Math.Sqrt(Variance(series));

// 2. The same network with weights of different size. Nothing in it is ever trained but the last line, y = W_out [x, u, their squares] + c.
Console.WriteLine("radius  memory  training error  error after 84 steps alone");
double[] best = [];
double bestError = double.PositiveInfinity;
foreach (double radius in (double[])[0.1, 0.5, 0.9, 1.0, 1.1, 1.5, 2.5])
{
    ReservoirOptions options = new() { Units = Units, SpectralRadius = radius, LeakRate = 0.7, BiasScaling = 0.5, Seed = 1 };

    // 3. How many steps of a random input can be read off its state? That is what the radius changes.
    double memory = MemoryCapacity.Of(new LeakyReservoir<double>(options with { InputScaling = 0.1 }, inputs: 1), delays: 100, steps: 1500).Sum();

    // 4. Fit: the true series is fed back while the states are collected, then one regression is solved.
    LeakyReservoir<double> reservoir = new(options, inputs: 0, feedback: 1);
    EchoStateFit<double> fit = EchoStateNetwork<double>.Fit(reservoir, [], series.AsSpan(0, Training), 1,
        new EchoStateOptions { Washout = 200, Ridge = 1e-9, Features = ReadoutFeatures.All });

    // 5. Let go: from many places of the series that follows, the network hears only itself for 84 steps.
    EchoStateStream<double> forced = fit.Network.Start(fit.State);
    double squares = 0;
    for (int start = 0; start < Starts; start++)
    {
        int now = Training + (20 * start);
        double error = fit.Network.Generate(forced.Save(), Horizon)[^1] - series[now + Horizon - 1];
        squares += error * error / Starts;
        forced.Follow([], series.AsSpan(now, 20));
    }

    double relative = Math.Sqrt(squares) / deviation;
    Console.WriteLine($"{radius,6:0.0}  {memory,6:0.0}  {fit.Nrmse[0],14:0.0e+0}  {relative,26:0.0e+0}");
    if (relative < bestError)
    {
        (bestError, best) = (relative, fit.Network.Generate(fit.State, Shown));
    }
}

// 6. A picture: the true series, and the best network on its own from the first step on.
AtomicFile.WriteText(picture, Picture.Of("500 steps that the network was never shown", [("the series", series[Training..(Training + Shown)]), ("the network on its own", best)]));
Console.WriteLine($"The picture is {picture}.");

static double Variance(double[] x)
{
    double mean = x.Average();
    return x.Average(v => (v - mean) * (v - mean));
}
