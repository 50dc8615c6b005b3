using Unroll.Cells;
using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <content>The loop over time.</content>
public sealed partial class RecurrentLayer<TCell>
{
    /// <summary>Rows of gates that a cell takes at once: enough to make a call worth while, few enough to be in the first-level cache still.</summary>
    private const int CellRows = 32;

    private void Forward(Tape tape)
    {
        TakeBuffers(tape);
        EnsureScratch();
        _breaks = null;
        (_start, _steps) = (0, 0);
        _final = tape.Result(new Shape(StateCount, _batch, Hidden));
        for (int start = 0; start < _time; start += _segment)
        {
            Enter(start);
            EnterFeedback();
            Run(_forwardPart);
            KeepFinals();
        }

        _copiesOutput = false;
        if (_time == 0)
        {
            EnterFeedback();
            KeepFinals();
        }
    }

    private void ForwardPart(int member)
    {
        (int first, int last) = Share(Blocks, member);
        int chunk = Math.Max(1, ProjectedRows / Math.Max(1, _batch));
        for (int start = 0; start < _steps; start += chunk)
        {
            int count = Math.Min(chunk, _steps - start), place = FirstPlace(start, count);
            Project(place, place + count, first, last, member);
            for (int i = start; i < start + count; i++)
            {
                int t = PlaceOf(i);
                Advance(t, first, last, member);
                FeedBack(t, first, last, member);
                PutOut(t, first, last, member);
                if (i + 1 < _steps && TCell.Shape.Recurrent)
                {
                    _team?.Barrier();
                }
            }
        }
    }

    /// <summary>a_t = W_ih x_t + b for some steps and blocks of units.</summary>
    private void Project(int start, int end, int first, int last, int member)
    {
        for (int t = start; TCell.Shape.Separate > 0 && t < end; t++)
        {
            FillSeparateBiases(t, first, last);
        }

        for (int t = start; t < end;)
        {
            // Steps with as many rows are one product.
            int from = t, rows = Rows(t);
            while (t < end && Rows(t) == rows)
            {
                t++;
            }

            if (_int8)
            {
                ProjectInt8(from, t, rows, first, last, member);
            }
            else
            {
                ProjectRows(from, t - from, rows, first, last);
            }
        }
    }

    private void ProjectRows(int start, int count, int rows, int first, int last)
    {
        int inputs = _x.Shape[2];
        Span<float> gates = _gates.Slice(start * GateStep, count * GateStep);
        ReadOnlySpan<float> x = _x.Values.Slice((FirstTime + start) * _batch * inputs, count * _batch * inputs);
        PanelLayout input = PanelLayout.RowMajor(inputs, inputs);
        if (_batch == 1)
        {
            // The steps of a single sequence are the rows of one matrix.
            Gemm.Multiply(x, input, count, default, _weights.IhForward, first * GateCount, last * GateCount, gates, new PanelLayout(_ihPanels, GateStep), accumulate: false, Joint, reversed: false);
        }
        else
        {
            Steps steps = new(count - 1, _batch * inputs, GateStep);
            Gemm.Multiply(x, input, rows, steps, _weights.IhForward, first * GateCount, last * GateCount, gates, new PanelLayout(_ihPanels, PackedMatrix.PanelWidth), accumulate: false, Joint, reversed: false);
        }
    }

    /// <summary>a_t += W_hh r_{t−1} and s_t = Step(a_t, s_{t−1}) for some blocks of units.</summary>
    private void Advance(int t, int first, int last, int member)
    {
        int rows = Rows(t);
        if (_int8 && TCell.Shape.Recurrent)
        {
            AdvanceInt8(t, rows, first, last, member);
        }

        if (Normalised || HasInner)
        {
            Recur(t, rows, first, last);
            NormaliseGates(t, rows, first, last, member, 0, JointPlanes);
            MakeInner(t, rows, first, last, member);
            NormaliseGates(t, rows, first, last, member, JointPlanes, NormalisedPlanes);
            for (int u = first; u < last; u++)
            {
                Step(t, u, rows);
            }
        }
        else
        {
            // Block by block of units, so that the gates are in the cache for the cell.
            int atOnce = Math.Max(1, CellRows / Math.Max(1, rows)), groups = (last - first + atOnce - 1) / atOnce;
            for (int i = 0; i < groups; i++)
            {
                // Back and forth: the weights that the step before used last are still in the cache.
                int group = t % 2 == 0 ? i : groups - 1 - i, from = first + (group * atOnce), to = Math.Min(last, from + atOnce);
                Recur(t, rows, from, to);
                for (int u = from; u < to; u++)
                {
                    Step(t, u, rows);
                }
            }
        }

        ZoneOut(t, rows, first, last);
        PassByStates(t, rows, first, last);
        ClearEndedGates(_gates.Slice(t * GateStep, GateStep), rows, first, last);
    }

