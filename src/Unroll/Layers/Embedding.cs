using Unroll.Autodiff;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>A row of numbers for every token: <c>weight</c> [V, I].</summary>
/// <remarks>
/// Starts normal with standard deviation 1, so that the layer above sees inputs of unit size; a table that also serves as the output
/// weight (tied) starts smaller, or the first predictions are wild.
/// </remarks>
public sealed class Embedding
{
    private readonly string _name;

    /// <summary>Makes the layer and its parameter.</summary>
    /// <param name="parameters">Where the parameter is added.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="count">V, the number of tokens.</param>
    /// <param name="size">I, the length of a row.</param>
    /// <param name="deviation">The standard deviation of the start.</param>
    public Embedding(Parameters parameters, string name, int count, int size, double deviation = 1)
    {
        _name = name;
        Weight = parameters.Add($"{name}.weight", new Shape(count, size), Initializers.Normal(deviation));
    }

    /// <summary>E [V, I].</summary>
    public Parameter Weight { get; }

    /// <summary>Looks up tokens.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="ids">T · B token numbers, time by time.</param>
    /// <param name="time">T.</param>
    /// <param name="batch">B.</param>
    /// <returns>[T, B, I].</returns>
    public Tensor Forward(Tape tape, ReadOnlyMemory<int> ids, int time, int batch) =>
        Autodiff.Ops.Embedding.Apply(tape, _name, Weight.On(tape), ids, time, batch);
}
