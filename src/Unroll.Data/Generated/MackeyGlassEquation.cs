using Unroll.Kernels;

namespace Unroll.Data.Generated;

/// <summary>The Mackey-Glass equation (1977) with a delay of 17, where it is mildly chaotic.</summary>
/// <remarks>x' = 0.2 x(t − 17) / (1 + x(t − 17)¹⁰) − 0.1 x(t); what is given is tanh(x − 1), as usual with echo state networks (Jaeger 2001).</remarks>
public static class MackeyGlassEquation
{
    private const int Delay = 17, Inner = 10, Settle = 1000;

    /// <summary>A stretch of the series, a unit of time a step, by ten steps of Euler each.</summary>
    /// <param name="steps">How many steps, at least 0.</param>
    /// <param name="seed">What went before the beginning.</param>
    /// <returns>[steps].</returns>
    public static double[] Generate(int steps, ulong seed)
    {
        CounterRandom random = new CounterRandom(seed).Fork(9);
        double[] past = new double[Delay * Inner], series = new double[steps];
        for (int i = 0; i < past.Length; i++)
        {
            past[i] = 1.2 + (0.2 * (random.NextDouble() - 0.5));
        }

        double x = 1.2;
        for (int t = -Settle, at = 0; t < steps; t++)
        {
            for (int i = 0; i < Inner; i++, at = (at + 1) % past.Length)
            {
                double delayed = past[at];
                past[at] = x;
                x += ((0.2 * delayed / (1 + Math.Pow(delayed, 10))) - (0.1 * x)) / Inner;
            }

            if (t >= 0)
            {
                series[t] = Math.Tanh(x - 1);
            }
        }

        return series;
    }
}
