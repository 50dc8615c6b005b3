using Unroll.Cells;
using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <summary>
/// One recurrent layer over all time steps, forward and by backpropagation through time (Werbos 1990): the only loop over time there is.
/// </summary>
/// <remarks>
/// a_t = W_ih x_t + b_ih + W_hh r_{t−1} + b_hh      s_t = Step(a_t, s_{t−1})      y_t = r_t, which is h_t, or W_hr h_t with a projection
/// <para>Buffers: gates [T, U, planes, B, 16], where U counts blocks of 16 units: the pre-activations, then what the gradient wants of them,
/// then their gradients, in place. State s at [s, 0 … T, B, Hp], where time 0 is the initial state; Hp is H rounded up to 16.</para>
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
    private readonly PanelTable _ihPanels = new(), _hhPanels = new(), _innerPanels = new();
    private readonly ColumnPanels _ihColumns = new(), _hhColumns = new(), _innerColumns = new(), _hrColumns = new();
    private RecurrentWeights _weights;
    private RecurrentPass _pass;
    private Tensor _x, _initial, _y, _final;
    private Scratch _gates, _states, _dStates, _unitGradients;
    private WorkerTeam? _team;
    private AlignedBuffer? _parameterGradients;
    private int _time, _batch;
    private Int8Activations[] _rounded = [];
    private (int Rows, int Hidden, int Output) _laidOut;
    private bool _keep, _int8;

    /// <summary>For the tape's pool.</summary>
    public RecurrentLayer() => (_forwardPart, _backwardPart) = (ForwardPart, BackwardPart);

    private static int Planes => CellInfo<TCell>.PreActivations;

    private static int GateCount => TCell.Shape.Gates.Count;

    private static int Shared => GateCount - TCell.Shape.Separate;

    private static int StateCount => CellInfo<TCell>.States;

    private static bool HasInner => CellInfo<TCell>.HasInner;

    private static bool HasInnerProduct => TCell.Shape.Inner == InnerKind.Product;

    /// <summary>Gates whose recurrent product is with h.</summary>
    private static int HhGates => HasInnerProduct ? Shared : GateCount;

    private int Hidden => _weights.HiddenSize;

    private int Output => _weights.OutputSize;

    private int Stride => AlignedBuffer.RoundUp(Hidden);

    /// <summary>U.</summary>
    private int Blocks => PackedMatrix.PanelsFor(Hidden);

    /// <summary>Floats of the gates of one time step.</summary>
    private int GateStep => Planes * Stride * _batch;

    /// <summary>Floats of the gates of one block of units.</summary>
    private int GateBlock => Planes * PackedMatrix.PanelWidth * _batch;

    /// <summary>From one state to the next.</summary>
    private int StateStride => BlockOf(_segment + 1);

    private CellLayout CellLayout => CellLayout.Block(_batch, Stride, StateStride, Reversed);

    private int Members => _team?.Size ?? 1;

    /// <summary>Runs the layer over a batch of sequences.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="weights">The parameters and their packed copies.</param>
    /// <param name="x">[T, B, I].</param>
    /// <param name="initial">[S, B, H], the states before the first step, or the default value for zeros. With a projection, the first P of H units of state h count.</param>
    /// <param name="pass">What is done beside the equations.</param>
    /// <returns>
    /// The outputs y [T, B, P or H], or what <see cref="RecurrentPass.Output"/> names, and the states after the last step that each row takes [S, B, H]. Behind a row's end y is zero; of a layer that
    /// runs backward it is the h with which the row begins.
    /// </returns>
    public static (Tensor Output, Tensor Final) Apply(Tape tape, in RecurrentWeights weights, Tensor x, Tensor initial, in RecurrentPass pass = default)
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

        CheckActive(pass.Active.Span, time, batch);
        RecurrentLayer<TCell> op = tape.Recording ? tape.Record<RecurrentLayer<TCell>>() : tape.Take<RecurrentLayer<TCell>>();
        (op._weights, op._pass, op._x, op._initial, op._time, op._batch) = (weights, pass, x, initial, time, batch);
        (op._team, op._keep, op._training) = (tape.Team is { Size: > 1 } team && op.Blocks >= team.Size ? team : null, tape.Recording, tape.Training);
        op._segment = pass.Recompute.SegmentOf(MemoryOf(time, batch, hidden) with { CopiesOutput = pass.Output.Exists });
        op._int8 = !tape.Recording && weights.Int8Ih is not null && (!TCell.Shape.Recurrent || (weights.Int8Shared ?? weights.Int8Separate) is not null);
        op._parameterGradients = tape.ParameterGradients;
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
    /// <param name="copiesOutput">Whether outputs go to a tensor that is not the layer's own.</param>
    /// <returns>Bytes, but for a few kilobytes.</returns>
    internal static long TrainingBytes(int time, int batch, int hidden, Recompute recompute, bool copiesOutput)
    {
        RecurrentMemory memory = MemoryOf(time, batch, hidden) with { CopiesOutput = copiesOutput };
        return memory.Bytes(recompute.SegmentOf(memory));
    }

    private static void CheckActive(ReadOnlySpan<int> active, int time, int batch)
    {
        if (!active.IsEmpty && active.Length != time)
        {
            throw new ArgumentException($"The numbers of active rows are {active.Length}, expected one for each of {time} time steps.", nameof(active));
        }

        for (int t = 0; t < active.Length; t++)
        {
            int most = t == 0 ? batch : active[t - 1];
            if (active[t] < 1 || active[t] > most)
            {
                throw new ArgumentException($"{active[t]} rows are active at time step {t}, expected 1 to {most}: sort rows by length, the longest first.", nameof(active));
            }
        }
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

    /// <summary>How many rows run at a step of the segment in memory.</summary>
    private int Rows(int t) => _pass.Active.IsEmpty ? _batch : _pass.Active.Span[FirstTime + t];

    private void TakeBuffers(Tape tape)
    {
        int rows = _batch, block = BlockOf(1);
        _gates = Take(tape, (long)_segment * GateStep);
        _states = Take(tape, (_segment + 1L) * StateCount * block);
        _boundaries = Segmented && tape.Recording ? Take(tape, (long)(LastStart / _segment) * StateCount * block) : default;
        if (tape.Recording)
        {
            _dStates = tape.Arena.TakeScratch(StateCount * block);
            _unitGradients = tape.Arena.TakeScratch(CellInfo<TCell>.Weights * Stride);
            _unitGradients.Span.Clear();
        }

        int begin = Reversed ? BlockOf(Math.Min(_segment, _time)) : 0;
        for (int s = 0; s < StateCount; s++)
        {
            Span<float> first = _states.Slice((s * StateStride) + begin, block);
            first.Clear();
            if (_initial.Exists)
            {
                CopyRows(_initial.Values.Slice(s * rows * Hidden, rows * Hidden), Hidden, first, Stride, rows, Hidden);
            }
        }

        TakeFeedback(tape);
        TakeConnections(tape);
        TakeInner(tape);
        TakeNormalisation(tape);
        TakeOutput(tape);
        LayOut();
    }

    /// <summary>Where the panels of the gates lie: the recurrent part of a separate gate has a plane of its own, behind those of the gates.</summary>
    private void LayOut()
    {
        if (_laidOut == (_batch, Hidden, Output))
        {
            return;
        }

        _laidOut = (_batch, Hidden, Output);
        _ihPanels.SetGates(Blocks, GateCount, Planes, static g => g, _batch);
        _ihColumns.SetGates(_ihPanels, GateCount, Hidden, _batch, GateStep);
        _hhPanels.SetGates(Blocks, HhGates, Planes, static g => g < Shared ? g : g + TCell.Shape.Separate, _batch);
        _hhColumns.SetGates(_hhPanels, HhGates, Hidden, _batch, GateStep);
        if (HasInnerProduct)
        {
            _innerPanels.SetGates(Blocks, TCell.Shape.Separate, Planes, static g => GateCount + g, _batch);
            _innerColumns.SetGates(_innerPanels, TCell.Shape.Separate, Hidden, _batch, GateStep, Shared);
        }

        if (HasProjection)
        {
            _hrColumns.SetRowMajor(Output, FeedbackStride);
        }
    }

    /// <summary>The states of the rows whose last step is in the segment in memory, or that have none.</summary>
    private void KeepFinals()
    {
        for (int row = 0; row < _batch; row++)
        {
            int last = (Reversed ? _time : LengthOf(row)) - _start, at = Reversed ? _steps - last : last;
            for (int s = 0; s < StateCount && last <= _steps && (last > 0 || _start == 0); s++)
            {
                Span<float> target = _final.Values.Slice(((s * _batch) + row) * Hidden, Hidden);
                if (s == 0 && HasProjection)
                {
                    target[Output..].Clear();
                    _feedback.Slice(((at * _batch) + row) * FeedbackStride, Output).CopyTo(target);
                }
                else
                {
                    _states.Slice((s * StateStride) + BlockOf(at) + (row * Stride), Hidden).CopyTo(target);
                }
            }
        }
    }

    /// <summary>How many steps a row runs.</summary>
    private int LengthOf(int row)
    {
        ReadOnlySpan<int> active = _pass.Active.Span;
        int length = active.IsEmpty ? _time : active.Length;
        while (!active.IsEmpty && length > 0 && active[length - 1] <= row)
        {
            length--;
        }

        return length;
    }

    private static void CopyRows(ReadOnlySpan<float> from, int fromStride, Span<float> to, int toStride, int rows, int length)
    {
        for (int i = 0; i < rows; i++)
        {
            from.Slice(i * fromStride, length).CopyTo(to[(i * toStride)..]);
        }
    }
}
