using System.Numerics;

namespace Unroll.Reservoir;

/// <summary>
/// Intrinsic plasticity (Schrauwen, Wardermann, Verstraeten, Steil and Stroobandt 2008): each tanh unit learns a gain and a bias that bring the
/// distribution of its outputs near a normal one with a given mean and deviation, which carries most information for its power.
/// </summary>
/// <remarks>
/// y = tanh(g h + b) with h what the unit hears:
/// Δb = −η (−μ/σ² + y/σ² (2σ² + 1 − y² + μ y))      Δg = η / g + Δb h
/// </remarks>
/// <param name="Mean">μ, in (−1, 1).</param>
/// <param name="Deviation">σ, more than 0; 0.1 to 0.5 is usual.</param>
/// <param name="Rate">η.</param>
public sealed record IntrinsicPlasticity(double Mean = 0, double Deviation = 0.2, double Rate = 1e-3)
{
    /// <summary>Adapts the units to a sequence.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="reservoir">The reservoir to begin with; it stays as it is.</param>
    /// <param name="inputs">[steps, Inputs + Feedback].</param>
    /// <param name="epochs">How often the sequence is shown.</param>
    /// <returns>The same wiring with the gains in its weights and the new biases.</returns>
    /// <exception cref="DataException">An option is out of its range, or the gains run away.</exception>
    public LeakyReservoir<T> Adapt<T>(LeakyReservoir<T> reservoir, ReadOnlySpan<T> inputs, int epochs = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(reservoir);
        if (Mean is not (> -1 and < 1) || !(Deviation > 0) || !(Rate > 0) || !double.IsFinite(Deviation + Rate))
        {
            throw new DataException($"Intrinsic plasticity: mean is {Mean}, deviation {Deviation} and rate {Rate}, expected a mean between -1 and 1 and the others more than 0.");
        }

        int units = reservoir.Units, width = reservoir.Inputs + reservoir.Feedback;
        if (inputs.Length == 0 || inputs.Length % width != 0)
        {
            throw new DataException($"Intrinsic plasticity: the sequence has {inputs.Length} numbers, expected a multiple of {width} because a step has {width} inputs.");
        }

        double leak = reservoir.Options.LeakRate;
        double[] gain = new double[units], bias = new double[units];
        T[] x = new T[units], heard = new T[units];
        for (int i = 0; i < units; i++)
        {
            (gain[i], bias[i]) = (1, double.CreateChecked(reservoir.Bias[i]));
        }

        for (int step = 0; step < epochs * (inputs.Length / width); step++)
        {
            reservoir.Hear(inputs.Slice(step % (inputs.Length / width) * width, width), x, heard);
            for (int i = 0; i < units; i++)
            {
                double h = double.CreateChecked(heard[i]), y = Math.Tanh((gain[i] * h) + bias[i]);
                x[i] = T.CreateChecked(((1 - leak) * double.CreateChecked(x[i])) + (leak * y));
                Learn(h, y, ref gain[i], ref bias[i]);
            }
        }

        int bad = Array.FindIndex(gain, g => !double.IsFinite(g) || g <= 0);
        return bad < 0
            ? reservoir.WithGain(Array.ConvertAll(gain, T.CreateChecked), Array.ConvertAll(bias, T.CreateChecked))
            : throw new DataException($"Intrinsic plasticity: the gain of unit {bad} became {gain[bad]}, expected a positive number. Use a rate below {Rate} or a larger deviation.");
    }

    private void Learn(double h, double y, ref double gain, ref double bias)
    {
        double variance = Deviation * Deviation;
        double step = -Rate * ((-Mean / variance) + (y / variance * ((2 * variance) + 1 - (y * y) + (Mean * y))));
        gain += (Rate / gain) + (step * h);
        bias += step;
    }
}
