using Unroll.Kernels;

namespace Unroll.Data.Generated;

/// <summary>NARMA-10 (Atiya and Parlos 2000): a system that is driven by noise and remembers ten steps of it.</summary>
/// <remarks>y(t+1) = 0.3 y(t) + 0.05 y(t) Σ y(t−i), i = 0 … 9, + 1.5 u(t−9) u(t) + 0.1, with u uniform in [0, 0.5]</remarks>
public static class Narma
{
    /// <summary>Inputs and targets, where target t is y(t+1). Some inputs make the system run away; then others are drawn, as everybody does.</summary>
    /// <param name="steps">How many steps, at least 0.</param>
    /// <param name="seed">Fixes the inputs.</param>
    /// <returns>[steps] each.</returns>
    public static (double[] Inputs, double[] Targets) Generate(int steps, ulong seed)
    {
        for (ulong draw = 0; ; draw++)
        {
            (double[] u, double[] y) = Draw(steps, new CounterRandom(seed).Fork(8).Fork(draw));
            if (Array.TrueForAll(y, v => v < 2))
            {
                return (u, y);
            }
        }
    }

    private static (double[] Inputs, double[] Targets) Draw(int steps, CounterRandom random)
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
}
