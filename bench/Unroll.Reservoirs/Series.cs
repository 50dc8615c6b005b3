using System.Globalization;
using Unroll.Kernels;

namespace Unroll.Reservoirs;

/// <summary>The series of the experiments: read from the folder of real data, or generated.</summary>
internal static class Series
{
    public static string PathOf(string file)
    {
        string path = Path.Combine(Environment.GetEnvironmentVariable("UNROLL_SHARED_DATA") ?? Path.Combine(Root(), "..", "shared", "data"), file);
        return File.Exists(path) ? path : throw new DataException($"Experiment: the file {path} is absent, expected the data set there. Set UNROLL_SHARED_DATA to the folder of the data sets.");
    }

    public static double[] Read(string file) => [.. File.ReadLines(PathOf(file)).Select(l => double.Parse(l, CultureInfo.InvariantCulture))];

    /// <summary>x, y, z of the Lorenz system (σ = 10, ρ = 28, β = 8/3), [steps, 3]; ten steps of Runge and Kutta each.</summary>
    public static double[] Lorenz(int steps, double dt, ulong seed)
    {
        CounterRandom random = new CounterRandom(seed).Fork(7);
        double[] series = new double[3 * steps], s = [random.NextDouble(), 1 + random.NextDouble(), 20 + random.NextDouble()];
        const int Inner = 10, Settle = 2000;
        for (int t = -Settle; t < steps; t++)
        {
            for (int i = 0; i < Inner; i++)
            {
                RungeKutta(s, dt / Inner);
            }

            if (t >= 0)
            {
                s.CopyTo(series, 3 * t);
            }
        }

        return series;
    }

    /// <summary>
    /// NARMA-10: y(t+1) = 0.3 y + 0.05 y Σ y(t−i) + 1.5 u(t−9) u(t) + 0.1; inputs and targets, where target t is y(t+1). Some inputs make it
    /// run away; then others are drawn, as everybody does.
    /// </summary>
    public static (double[] U, double[] Y) Narma10(int steps, ulong seed)
    {
        for (ulong draw = 0; ; draw++)
        {
            (double[] u, double[] y) = Narma10(steps, new CounterRandom(seed).Fork(8).Fork(draw));
            if (y.All(v => v < 2))
            {
                return (u, y);
            }
        }
    }

    private static (double[] U, double[] Y) Narma10(int steps, CounterRandom random)
    {
        double[] u = new double[steps], y = new double[steps + 1];
        for (int t = 0; t < steps; t++)
        {
            u[t] = 0.5 * random.NextDouble();
            double sum = 0;
            for (int i = 0; i < 10 && t - i >= 0; i++)
            {
                sum += y[t - i];
            }

            y[t + 1] = (0.3 * y[t]) + (0.05 * y[t] * sum) + (t < 9 ? 0 : 1.5 * u[t - 9] * u[t]) + 0.1;
        }

        return (u, y[1..]);
    }

    public static double Variance(ReadOnlySpan<double> x)
    {
        double mean = 0, squares = 0;
        foreach (double v in x)
        {
            mean += v / x.Length;
        }

        foreach (double v in x)
        {
            squares += (v - mean) * (v - mean) / x.Length;
        }

        return squares;
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The folder that holds Unroll.slnx.</summary>
    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Unroll.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? ".";
    }

    private static void RungeKutta(double[] s, double dt)
    {
        double[] a = Derivative(s), b = Derivative(Moved(s, a, dt / 2)), c = Derivative(Moved(s, b, dt / 2)), d = Derivative(Moved(s, c, dt));
        for (int i = 0; i < 3; i++)
        {
            s[i] += dt / 6 * (a[i] + (2 * b[i]) + (2 * c[i]) + d[i]);
        }
    }

    private static double[] Derivative(double[] s) => [10 * (s[1] - s[0]), (s[0] * (28 - s[2])) - s[1], (s[0] * s[1]) - (8.0 / 3 * s[2])];

    private static double[] Moved(double[] s, double[] d, double dt) => [s[0] + (dt * d[0]), s[1] + (dt * d[1]), s[2] + (dt * d[2])];
}
