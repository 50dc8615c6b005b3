using System.Numerics;

namespace Unroll.Reservoir;

/// <summary>Something that turns a sequence of inputs into a sequence of states, with weights that no training changes.</summary>
/// <typeparam name="T">float for speed; double where predictions are fed back for many steps.</typeparam>
public interface IReservoir<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>External inputs of a step.</summary>
    int Inputs { get; }

    /// <summary>Outputs of a step that are fed back into the next one.</summary>
    int Feedback { get; }

    /// <summary>Length of the state.</summary>
    int Units { get; }

    /// <summary>One step.</summary>
    /// <param name="input">[Inputs + Feedback]: this step's inputs, then the outputs of the step before.</param>
    /// <param name="x">[Units]: the state.</param>
    /// <param name="next">[Units]: the state after the step; not the same memory as <paramref name="x"/>.</param>
    /// <param name="noiseStep">Which step of the noise; null for a step without.</param>
    void Step(ReadOnlySpan<T> input, ReadOnlySpan<T> x, Span<T> next, ulong? noiseStep = null);
}
