using Unroll.Cells;
using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <content>The loop over time, backwards.</content>
public sealed partial class RecurrentLayer<TCell>
{
    /// <inheritdoc/>
    public override void Backward()
    {
        Span<float> d = _dStates.Span;
        d.Clear();
        CopyRows(_final.Gradient, Hidden, d, Stride, StateCount * _batch, Hidden);
        for (int start = LastStart; start >= 0; start -= Math.Max(1, _segment))
        {
            Replay(start);
            Run(_backwardPart);
            NoteWhereGradientBreaks();
        }

        if (_initial.Exists && _initial.HasGradient)
        {
            for (int i = 0; i < StateCount * _batch; i++)
            {
                Span<float> row = _initial.Gradient.Slice(i * Hidden, Hidden);
                TensorPrimitives.Add(row, d.Slice(i * Stride, Hidden), row);
            }
        }
    }

    private void BackwardPart(int member)
    {
        (int first, int last) = Share(Blocks, member);
        int chunk = Math.Max(1, ProjectedRows / Math.Max(1, _batch));
        for (int end = _steps; end > 0;)
        {
            int start = Math.Max(0, end - chunk);
            for (int t = end - 1; t >= start; t--)
            {
                Retreat(t, first, last);
            }

            if (_x.HasGradient)
            {
                InputGradient(start, end, member);
            }

            end = start;
        }

        WeightGradients(first, last);
    }

    /// <summary>From the gradient of s_t to that of a_t and of s_{t−1}: ds_{t−1} = (∂Step)ᵀ ds_t,   dh_{t−1} += W_hhᵀ da_t.</summary>
    private void Retreat(int t, int first, int last)
    {
        int rows = _batch, h = Stride, block = rows * h;
        Span<float> gates = _gates.Slice(t * GateStep, GateStep), states = _states.Span[(t * block)..], d = _dStates.Span;
        AddOutputGradient(_y.Gradient.Slice((_start + t) * rows * Hidden, rows * Hidden), first * PackedMatrix.PanelWidth, Math.Min(Hidden, last * PackedMatrix.PanelWidth));
        for (int u = first; u < last; u++)
        {
            int unit = u * PackedMatrix.PanelWidth;
            CellKernels<TCell>.Backward(gates[(u * GateBlock)..], states[unit..], d[unit..], CellLayout, rows, PackedMatrix.PanelWidth);
        }

        if (last == Blocks)
        {
            ClearPadding(gates[((last - 1) * GateBlock)..], d);
        }

        // All gates of the step go into every unit of the product, and only what this thread owns is written.
        _team?.Barrier();
        PanelLayout source = new(_hhPanels, PackedMatrix.PanelWidth), target = PanelLayout.RowMajor(Hidden, h);
        Gemm.Multiply(gates, source, rows, _weights.HhBackward, first, last, d, target, accumulate: true, reversed: t % 2 != 0);
    }

    /// <summary>dx_t += W_ihᵀ da_t for some steps.</summary>
    private void InputGradient(int start, int end, int member)
    {
        int rows = _batch, inputs = _x.Shape[2], count = end - start;
        (int first, int last) = Share(PackedMatrix.PanelsFor(inputs), member);
        ReadOnlySpan<float> gates = _gates.Slice(start * GateStep, count * GateStep);
        Span<float> dx = _x.Gradient.Slice((_start + start) * rows * inputs, count * rows * inputs);
        PanelLayout target = PanelLayout.RowMajor(inputs, inputs);
        if (rows == 1)
        {
            Gemm.Multiply(gates, new PanelLayout(_ihPanels, GateStep), count, _weights.IhBackward, first, last, dx, target, accumulate: true);
        }
        else
        {
            Steps steps = new(count - 1, GateStep, rows * inputs);
            Gemm.Multiply(gates, new PanelLayout(_ihPanels, PackedMatrix.PanelWidth), rows, steps, _weights.IhBackward, first, last, dx, target, accumulate: true, default, reversed: false);
        }
    }

    /// <summary>dW_ih += Σ_t da_tᵀ x_t,   dW_hh += Σ_t da_tᵀ h_{t−1},   db += Σ_t da_t, for some blocks of units.</summary>
    private void WeightGradients(int first, int last)
    {
        int inputs = _x.Shape[2], block = MemoryOf(_time, _batch, Hidden).BlockSteps;

        // From the last step to the first, in pieces that are cut at the same steps whatever the segments are: the same sums, the same bits.
        for (int start = (_steps - 1) / block * block; start >= 0; start -= block)
        {
            ReadOnlySpan<float> x = _x.Values[((_start + start) * _batch * inputs)..];
            AddWeightGradient(start, block, first, last, _ihColumns, x, inputs, inputs, _weights.WeightIh, _weights.BiasIh);
        }

        for (int start = (_steps - 1) / block * block; start >= 0; start -= block)
        {
            AddWeightGradient(start, block, first, last, _hhColumns, _states.Span[BlockOf(start)..], Stride, Hidden, _weights.WeightHh, _weights.BiasHh);
        }
    }

    private void AddWeightGradient(
        int start, int steps, int first, int last, ColumnPanels columns, ReadOnlySpan<float> input, int stride, int inputs, Tensor weight, Tensor bias)
    {
        int rows = Math.Min(steps, _steps - start) * _batch;
        Gemm.AddTransposed(_gates.Span[(start * GateStep)..], columns, first * GateCount, last * GateCount, input, stride, rows, inputs, weight.Gradient, inputs, bias.Gradient);
    }

    private void AddOutputGradient(ReadOnlySpan<float> dy, int from, int to)
    {
        Span<float> d = _dStates.Span;
        for (int i = 0; i < _batch; i++)
        {
            Span<float> row = d.Slice((i * Stride) + from, to - from);
            TensorPrimitives.Add(row, dy.Slice((i * Hidden) + from, to - from), row);
        }
    }

    /// <summary>Units past H must stay zero: they take part in the products, and a cell may make anything of a zero pre-activation.</summary>
    private void ClearPadding(Span<float> lastBlock, Span<float> d)
    {
        const int Width = PackedMatrix.PanelWidth;
        int used = Hidden % Width;
        for (int i = 0; used > 0 && i < Planes * _batch; i++)
        {
            lastBlock.Slice((i * Width) + used, Width - used).Clear();
        }

        for (int i = 0; used > 0 && i < StateCount * _batch; i++)
        {
            d.Slice((i * Stride) + Hidden, Stride - Hidden).Clear();
        }
    }
}
