using Unroll.Cells;
using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <content>
/// Recomputation: of a long sequence one segment is in memory at a time. The way forward keeps the states between segments; the way back
/// runs each segment forward again from there, by the same sums. All that is said of steps in the other parts is said of one segment.
/// </content>
public sealed partial class RecurrentLayer<TCell>
{
    private Scratch _boundaries;
    private int _segment, _start, _steps;
    private string? _breaks;

    private bool Segmented => _segment < _time;

    private int LastStart => _time == 0 ? 0 : (_time - 1) / _segment * _segment;

    private static RecurrentMemory MemoryOf(int time, int batch, int hidden) => new(Planes, StateCount, time, batch, hidden);

    /// <summary>Begins a segment with the states that the one before it has left.</summary>
    private void Enter(int start)
    {
        if (start > 0)
        {
            CarryOver(start);
        }
        else
        {
            (_start, _steps) = (0, _segment);
        }

        if (_boundaries.Length > 0 && start < LastStart)
        {
            CopyStates(_states.Span, BlockOf(StateEnds.Begin), StateStride, _boundaries.Span, Boundary(start), BlockOf(1));
        }
    }

    /// <summary>Begins a segment with the states with which the one in memory ends.</summary>
    private void CarryOver(int start)
    {
        int end = BlockOf(StateEnds.End);
        (_start, _steps) = (start, Math.Min(_segment, _time - start));
        CopyStates(_states.Span, end, StateStride, _states.Span, BlockOf(StateEnds.Begin), StateStride);
    }

    /// <summary>Computes a segment again, unless it still is in memory.</summary>
    private void Replay(int start)
    {
        if (start != _start)
        {
            if (start == LastStart)
            {
                // What it begins with is not kept: the segment before it is in memory.
                CarryOver(start);
            }
            else
            {
                (_start, _steps) = (start, _segment);
                CopyStates(_boundaries.Span, Boundary(start), BlockOf(1), _states.Span, BlockOf(StateEnds.Begin), StateStride);
            }

            EnterFeedback();
            Run(_forwardPart);
        }
    }

    /// <summary>Later segments overwrite the gradients of this one: where they break is noted while they are there.</summary>
    private void NoteWhereGradientBreaks()
    {
        // What breaks at a gate breaks the states before it, and these are few.
        if (Segmented && _breaks is null && Operands.FirstNonFinite(_dStates.Span) >= 0)
        {
            _breaks = FindInSegment(gradient: true);
        }
    }

    private string? FindInSegment(bool gradient)
    {
        for (int i = 0; i < _steps; i++)
        {
            // Gradients run backwards: the first one to break is the one of the latest step.
            int t = PlaceOf(gradient ? _steps - 1 - i : i);
            int at = Operands.FirstNonFinite(_gates.Slice(t * GateStep, GateStep));
            if (at >= 0)
            {
                int plane = at / (_batch * PackedMatrix.PanelWidth) % Planes;
                string gate = plane == InnerPlane ? "inner" : TCell.Shape.Gates[plane < GateCount ? plane : Shared + plane - GateCount];
                return $"{TCell.Shape.Name} layer '{_weights.Name}', {(gradient ? "gradient of " : "")}gate {gate}, time step {FirstTime + t} of {_time}";
            }
        }

        return null;
    }

    /// <summary>Floats of one state over some time steps.</summary>
    private int BlockOf(int steps) => steps * _batch * Stride;

    private int Boundary(int start) => start / _segment * StateCount * BlockOf(1);

    private void CopyStates(ReadOnlySpan<float> from, int fromStart, int fromState, Span<float> to, int toStart, int toState)
    {
        for (int s = 0; s < StateCount; s++)
        {
            from.Slice(fromStart + (s * fromState), BlockOf(1)).CopyTo(to[(toStart + (s * toState))..]);
        }
    }

    private Scratch Take(Tape tape, long floats)
    {
        const int Largest = 0x7FFFFF00;
        return floats <= Largest
            ? tape.Arena.TakeScratch((int)floats)
            : throw new UnrollException($"{TCell.Shape.Name} '{_weights.Name}': {_segment} time steps of batch {_batch} with {Hidden} units take {floats:N0} numbers in one piece, and a piece has at most {Largest:N0}. "
                + "Let the layer recompute segments of the sequence (Recurrent.Recompute, in a recipe train.recompute = \"auto\"), or shorten the sequence, or cut the batch into more shards.");
    }
}
