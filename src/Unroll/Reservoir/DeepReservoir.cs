using System.Numerics;

namespace Unroll.Reservoir;

/// <summary>
/// Reservoirs on top of each other (Gallicchio, Micheli and Pedrelli 2017): the input of a layer is the new state of the layer below. The state
/// is those of all layers, the first one first. What is fed back goes into the first layer.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class DeepReservoir<T> : IReservoir<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LeakyReservoir<T>[] _layers;

    /// <summary>Draws the weights of all layers.</summary>
    /// <param name="layers">How each layer is made, from the lowest up; layers of one seed get different weights.</param>
    /// <param name="inputs">External inputs of a step.</param>
    /// <param name="feedback">Outputs of a step that are fed back into the next one.</param>
    /// <exception cref="DataException">There is no layer, or a layer cannot be made.</exception>
    public DeepReservoir(IReadOnlyList<ReservoirOptions> layers, int inputs, int feedback = 0)
    {
        ArgumentNullException.ThrowIfNull(layers);
        if (layers.Count == 0)
        {
            throw new DataException("Deep reservoir: it has 0 layers, expected at least 1. Give the options of each layer.");
        }

        (Inputs, Feedback) = (inputs, feedback);
        _layers = new LeakyReservoir<T>[layers.Count];
        for (int i = 0; i < _layers.Length; i++)
        {
            ReservoirOptions options = layers[i] with { Seed = new Kernels.CounterRandom(layers[i].Seed).Fork((ulong)i).Key };
            _layers[i] = i == 0 ? new LeakyReservoir<T>(options, inputs, feedback) : new LeakyReservoir<T>(options, _layers[i - 1].Units);
            Units += _layers[i].Units;
        }
    }

    /// <summary>The layers, from the lowest up.</summary>
    public IReadOnlyList<LeakyReservoir<T>> Layers => _layers;

    /// <inheritdoc/>
    public int Inputs { get; }

    /// <inheritdoc/>
    public int Feedback { get; }

    /// <inheritdoc/>
    public int Units { get; }

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<T> input, ReadOnlySpan<T> x, Span<T> next, ulong? noiseStep = null)
    {
        int start = 0;
        foreach (LeakyReservoir<T> layer in _layers)
        {
            Span<T> state = next.Slice(start, layer.Units);
            layer.Step(input, x.Slice(start, layer.Units), state, noiseStep);
            input = state;
            start += layer.Units;
        }
    }
}
