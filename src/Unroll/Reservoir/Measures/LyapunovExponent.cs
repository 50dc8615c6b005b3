using System.Numerics;
using Unroll.Kernels;

namespace Unroll.Reservoir.Measures;

/// <summary>
/// The largest Lyapunov exponent by the method of Benettin et al. (1980): two runs a small distance apart, pulled back to that distance after
/// every step; the mean logarithm of how much the distance grew. In nats a step; divide by the time of a step for nats a unit of time.
/// </summary>
public static class LyapunovExponent
{
    /// <summary>Steps at the beginning that turn the distance into the direction that grows fastest.</summary>
    private const int Settle = 100;

    /// <summary>Of a driven reservoir: negative where it forgets its initial state, near 0 at the edge of chaos.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="reservoir">The reservoir.</param>
    /// <param name="inputs">[steps, Inputs + Feedback], more than a hundred steps.</param>
    /// <returns>Nats a step.</returns>
    public static double OfDriven<T>(IReservoir<T> reservoir, ReadOnlySpan<T> inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(reservoir);
        int units = reservoir.Units, width = reservoir.Inputs + reservoir.Feedback, steps = inputs.Length / width;
        Require(steps);
        T[] x = new T[units], twin = Apart(x), next = new T[units];
        double sum = 0;
        for (int t = 0; t < steps; t++)
        {
            ReadOnlySpan<T> input = inputs.Slice(t * width, width);
            reservoir.Step(input, x, next);
            (x, next) = (next, x);
            reservoir.Step(input, twin, next);
            (twin, next) = (next, twin);
            double growth = PullBack<T>(x, [], twin, []);
            sum += t < Settle ? 0 : Math.Log(growth);
        }

        return sum / (steps - Settle);
    }

    /// <summary>Of the system that a network generates by itself: for a chaotic series it should be that of the series.</summary>
    /// <typeparam name="T">float or double; float sees exponents above about 10⁻³ only.</typeparam>
    /// <param name="network">A network without external inputs whose outputs are fed back.</param>
    /// <param name="from">Where to begin: the state after a forced run.</param>
    /// <param name="steps">More than a hundred.</param>
    /// <returns>Nats a step.</returns>
    public static double OfGenerated<T>(EchoStateNetwork<T> network, EchoState<T> from, int steps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(from);
        Require(steps);
        EchoStateStream<T> run = network.Start(from), other = network.Start(new EchoState<T>(Apart<T>(from.Units), from.Outputs, from.Steps));
        T[] states = new T[from.Units.Length], outputs = new T[from.Outputs.Length];
        double sum = 0;
        for (int t = 0; t < steps; t++)
        {
            run.Step([]);
            other.Step([]);
            other.States.CopyTo(states);
            other.Outputs.CopyTo(outputs);
            double growth = PullBack(run.States, run.Outputs, states, outputs);
            other.Load(new EchoState<T>(states, outputs, 0));
            sum += t < Settle ? 0 : Math.Log(growth);
        }

        return sum / (steps - Settle);
    }

    private static double Separation<T>() => typeof(T) == typeof(float) ? 1e-3 : 1e-7;

    private static void Require(int steps)
    {
        if (steps <= Settle)
        {
            throw new DataException($"Lyapunov exponent: the run has {steps} steps, expected more than {Settle}, which the distance needs to turn into the direction that grows fastest. Some thousand are usual.");
        }
    }

    private static T[] Apart<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CounterRandom random = new CounterRandom(1).Fork(0);
        T[] twin = x.ToArray();
        for (int i = 0; i < twin.Length; i++)
        {
            twin[i] += T.CreateChecked(Separation<T>() * random.NextGaussian() / Math.Sqrt(twin.Length));
        }

        PullBack<T>(x, [], twin, []);
        return twin;
    }

    /// <summary>Moves the twin to the separation from the run, in the direction where it is, and says how far it was in separations.</summary>
    private static double PullBack<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> twinX, Span<T> twinY)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double square = Square(x, twinX) + Square<T>(y, twinY), distance = Math.Sqrt(square);
        if (distance == 0)
        {
            // Closer than the precision sees: begin again in some direction.
            Span<T> fresh = Apart(x);
            fresh.CopyTo(twinX);
            return double.Epsilon;
        }

        T scale = T.CreateChecked(Separation<T>() / distance);
        Scale(x, twinX, scale);
        Scale(y, twinY, scale);
        return distance / Separation<T>();
    }

    private static double Square<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            double d = double.CreateChecked(a[i]) - double.CreateChecked(b[i]);
            sum += d * d;
        }

        return sum;
    }

    private static void Scale<T>(ReadOnlySpan<T> x, Span<T> twin, T scale)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
        {
            twin[i] = x[i] + (scale * (twin[i] - x[i]));
        }
    }
}
