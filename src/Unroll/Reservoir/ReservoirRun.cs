using System.Numerics;

namespace Unroll.Reservoir;

/// <summary>A reservoir in motion: the buffers of a run, for which nothing is allocated after the start.</summary>
internal sealed class ReservoirRun<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IReservoir<T> _reservoir;
    private readonly T[] _inputs;
    private T[] _x, _next;

    public ReservoirRun(IReservoir<T> reservoir, int outputs)
    {
        if (reservoir.Feedback != 0 && reservoir.Feedback != outputs)
        {
            throw new DataException($"Echo state network: the reservoir is fed back {reservoir.Feedback} outputs, but the network has {outputs}. Make the reservoir with feedback: {outputs}, or without.");
        }

        _reservoir = reservoir;
        _x = new T[reservoir.Units];
        _next = new T[reservoir.Units];
        _inputs = new T[reservoir.Inputs + reservoir.Feedback];
        Outputs = new T[outputs];
    }

    /// <summary>The outputs of the last step.</summary>
    public T[] Outputs { get; }

    public ulong Steps { get; private set; }

    public Span<T> States => _x;

    /// <summary>This step's inputs and what was fed back.</summary>
    public ReadOnlySpan<T> Inputs => _inputs;

    public void Load(EchoState<T>? state)
    {
        if (state is null)
        {
            _x.AsSpan().Clear();
            Outputs.AsSpan().Clear();
            Steps = 0;
            return;
        }

        if (state.Units.Length != _x.Length || state.Outputs.Length != Outputs.Length)
        {
            throw new DataException($"Echo state network: the state has {state.Units.Length} units and {state.Outputs.Length} outputs, expected {_x.Length} and {Outputs.Length}. It belongs to another network.");
        }

        state.Units.CopyTo(_x);
        state.Outputs.CopyTo(Outputs);
        Steps = state.Steps;
    }

    public EchoState<T> Save() => new(_x, Outputs, Steps);

    public void Step(ReadOnlySpan<T> input, bool noise)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(input.Length, _reservoir.Inputs, nameof(input));
        input.CopyTo(_inputs);
        if (_reservoir.Feedback > 0)
        {
            Outputs.CopyTo(_inputs, _reservoir.Inputs);
        }

        _reservoir.Step(_inputs, _x, _next, noise ? Steps : null);
        (_x, _next) = (_next, _x);
        Steps++;
    }
}
