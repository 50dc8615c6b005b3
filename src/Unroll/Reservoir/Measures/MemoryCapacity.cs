using System.Numerics;
using Unroll.Kernels;

namespace Unroll.Reservoir.Measures;

/// <summary>
/// The short-term memory capacity of a reservoir (Jaeger 2001): how much of a random input a linear readout can tell from the state k steps
/// later, summed over k. It is at most the number of units.
/// </summary>
/// <remarks>MC = Σₖ r²(u(t − k), yₖ(t)), with yₖ a readout fitted to u(t − k), and r² taken on steps that were not fitted.</remarks>
public static class MemoryCapacity
{
    /// <summary>Measures.</summary>
    /// <typeparam name="T">float or double; the largest capacities need double.</typeparam>
    /// <param name="reservoir">A reservoir with one input and no feedback.</param>
    /// <param name="delays">The longest delay; twice the units see all there is.</param>
    /// <param name="steps">Steps to fit, and as many to measure.</param>
    /// <param name="amplitude">The input is uniform in [−amplitude, amplitude].</param>
    /// <param name="ridge">λ of the readouts.</param>
    /// <param name="seed">Of the input.</param>
    /// <returns>r² for the delays 1, 2, …; their sum is the capacity.</returns>
    /// <exception cref="DataException">The reservoir has other inputs, or an option is out of its range.</exception>
    public static double[] Of<T>(IReservoir<T> reservoir, int delays, int steps = 4000, double amplitude = 0.8, double ridge = 1e-9, ulong seed = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(reservoir);
        if (reservoir.Inputs != 1 || reservoir.Feedback != 0 || delays < 1 || steps <= reservoir.Units)
        {
            throw new DataException($"Memory capacity: the reservoir has {reservoir.Inputs} inputs and {reservoir.Feedback} outputs fed back, {delays} delays and {steps} steps, expected 1 input, no feedback, at least 1 delay and more steps than units ({reservoir.Units}).");
        }

        int washout = delays + 100;
        T[] u = new T[washout + (2 * steps)];
        CounterRandom random = new CounterRandom(seed).Fork(0);
        foreach (ref T value in u.AsSpan())
        {
            value = T.CreateChecked(amplitude * ((2 * random.NextDouble()) - 1));
        }

        RidgeRegression<T> fitted = new(reservoir.Units, delays);
        T[] x = new T[reservoir.Units], next = new T[reservoir.Units], past = new T[delays], y = new T[delays];
        Correlation[] correlations = [.. Enumerable.Range(0, delays).Select(_ => new Correlation())];
        LinearReadout<T>? readout = null;
        for (int t = 0; t < u.Length; t++)
        {
            reservoir.Step(u.AsSpan(t, 1), x, next);
            (x, next) = (next, x);
            if (t < washout)
            {
                continue;
            }

            // past[k] = u(t − 1 − k)
            u.AsSpan(t - delays, delays).CopyTo(past);
            past.AsSpan().Reverse();
            if (t < washout + steps)
            {
                fitted.Add(x, past);
                continue;
            }

            readout ??= fitted.Solve(ridge);
            readout.Predict(x, y);
            for (int k = 0; k < delays; k++)
            {
                correlations[k].Add(double.CreateChecked(past[k]), double.CreateChecked(y[k]));
            }
        }

        return [.. correlations.Select(c => c.Squared)];
    }

    /// <summary>r² of pairs that pass by once.</summary>
    private sealed class Correlation
    {
        private double _n, _x, _y, _xx, _yy, _xy;

        public double Squared
        {
            get
            {
                double xx = (_n * _xx) - (_x * _x), yy = (_n * _yy) - (_y * _y), xy = (_n * _xy) - (_x * _y);
                return xx > 0 && yy > 0 ? Math.Min(1, xy * xy / (xx * yy)) : 0;
            }
        }

        public void Add(double x, double y)
        {
            _n++;
            _x += x;
            _y += y;
            _xx += x * x;
            _yy += y * y;
            _xy += x * y;
        }
    }
}
