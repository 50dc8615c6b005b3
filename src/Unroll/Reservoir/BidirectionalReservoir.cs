using System.Numerics;

namespace Unroll.Reservoir;

/// <summary>
/// Two reservoirs over a whole sequence, one from its beginning and one from its end. The state of a step is that of the first, which knows what
/// came before, and that of the second, which knows what comes after.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class BidirectionalReservoir<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Joins two reservoirs.</summary>
    /// <param name="forward">Reads from the beginning.</param>
    /// <param name="backward">Reads from the end; with weights of its own.</param>
    /// <exception cref="DataException">Their inputs differ, or one is fed back outputs.</exception>
    public BidirectionalReservoir(IReservoir<T> forward, IReservoir<T> backward)
    {
        ArgumentNullException.ThrowIfNull(forward);
        ArgumentNullException.ThrowIfNull(backward);
        if (forward.Inputs != backward.Inputs || forward.Feedback + backward.Feedback > 0)
        {
            throw new DataException($"Bidirectional reservoir: its directions have {forward.Inputs} and {backward.Inputs} inputs and are fed back {forward.Feedback} and {backward.Feedback} outputs, expected the same inputs and no feedback, for the end of a sequence is not known when it begins.");
        }

        (Forward, Backward) = (forward, backward);
    }

    /// <summary>Reads from the beginning.</summary>
    public IReservoir<T> Forward { get; }

    /// <summary>Reads from the end.</summary>
    public IReservoir<T> Backward { get; }

    /// <summary>Length of the state of a step.</summary>
    public int Units => Forward.Units + Backward.Units;

    /// <summary>The states of a whole sequence.</summary>
    /// <param name="inputs">[steps, Inputs].</param>
    /// <returns>[steps, Units].</returns>
    public T[] States(ReadOnlySpan<T> inputs)
    {
        int steps = inputs.Length / Forward.Inputs;
        T[] states = new T[steps * Units];
        SequenceStates.Write(Forward, inputs, states, Units, reversed: false);
        SequenceStates.Write(Backward, inputs, states.AsSpan(Forward.Units), Units, reversed: true);
        return states;
    }
}
