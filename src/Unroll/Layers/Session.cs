using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// A stack of recurrent layers that runs one time step at a time and holds the state in between: the same bits as running the whole sequence.
/// Stepping allocates nothing.
/// </summary>
public sealed class Session
{
    private readonly IRecurrent _layers;
    private readonly Tape _tape = new();
    private readonly AlignedBuffer _input;
    private readonly Tensor _x;
    private AlignedBuffer _now, _next;

    /// <summary>Starts at the initial state of the layers.</summary>
    /// <param name="layers">The layers; they must run forward.</param>
    /// <param name="batch">How many sequences run side by side.</param>
    /// <param name="team">Threads that share a step, or null.</param>
    /// <exception cref="ArgumentException">The layers read their sequence from the end.</exception>
    public Session(IRecurrent layers, int batch = 1, WorkerTeam? team = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        if (layers.Options.Direction != Direction.Forward)
        {
            throw new ArgumentException($"{layers.Cell.Name}: a stack that is {layers.Options.Direction} reads its sequence from the end, so it cannot run step by step. Train one that runs forward.", nameof(layers));
        }

        (_layers, Batch) = (layers, batch);
        _tape.Team = team;
        _input = new AlignedBuffer(batch * layers.InputSize);
        _x = new Tensor(new Shape(1, batch, layers.InputSize), _input);
        int length = layers.StateShape(batch).Length;
        (_now, _next) = (new AlignedBuffer(length), new AlignedBuffer(length));
        Reset();
    }

    /// <summary>How many sequences run side by side.</summary>
    public int Batch { get; }

    /// <summary>What runs.</summary>
    public IRecurrent Layers => _layers;

    /// <summary>The state [L, S, B, H]; what is written to it holds from the next step on.</summary>
    public Span<float> State => _now.Slice(0, _layers.StateShape(Batch).Length);

    /// <summary>Back to the initial state of the layers.</summary>
    public void Reset() => _layers.WriteInitialState(StateOn(_now));

    /// <summary>Runs one time step.</summary>
    /// <param name="x">[B, I].</param>
    /// <returns>The outputs [B, output size], valid until the next step.</returns>
    public ReadOnlySpan<float> Step(ReadOnlySpan<float> x)
    {
        if (x.Length != _input.Length)
        {
            throw new ArgumentException($"{_layers.Cell.Name}: a step of {Batch} sequences takes {_input.Length} numbers, [batch {Batch}, inputs {_layers.InputSize}], got {x.Length}.", nameof(x));
        }

        x.CopyTo(_input.Span);
        _tape.Begin();
        Tensor y = _layers.Forward(_tape, _x, StateOn(_now), StateOn(_next));
        (_now, _next) = (_next, _now);
        return y.Values;
    }

    /// <summary>Another one at the same place; the two then go their own ways.</summary>
    /// <returns>The copy.</returns>
    public Session Fork()
    {
        Session fork = new(_layers, Batch, _tape.Team);
        State.CopyTo(fork.State);
        return fork;
    }

    /// <summary>Sequence i goes on from where sequence <paramref name="rows"/>[i] is, as in beam search.</summary>
    /// <param name="rows">One for each sequence; a sequence may be taken several times.</param>
    public void Reorder(ReadOnlySpan<int> rows)
    {
        if (rows.Length != Batch)
        {
            throw new ArgumentException($"{_layers.Cell.Name}: got {rows.Length} row{(rows.Length == 1 ? "" : "s")} to reorder {Batch} sequences by, expected one for each: the sequence that it goes on from.", nameof(rows));
        }

        Shape shape = _layers.StateShape(Batch);
        int width = shape.Last, blocks = shape[0] * shape[1];
        for (int i = 0; i < blocks * Batch; i++)
        {
            int row = rows[i % Batch];
            if (row < 0 || row >= Batch)
            {
                throw new ArgumentOutOfRangeException(nameof(rows), row, $"{_layers.Cell.Name}: there is no sequence {row} among {Batch}, expected 0 to {Batch - 1}.");
            }

            _now.Slice(((i / Batch * Batch) + row) * width, width).CopyTo(_next.Slice(i * width, width));
        }

        (_now, _next) = (_next, _now);
    }

    private Tensor StateOn(AlignedBuffer buffer) => new(_layers.StateShape(Batch), buffer);
}
