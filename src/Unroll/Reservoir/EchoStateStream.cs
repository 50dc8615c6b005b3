using System.Numerics;

namespace Unroll.Reservoir;

/// <summary>A network that runs step by step, without allocating. One thread at a time.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class EchoStateStream<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly EchoStateNetwork<T> _network;
    private readonly ReservoirRun<T> _run;
    private readonly T[] _features;

    internal EchoStateStream(EchoStateNetwork<T> network, EchoState<T>? from)
    {
        _network = network;
        _features = new T[network.Readout.Features];
        _run = new ReservoirRun<T>(network.Reservoir, network.Readout.Outputs);
        _run.Load(from);
    }

    /// <summary>What the readout saw in the last step: what an online readout learns from.</summary>
    public ReadOnlySpan<T> Features => _features;

    /// <summary>The states of all units after the last step.</summary>
    public ReadOnlySpan<T> States => _run.States;

    /// <summary>The outputs of the last step, predicted or forced.</summary>
    public ReadOnlySpan<T> Outputs => _run.Outputs;

    /// <summary>One step; its outputs will be fed back unless <see cref="Force"/> replaces them.</summary>
    /// <param name="input">[Inputs]; empty for a network without.</param>
    /// <returns>[Outputs], valid until the next step.</returns>
    public ReadOnlySpan<T> Step(ReadOnlySpan<T> input)
    {
        _run.Step(input, noise: false);
        _network.Features.Write(_run.States, _run.Inputs, _features);
        _network.Readout.Predict(_features, _run.Outputs);
        return _run.Outputs;
    }

    /// <summary>Teacher forcing: what is known to be right is fed back in place of the prediction.</summary>
    /// <param name="outputs">[Outputs].</param>
    public void Force(ReadOnlySpan<T> outputs)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(outputs.Length, _run.Outputs.Length, nameof(outputs));
        outputs.CopyTo(_run.Outputs);
    }

    /// <summary>Steps and forces through a sequence whose outputs are known.</summary>
    /// <param name="inputs">[steps, Inputs].</param>
    /// <param name="outputs">[steps, Outputs].</param>
    public void Follow(ReadOnlySpan<T> inputs, ReadOnlySpan<T> outputs)
    {
        int width = _run.Outputs.Length, inputWidth = _network.Reservoir.Inputs, steps = outputs.Length / width;
        ArgumentOutOfRangeException.ThrowIfNotEqual(inputs.Length, steps * inputWidth, nameof(inputs));
        for (int t = 0; t < steps; t++)
        {
            _run.Step(inputs.Slice(t * inputWidth, inputWidth), noise: false);
            Force(outputs.Slice(t * width, width));
        }
    }

    /// <summary>The outputs for a sequence of inputs.</summary>
    /// <param name="inputs">[steps, Inputs].</param>
    /// <returns>[steps, Outputs].</returns>
    public T[] Run(ReadOnlySpan<T> inputs)
    {
        int width = _network.Reservoir.Inputs;
        if (width == 0 || inputs.Length % width != 0)
        {
            throw new DataException($"Echo state network: a run has {inputs.Length} numbers, expected a multiple of {width} because inputs = {width}. A network without inputs generates instead.");
        }

        T[] outputs = new T[inputs.Length / width * _run.Outputs.Length];
        for (int t = 0; t < inputs.Length / width; t++)
        {
            Step(inputs.Slice(t * width, width)).CopyTo(outputs.AsSpan(t * _run.Outputs.Length));
        }

        return outputs;
    }

    /// <summary>Goes on alone.</summary>
    /// <param name="steps">How many.</param>
    /// <returns>[steps, Outputs].</returns>
    /// <exception cref="DataException">The network has external inputs, or none of its outputs are fed back.</exception>
    public T[] Generate(int steps)
    {
        if (_network.Reservoir.Inputs > 0 || _network.Reservoir.Feedback == 0)
        {
            throw new DataException($"Echo state network: it has {_network.Reservoir.Inputs} external inputs and {_network.Reservoir.Feedback} outputs fed back, expected 0 and some to generate alone. Step it with its inputs instead.");
        }

        T[] outputs = new T[steps * _run.Outputs.Length];
        for (int t = 0; t < steps; t++)
        {
            Step([]).CopyTo(outputs.AsSpan(t * _run.Outputs.Length));
        }

        return outputs;
    }

    /// <summary>Where the run stands.</summary>
    /// <returns>A value to keep, to fork from or to write to a file.</returns>
    public EchoState<T> Save() => _run.Save();

    /// <summary>Goes on from another place.</summary>
    /// <param name="state">A state of this network.</param>
    public void Load(EchoState<T> state) => _run.Load(state);
}