    private void Recur(int t, int rows, int first, int last)
    {
        if (!_int8 && HhForward is { } weights)
        {
            Gemm.Multiply(
                Feedback(Before(t)), PanelLayout.RowMajor(Output, FeedbackStride), rows, weights, first * HhGates, last * HhGates, _gates.Slice(t * GateStep, GateStep), new PanelLayout(_hhPanels, PackedMatrix.PanelWidth), accumulate: true, reversed: t % 2 != 0);
        }
    }

    private void Step(int t, int u, int rows)
    {
        CellData<float> data = Data(t, u);
        (_keep ? CellKernels<TCell>.Training.ForwardAndKeep : CellKernels<TCell>.Forward)(data, CellLayout, rows, PackedMatrix.PanelWidth);
    }

    /// <summary>What the cell reads and writes at a step, for one block of units.</summary>
    private CellData<float> Data(int t, int u)
    {
        int unit = u * PackedMatrix.PanelWidth;
        return new()
        {
            Gates = _gates.Slice((t * GateStep) + (u * GateBlock), GateBlock),
            States = _states.Span[((Before(t) * BlockOf(1)) + unit)..],
            Gradients = _keep ? _dStates.Span[unit..] : default,
            Weights = _weights.Units.Span[Math.Min(unit, _weights.Units.Length)..],
            WeightGradients = _keep && CellInfo<TCell>.Weights > 0 ? _unitGradients.Span[unit..] : default,
            Inner = HasInner ? InnerOf(t)[unit..] : default,
            Kept = HasInner && _keep ? _kept.Slice(u * GateBlock, GateBlock) : default,
        };
    }

    /// <summary>Rows that have ended must be zero where later products read them, whatever was in memory there.</summary>
    private void ClearEnded(Span<float> block, int rows, int stride, int first, int last)
    {
        (int from, int length) = Columns(stride, first, last);
        for (int row = rows; row < _batch; row++)
        {
            block.Slice((row * stride) + from, length).Clear();
        }
    }

    private static (int From, int Length) Columns(int stride, int first, int last) =>
        (first * PackedMatrix.PanelWidth, Math.Min(stride, last * PackedMatrix.PanelWidth) - (first * PackedMatrix.PanelWidth));

    /// <summary>The biases that the sums of the gates begin with: [U, gates, 16]; of normalised gates they come later.</summary>
    private ReadOnlySpan<float> Joint => Normalised ? default : _weights.Biases.Slice(0, GateCount * Stride);

    /// <summary>The recurrent part of a separate gate begins with its own bias.</summary>
    private void FillSeparateBiases(int t, int first, int last)
    {
        if (Normalised)
        {
            for (int u = first; u < last; u++)
            {
                int plane = _batch * PackedMatrix.PanelWidth;
                _gates.Slice((t * GateStep) + (u * GateBlock) + (GateCount * plane), TCell.Shape.Separate * plane).Clear();
            }
        }
        else
        {
            FillBiases(_weights.Biases.Span[(GateCount * Stride)..], TCell.Shape.Separate, GateCount, t, first, last);
        }
    }

    /// <summary>Puts a row of biases [U, count, 16] into all rows of <paramref name="count"/> planes.</summary>
    private void FillBiases(ReadOnlySpan<float> biases, int count, int firstPlane, int t, int first, int last)
    {
        const int Width = PackedMatrix.PanelWidth;
        int plane = _batch * Width;
        for (int i = first * count; i < last * count; i++)
        {
            Span<float> rows = _gates.Slice((t * GateStep) + (i / count * GateBlock) + ((firstPlane + (i % count)) * plane), plane);
            for (int row = 0; row < _batch; row++)
            {
                biases.Slice(i * Width, Width).CopyTo(rows[(row * Width)..]);
            }
        }
    }
}
