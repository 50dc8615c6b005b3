using System.Numerics;

namespace Unroll.Reservoir;

/// <summary>A reservoir and its readout. Immutable: any number of streams may share it.</summary>
/// <remarks>x(t) from u(t), x(t − 1) and, with feedback, y(t − 1);      y(t) = W_out [x(t), u(t), y(t − 1), their squares] + c</remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class EchoStateNetwork<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Joins a reservoir and a readout.</summary>
    /// <param name="reservoir">The reservoir.</param>
    /// <param name="features">What the readout sees.</param>
    /// <param name="readout">The readout.</param>
    /// <exception cref="DataException">They do not fit each other.</exception>
    public EchoStateNetwork(IReservoir<T> reservoir, ReadoutFeatures features, IReadout<T> readout)
    {
        ArgumentNullException.ThrowIfNull(reservoir);
        ArgumentNullException.ThrowIfNull(readout);
        int expected = features.Count(reservoir);
        if (readout.Features != expected)
        {
            throw new DataException($"Echo state network: the readout takes {readout.Features} features, expected {expected} because it sees {features} of {reservoir.Units} units and {reservoir.Inputs + reservoir.Feedback} inputs. Use the readout that was fitted with this reservoir.");
        }

        (Reservoir, Features, Readout) = (reservoir, features, readout);
    }

    /// <summary>The reservoir.</summary>
    public IReservoir<T> Reservoir { get; }

    /// <summary>What the readout sees.</summary>
    public ReadoutFeatures Features { get; }

    /// <summary>The readout.</summary>
    public IReadout<T> Readout { get; }

    /// <summary>Fits the readout to one sequence.</summary>
    /// <param name="reservoir">The reservoir.</param>
    /// <param name="inputs">[steps, reservoir.Inputs].</param>
    /// <param name="targets">[steps, <paramref name="outputs"/>].</param>
    /// <param name="outputs">Length of a target.</param>
    /// <param name="options">Washout, λ, features.</param>
    /// <param name="team">Threads, or null.</param>
    /// <returns>What the fit gave: the network, the state after the last step, λ and errors.</returns>
    /// <exception cref="DataException">The data or an option is of no use.</exception>
    public static EchoStateFit<T> Fit(
        IReservoir<T> reservoir, ReadOnlySpan<T> inputs, ReadOnlySpan<T> targets, int outputs, EchoStateOptions options, Kernels.WorkerTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        EchoStateTraining<T> training = new(reservoir, outputs, options, team);
        EchoStateTraining<T>.CheckLengths(reservoir.Inputs, outputs, inputs, targets);
        int steps = targets.Length / outputs, held = options.RidgeGrid is null ? 0 : (int)(options.ValidationShare * (steps - options.Washout));
        int first = Math.Max(0, steps - held);
        training.Add(inputs[..(first * reservoir.Inputs)], targets[..(first * outputs)]);
        if (held > 0)
        {
            training.Add(inputs[(first * reservoir.Inputs)..], targets[(first * outputs)..], validation: true);
        }

        return training.Finish();
    }

    /// <summary>Begins a run.</summary>
    /// <param name="from">Where to go on; null to begin with zeros.</param>
    /// <returns>A stream of steps.</returns>
    public EchoStateStream<T> Start(EchoState<T>? from = null) => new(this, from);

    /// <summary>The outputs for a sequence of inputs.</summary>
    /// <param name="inputs">[steps, Reservoir.Inputs].</param>
    /// <param name="from">Where to go on; null to begin with zeros.</param>
    /// <returns>[steps, Readout.Outputs].</returns>
    public T[] Run(ReadOnlySpan<T> inputs, EchoState<T>? from = null) => Start(from).Run(inputs);

    /// <summary>Goes on alone: each step's outputs are fed back into the next one.</summary>
    /// <param name="from">Where to go on: usually the state after a forced run.</param>
    /// <param name="steps">How many.</param>
    /// <returns>[steps, Readout.Outputs].</returns>
    /// <exception cref="DataException">The network has external inputs, or none of its outputs are fed back.</exception>
    public T[] Generate(EchoState<T> from, int steps) => Start(from).Generate(steps);

    /// <summary>The same reservoir with another readout.</summary>
    /// <param name="readout">For example one that learns on.</param>
    /// <returns>A network that shares the reservoir with this one.</returns>
    public EchoStateNetwork<T> WithReadout(IReadout<T> readout) => new(Reservoir, Features, readout);
}
