using Unroll.Kernels;

namespace Unroll.Data.Generated;

/// <summary>The Lorenz system (Lorenz 1963) with σ = 10, ρ = 28, β = 8/3: the best known chaos.</summary>
/// <remarks>x' = σ (y − x)      y' = x (ρ − z) − y      z' = x y − β z</remarks>
public static class LorenzSystem
{
    /// <summary>The largest Lyapunov exponent, in nats a unit of time: two neighbouring states part e-fold in 1 / 0.906.</summary>
    public const double LyapunovExponent = 0.906;

    private const int Inner = 10, Settle = 2000;

    /// <summary>A stretch of the attractor, by ten steps of Runge and Kutta a step.</summary>
    /// <param name="steps">How many steps, at least 0.</param>
    /// <param name="dt">The time of a step, such as 0.02.</param>
    /// <param name="seed">Where it begins.</param>
    /// <returns>[steps, 3]: x, y, z.</returns>
    public static double[] Generate(int steps, double dt, ulong seed)
    {
        CounterRandom random = new CounterRandom(seed).Fork(7);
        double[] series = new double[3 * steps], s = [random.NextDouble(), 1 + random.NextDouble(), 20 + random.NextDouble()];
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
