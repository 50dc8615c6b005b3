using Unroll.Cells;
using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <summary>
/// One recurrent layer over all time steps, forward and by backpropagation through time (Werbos 1990): the only loop over time there is.
/// </summary>
/// <remarks>
/// a_t = W_ih x_t + b_ih + W_hh h_{t−1} + b_hh      s_t = Step(a_t, s_{t−1})      y_t = h_t
/// <para>Buffers: gates [T, U, planes, B, 16], where U counts blocks of 16 units: the pre-activations, then what the cell keeps of them, then
/// their gradients, in place. State s at [s, 0 … T, B, Hp], where time 0 is the initial state; Hp is H rounded up to 16.</para>
/// <para>With <see cref="Recompute"/> these buffers hold one segment of the sequence at a time.</para>
/// <para>The units of a layer may be dealt to several threads, which meet once a time step; every number is computed by the same sums.</para>
/// </remarks>
/// <typeparam name="TCell">The cell.</typeparam>
public sealed partial class RecurrentLayer<TCell> : Op
    where TCell : struct, ICell<TCell>
{
    /// <summary>Rows of input projected at once: enough to fill register tiles, few enough to stay in the second-level cache.</summary>
    private const int ProjectedRows = 192;

    private readonly Action<int> _forwardPart, _backwardPart;
    private readonly PanelTable _ihPanels = new(), _hhPanels = new();
    private readonly ColumnPanels _ihColumns = new(), _hhColumns = new();
    private RecurrentWeights _weights;
    private Tensor _x, _initial, _y, _final;
    private Scratch _gates, _states, _dStates;
    private WorkerTeam? _team;
    private int _time, _batch;
    private Int8Activations[] _rounded = [];
    private (int Rows, int Hidden) _laidOut;
    private bool _keep, _int8;

    /// <summary>For the tape's pool.</summary>
    public RecurrentLayer() => (_forwardPart, _backwardPart) = (ForwardPart, BackwardPart);

    private static int Planes => CellInfo<TCell>.PreActivations;

    private static int GateCount => TCell.Shape.Gates.Count;

    private static int Shared => GateCount - TCell.Shape.Separate;

    private static int StateCount => CellInfo<TCell>.States;

    private int Hidden => _weights.HiddenSize;

    private int Stride => AlignedBuffer.RoundUp(Hidden);

    /// <summary>U.</summary>
    private int Blocks => PackedMatrix.PanelsFor(Hidden);

    /// <summary>Floats of the gates of one time step.</summary>
    private int GateStep => Planes * Stride * _batch;

    /// <summary>Floats of the gates of one block of units.</summary>
    private int GateBlock => Planes * PackedMatrix.PanelWidth * _batch;

    /// <summary>From one state to the next.</summary>
    private int StateStride => BlockOf(_segment + 1);

    private CellLayout CellLayout => CellLayout.Block(_batch, Stride, StateStride);

    private int Members => _team?.Size ?? 1;

    /// <summary>Runs the layer over a batch of sequences.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="weights">The parameters and their packed copies.</param>
    /// <param name="x">[T, B, I].</param>
    /// <param name="initial">[S, B, H], the states before the first step, or the default value for zeros.</param>
    /// <param name="recompute">How much is kept for the way back.</param>
    /// <returns>The outputs y [T, B, H] and the states after the last step [S, B, H].</returns>
    public static (Tensor Output, Tensor Final) Apply(Tape tape, in RecurrentWeights weights, Tensor x, Tensor initial, Recompute recompute = default)
    {
        int inputs = weights.WeightIh.Shape[1], hidden = weights.HiddenSize;
        if (x.Shape.Rank != 3 || x.Shape[2] != inputs)
        {
            throw new ArgumentException($"{TCell.Shape.Name} '{weights.Name}': input is {x.Shape}, expected [time, batch, {inputs}] because inputSize = {inputs}. Check the embedding size.", nameof(x));
        }

        int time = x.Shape[0], batch = x.Shape[1];
        Shape state = new(StateCount, batch, hidden);
        if (initial.Exists && initial.Shape != state)
        {
            throw new ArgumentException($"{TCell.Shape.Name} '{weights.Name}': initial state is {initial.Shape}, expected {state}: [states, batch, hidden]. Was it made for another batch or layer?", nameof(initial));
        }

        RecurrentLayer<TCell> op = tape.Recording ? tape.Record<RecurrentLayer<TCell>>() : tape.Take<RecurrentLayer<TCell>>();
        (op._weights, op._x, op._initial, op._time, op._batch) = (weights, x, initial, time, batch);
        (op._team, op._keep) = (tape.Team is { Size: > 1 } team && op.Blocks >= team.Size ? team : null, tape.Recording);
        op._segment = recompute.SegmentOf(MemoryOf(time, batch, hidden));
        op._int8 = !tape.Recording && weights.Int8Ih is not null && (weights.Int8Shared ?? weights.Int8Separate) is not null;
        op.Forward(tape);
        return (op._y, op._final);
    }

    /// <inheritdoc/>
    public override string? FindNonFinite(bool gradient)
    {
        for (int start = 0; !gradient && start < LastStart; start += _segment)
        {
            Replay(start);
            if (FindInSegment(gradient) is { } where)
            {
                return where;
            }
        }

        if (gradient && Segmented)
        {
            return _breaks;
        }

        Replay(LastStart);
        return FindInSegment(gradient);
    }

    /// <summary>Bytes that a pass takes in its arena for one layer: gates, states, outputs and their gradients.</summary>
    /// <param name="time">T.</param>
    /// <param name="batch">B, of a shard.</param>
    /// <param name="hidden">H.</param>
    /// <param name="recompute">How much is kept for the way back.</param>
    /// <returns>Bytes, but for a few kilobytes.</returns>
    internal static long TrainingBytes(int time, int batch, int hidden, Recompute recompute)
    {
        RecurrentMemory memory = MemoryOf(time, batch, hidden);
        return memory.Bytes(recompute.SegmentOf(memory));
    }

    private void Run(Action<int> part)
    {
        if (_team is null)
        {
            part(0);
        }
        else
        {
            _team.Run(_team.Size, part);
        }
    }

    /// <summary>The share of one thread of a number of things that lie side by side.</summary>
    private (int First, int Last) Share(int count, int member) => (count * member / Members, count * (member + 1) / Members);

    private void TakeBuffers(Tape tape)
    {
        int rows = _batch, h = Stride, block = BlockOf(1);
        _gates = Take(tape, (long)_segment * GateStep);
        _states = Take(tape, (_segment + 1L) * StateCount * block);
        _boundaries = Segmented && tape.Recording ? Take(tape, (long)(LastStart / _segment) * StateCount * block) : default;
        if (tape.Recording)
        {
            _dStates = tape.Arena.TakeScratch(StateCount * block);
        }

        for (int s = 0; s < StateCount; s++)
        {
            Span<float> first = _states.Slice(s * StateStride, block);
            first.Clear();
            if (_initial.Exists)
            {
                CopyRows(_initial.Values.Slice(s * rows * Hidden, rows * Hidden), Hidden, first, h, rows, Hidden);
            }
        }

        Shape output = new(_time, rows, Hidden);
        _y = Segmented || h != Hidden ? tape.Result(output) : tape.Arena.TakeView(_states, output, block, tape.Recording);

        LayOut();
    }

    /// <summary>Where the panels of the gates lie: the recurrent part of a separate gate has a plane of its own, behind those of the gates.</summary>
    private void LayOut()
    {
        if (_laidOut == (_batch, Hidden))
        {
            return;
        }

        _laidOut = (_batch, Hidden);
        _ihPanels.SetGates(Blocks, GateCount, Planes, static g => g, _batch);
        _hhPanels.SetGates(Blocks, GateCount, Planes, static g => g < Shared ? g : g + TCell.Shape.Separate, _batch);
        _ihColumns.SetGates(_ihPanels, GateCount, Hidden, _batch, GateStep);
        _hhColumns.SetGates(_hhPanels, GateCount, Hidden, _batch, GateStep);
    }

    private void TakeResults(Tape tape)
    {
        _final = tape.Result(new Shape(StateCount, _batch, Hidden));
        for (int s = 0; s < StateCount; s++)
        {
            CopyRows(_states.Slice((s * StateStride) + BlockOf(_steps), BlockOf(1)), Stride, _final.Values.Slice(s * _batch * Hidden, _batch * Hidden), Hidden, _batch, Hidden);
        }
    }

    private static void CopyRows(ReadOnlySpan<float> from, int fromStride, Span<float> to, int toStride, int rows, int length)
    {
        for (int i = 0; i < rows; i++)
        {
            from.Slice(i * fromStride, length).CopyTo(to[(i * toStride)..]);
        }
    }
}
