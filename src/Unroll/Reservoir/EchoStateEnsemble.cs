using System.Numerics;
using Unroll.Kernels;

namespace Unroll.Reservoir;

/// <summary>The mean of some echo state networks that differ in their seeds. Immutable.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class EchoStateEnsemble<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly EchoStateNetwork<T>[] _members;

    /// <summary>Joins networks.</summary>
    /// <param name="members">At least one; all with the same inputs and outputs.</param>
    /// <exception cref="DataException">There is none, or they differ.</exception>
    public EchoStateEnsemble(IReadOnlyList<EchoStateNetwork<T>> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        _members = [.. members];
        if (_members.Length == 0 || _members.Any(m => m.Reservoir.Inputs != Inputs || m.Readout.Outputs != Outputs || m.Reservoir.Feedback != _members[0].Reservoir.Feedback))
        {
            throw new DataException($"Ensemble: it has {_members.Length} members, expected at least 1, all with the same inputs, outputs and feedback.");
        }
    }

    /// <summary>The networks.</summary>
    public IReadOnlyList<EchoStateNetwork<T>> Members => _members;

    /// <summary>Inputs of a step.</summary>
    public int Inputs => _members[0].Reservoir.Inputs;

    /// <summary>Outputs of a step.</summary>
    public int Outputs => _members[0].Readout.Outputs;

    /// <summary>Makes and fits the members, several at once.</summary>
    /// <param name="members">How many.</param>
    /// <param name="fit">Makes and fits the member of a number from 0 on; called on several threads.</param>
    /// <param name="team">Threads, or null.</param>
    /// <returns>The ensemble.</returns>
    public static EchoStateEnsemble<T> Fit(int members, Func<int, EchoStateNetwork<T>> fit, WorkerTeam? team = null)
    {
        EchoStateNetwork<T>[] fitted = new EchoStateNetwork<T>[members];
        if (team is not null)
        {
            team.Run(members, i => fitted[i] = fit(i));
            return new EchoStateEnsemble<T>(fitted);
        }

        for (int i = 0; i < members; i++)
        {
            fitted[i] = fit(i);
        }

        return new EchoStateEnsemble<T>(fitted);
    }

    /// <summary>The mean outputs for a sequence of inputs.</summary>
    /// <param name="inputs">[steps, Inputs].</param>
    /// <param name="from">Where each member goes on; null to begin with zeros.</param>
    /// <returns>[steps, Outputs].</returns>
    public T[] Run(ReadOnlySpan<T> inputs, IReadOnlyList<EchoState<T>>? from = null)
    {
        T[] mean = new T[inputs.Length / Inputs * Outputs];
        for (int i = 0; i < _members.Length; i++)
        {
            TensorPrimitives.Add(mean, _members[i].Run(inputs, from?[i]), mean);
        }

        TensorPrimitives.Divide(mean, T.CreateChecked(_members.Length), mean);
        return mean;
    }

    /// <summary>Goes on alone: all members are fed back their mean, which keeps them together.</summary>
    /// <param name="from">Where each member goes on.</param>
    /// <param name="steps">How many.</param>
    /// <returns>[steps, Outputs].</returns>
    /// <exception cref="DataException">The members have external inputs, or none of their outputs are fed back.</exception>
    public T[] Generate(IReadOnlyList<EchoState<T>> from, int steps)
    {
        ArgumentNullException.ThrowIfNull(from);
        if (Inputs > 0 || _members[0].Reservoir.Feedback == 0)
        {
            throw new DataException($"Ensemble: its members have {Inputs} external inputs and are fed back {_members[0].Reservoir.Feedback} outputs, expected 0 and some to generate alone.");
        }

        EchoStateStream<T>[] streams = [.. _members.Select((m, i) => m.Start(from[i]))];
        T[] outputs = new T[steps * Outputs];
        for (int t = 0; t < steps; t++)
        {
            Span<T> mean = outputs.AsSpan(t * Outputs, Outputs);
            foreach (EchoStateStream<T> stream in streams)
            {
                TensorPrimitives.Add(mean, stream.Step([]), mean);
            }

            TensorPrimitives.Divide(mean, T.CreateChecked(streams.Length), mean);
            foreach (EchoStateStream<T> stream in streams)
            {
                stream.Force(mean);
            }
        }

        return outputs;
    }
}
