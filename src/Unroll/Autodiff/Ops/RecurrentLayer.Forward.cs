using Unroll.Cells;
using Unroll.Kernels;

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
        for (int start = 0; start < _time; start += _segment)
        {
            Enter(start);
            Run(_forwardPart);
            CopyOutput();
        }

        TakeResults(tape);
    }

    private void ForwardPart(int member)
    {
        (int first, int last) = Share(Blocks, member);
        int chunk = Math.Max(1, ProjectedRows / Math.Max(1, _batch));
        for (int start = 0; start < _steps; start += chunk)
        {
            int end = Math.Min(_steps, start + chunk);
            Project(start, end, first, last, member);
            for (int t = start; t < end; t++)
            {
                Advance(t, first, last, member);
                if (t + 1 < _steps)
                {
                    _team?.Barrier();
                }
            }
        }
    }

    /// <summary>a_t = W_ih x_t + b for some steps and blocks of units.</summary>
    private void Project(int start, int end, int first, int last, int member)
    {
        int rows = _batch, inputs = _x.Shape[2], count = end - start;
        for (int t = start; TCell.Shape.Separate > 0 && t < end; t++)
        {
            FillSeparateBiases(t, first, last);
        }

        if (_int8)
        {
            ProjectInt8(start, end, first, last, member);
            return;
        }

        Span<float> gates = _gates.Slice(start * GateStep, count * GateStep);
        ReadOnlySpan<float> x = _x.Values.Slice((_start + start) * rows * inputs, count * rows * inputs);
        PanelLayout input = PanelLayout.RowMajor(inputs, inputs);
        if (rows == 1)
        {
            // The steps of a single sequence are the rows of one matrix.
            Gemm.Multiply(x, input, count, default, _weights.IhForward, first * GateCount, last * GateCount, gates, new PanelLayout(_ihPanels, GateStep), accumulate: false, Joint, reversed: false);
        }
        else
        {
            Steps steps = new(count - 1, rows * inputs, GateStep);
            Gemm.Multiply(x, input, rows, steps, _weights.IhForward, first * GateCount, last * GateCount, gates, new PanelLayout(_ihPanels, PackedMatrix.PanelWidth), accumulate: false, Joint, reversed: false);
        }
    }

    /// <summary>a_t += W_hh h_{t−1} and s_t = Step(a_t, s_{t−1}), block by block of units, so that the gates are in the cache for the cell.</summary>
    private void Advance(int t, int first, int last, int member)
    {
        int rows = _batch, block = rows * Stride, atOnce = Math.Max(1, CellRows / Math.Max(1, rows));
        Span<float> gates = _gates.Slice(t * GateStep, GateStep), states = _states.Span[(t * block)..];
        CellForward<float> step = _keep ? CellKernels<TCell>.ForwardAndKeep : CellKernels<TCell>.Forward;
        PanelLayout previous = PanelLayout.RowMajor(Hidden, Stride), target = new(_hhPanels, PackedMatrix.PanelWidth);
        int groups = (last - first + atOnce - 1) / atOnce;
        if (_int8)
        {
            AdvanceInt8(states, gates, first, last, member);
        }

        for (int i = 0; i < groups; i++)
        {
            // Back and forth: the weights that the step before used last are still in the cache.
            int group = t % 2 == 0 ? i : groups - 1 - i, from = first + (group * atOnce), to = Math.Min(last, from + atOnce);
            if (!_int8)
            {
                Gemm.Multiply(states, previous, rows, _weights.HhForward, from * GateCount, to * GateCount, gates, target, accumulate: true, reversed: t % 2 != 0);
            }

            for (int u = from; u < to; u++)
            {
                step(gates[(u * GateBlock)..], states[(u * PackedMatrix.PanelWidth)..], CellLayout, rows, PackedMatrix.PanelWidth);
            }
        }
    }

    /// <summary>The biases that the sums of the gates begin with: [U, gates, 16].</summary>
    private ReadOnlySpan<float> Joint => _weights.Biases.Slice(0, GateCount * Stride);

    /// <summary>The recurrent part of a separate gate begins with its own bias.</summary>
    private void FillSeparateBiases(int t, int first, int last) =>
        FillBiases(_weights.Biases.Span[(GateCount * Stride)..], TCell.Shape.Separate, GateCount, t, first, last);

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
