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
        if (HasFeedback)
        {
            _dFeedback.Span.Clear();
        }

        if (HasProjection)
        {
            // The final h is what is fed back; h before the projection ends with the sequence.
            CopyRows(_final.Gradient, Hidden, _dFeedback.Span, FeedbackStride, _batch, Output);
            d[..BlockOf(1)].Clear();
        }

        for (int start = LastStart; start >= 0; start -= Math.Max(1, _segment))
        {
            Replay(start);
            Run(_backwardPart);
            NoteWhereGradientBreaks();
        }

        FinishConnections();
        InitialGradient(d);
    }

    private void InitialGradient(Span<float> d)
    {
        if (!_initial.Exists || !_initial.HasGradient)
        {
            return;
        }

        if (HasProjection || DropsState)
        {
            DropState(_dFeedback.Span, 0, PackedMatrix.PanelsFor(Output));
            for (int row = 0; row < _batch; row++)
            {
                Span<float> h = d.Slice(row * Stride, Math.Min(Stride, FeedbackStride));
                TensorPrimitives.Add(h, _dFeedback.Slice(row * FeedbackStride, h.Length), h);
            }
        }

        for (int i = 0; i < StateCount * _batch; i++)
        {
            Span<float> row = _initial.Gradient.Slice(i * Hidden, Hidden);
            TensorPrimitives.Add(row, d.Slice(i * Stride, Hidden), row);
        }
    }

    private void BackwardPart(int member)
    {
        (int first, int last) = Share(Blocks, member);
        int chunk = Math.Max(1, ProjectedRows / Math.Max(1, _batch));
        for (int end = _steps; end > 0;)
        {
            int start = Math.Max(0, end - chunk), place = FirstPlace(start, end - start);
            for (int i = end - 1; i >= start; i--)
            {
                Retreat(PlaceOf(i), first, last, member);
            }

            if (_x.HasGradient)
            {
                if (!TCell.Shape.Recurrent)
                {
                    // Without a recurrent product threads need not meet sooner.
                    _team?.Barrier();
                }

                InputGradient(place, place + end - start, member);
            }

            end = start;
        }

        WeightGradients(first, last);
        if (_start == 0)
        {
            // Once all segments have added theirs, so that they do not show in the sum.
            UnitGradients(first, last);
        }

        ProjectionGradient(member);
    }

    /// <summary>From the gradient of s_t to that of a_t and of s_{t−1}: ds_{t−1} = (∂Step)ᵀ ds_t,   dr_{t−1} += W_hhᵀ da_t.</summary>
    private void Retreat(int t, int first, int last, int member)
    {
        int rows = Rows(t);
        Span<float> gates = _gates.Slice(t * GateStep, GateStep);
        RetreatFeedback(t, rows, first, last, member);
        SetZonedAside(t, rows, first, last);
        if (HasInner)
        {
            gates.Slice(first * GateBlock, (last - first) * GateBlock).CopyTo(_kept.Span[(first * GateBlock)..]);
        }

        for (int u = first; u < last; u++)
        {
            CellKernels<TCell>.Training.Backward(Data(t, u), CellLayout, rows, PackedMatrix.PanelWidth);
        }

        AddZonedAside(rows, first, last);
        RetreatNormalisation(t, rows, first, last, member, JointPlanes, NormalisedPlanes);
        RetreatInner(t, rows, first, last, member);
        RetreatNormalisation(t, rows, first, last, member, 0, JointPlanes);
        ClipGates(gates, first, last);
        ClearPadding(gates, first, last);
        ClearEndedGates(gates, rows, first, last);
        if (TCell.Shape.Recurrent)
        {
            // All gates of the step go into every unit of the product, and only what this thread owns is written.
            _team?.Barrier();
        }

        if (HhBackward is { } weights)
        {
            (int from, int to) = HasProjection ? Share(PackedMatrix.PanelsFor(Output), member) : (first, last);
            Gemm.Multiply(gates, new PanelLayout(_hhPanels, PackedMatrix.PanelWidth), rows, weights, from, to, DFeedback, PanelLayout.RowMajor(Output, FeedbackStride), accumulate: true, reversed: t % 2 != 0);
        }
    }

    /// <summary>dx_t += W_ihᵀ da_t for some steps.</summary>
    private void InputGradient(int start, int end, int member)
    {
        (int first, int last) = Share(PackedMatrix.PanelsFor(_x.Shape[2]), member);
        for (int t = start; t < end;)
        {
            int from = t, rows = Rows(t);
            while (t < end && Rows(t) == rows)
            {
                t++;
            }

            InputRowGradient(from, t - from, rows, first, last);
        }
    }

    private void InputRowGradient(int start, int count, int rows, int first, int last)
    {
        int inputs = _x.Shape[2];
        ReadOnlySpan<float> gates = _gates.Slice(start * GateStep, count * GateStep);
        Span<float> dx = _x.Gradient.Slice((FirstTime + start) * _batch * inputs, count * _batch * inputs);
        PanelLayout target = PanelLayout.RowMajor(inputs, inputs);
        if (_batch == 1)
        {
            Gemm.Multiply(gates, new PanelLayout(_ihPanels, GateStep), count, _weights.IhBackward, first, last, dx, target, accumulate: true);
        }
        else
        {
            Steps steps = new(count - 1, GateStep, _batch * inputs);
            Gemm.Multiply(gates, new PanelLayout(_ihPanels, PackedMatrix.PanelWidth), rows, steps, _weights.IhBackward, first, last, dx, target, accumulate: true, default, reversed: false);
        }
    }

    /// <summary>dW_ih += Σ_t da_tᵀ x_t,   dW_hh += Σ_t da_tᵀ r_{t−1},   db += Σ_t da_t, for some blocks of units.</summary>
    private void WeightGradients(int first, int last)
    {
        int inputs = _x.Shape[2];
        Span<float> biasIh = Normalised ? default : _weights.BiasIh.Gradient;
        foreach ((int start, int steps) in BlocksFromTheLast())
        {
            ReadOnlySpan<float> x = _x.Values[((FirstTime + start) * _batch * inputs)..];
            AddWeightGradient(start, steps, GateCount, first, last, _ihColumns, x, inputs, inputs, _weights.WeightIh.Gradient, biasIh);
        }

        if (!TCell.Shape.Recurrent)
        {
            return;
        }

        Span<float> biasHh = Normalised ? default : _weights.BiasHh.Gradient;
        foreach ((int start, int steps) in BlocksFromTheLast())
        {
            AddWeightGradient(start, steps, HhGates, first, last, _hhColumns, FeedbackFrom(Before(start)), FeedbackStride, Output, HhGradient, biasHh);
        }

        foreach ((int start, int steps) in HasInnerProduct ? BlocksFromTheLast() : default)
        {
            AddWeightGradient(start, steps, TCell.Shape.Separate, first, last, _innerColumns, _inner.Span[(start * BlockOf(1))..], Stride, Hidden, HhGradient, biasHh);
        }
    }

    /// <summary>From the last step that the loop took to the first, in pieces that are cut at the same steps whatever the segments are: the same sums, the same bits.</summary>
    private StepBlocks BlocksFromTheLast() => new(_steps, MemoryOf(_time, _batch, Hidden).BlockSteps, Reversed);

    private void AddWeightGradient(
        int start, int steps, int gates, int first, int last, ColumnPanels columns, ReadOnlySpan<float> input, int stride, int inputs, Span<float> weight, Span<float> bias)
    {
        Gemm.AddTransposed(_gates.Span[(start * GateStep)..], columns, first * gates, last * gates, input, stride, steps * _batch, inputs, weight, inputs, bias);
    }

    /// <summary>The gradients of the cell's own weights, gathered step by step, to those of the parameters.</summary>
    private void UnitGradients(int first, int last)
    {
        int from = first * PackedMatrix.PanelWidth, to = Math.Min(Hidden, last * PackedMatrix.PanelWidth);
        for (int i = 0; i < CellInfo<TCell>.Weights; i++)
        {
            Span<float> gathered = _unitGradients.Slice((i * Stride) + from, to - from), gradient = _parameterGradients!.Slice(_weights.UnitStarts[i] + from, to - from);
            TensorPrimitives.Add(gradient, gathered, gradient);
            gathered.Clear();
        }
    }

    private void ClipGates(Span<float> gates, int first, int last)
    {
        if (_pass.GradientClip > 0)
        {
            Span<float> own = gates.Slice(first * GateBlock, (last - first) * GateBlock);
            TensorPrimitives.Clamp(own, -_pass.GradientClip, _pass.GradientClip, own);
        }
    }

    /// <summary>Units past H must stay zero: they take part in the products, and a cell may make anything of a zero pre-activation.</summary>
    private void ClearPadding(Span<float> gates, int first, int last)
    {
        const int Width = PackedMatrix.PanelWidth;
        int used = Hidden % Width;
        if (used == 0 || last != Blocks || first == last)
        {
            return;
        }

        Span<float> lastBlock = gates[((last - 1) * GateBlock)..];
        for (int i = 0; i < Planes * _batch; i++)
        {
            lastBlock.Slice((i * Width) + used, Width - used).Clear();
        }

        Span<float> d = _dStates.Span;
        for (int i = 0; i < StateCount * _batch; i++)
        {
            d.Slice((i * Stride) + Hidden, Stride - Hidden).Clear();
        }
    }

    /// <summary>Rows that have ended take part in the sums of the weight gradients: with zeros.</summary>
    private void ClearEndedGates(Span<float> gates, int rows, int first, int last)
    {
        int plane = _batch * PackedMatrix.PanelWidth;
        for (int i = first * Planes; rows < _batch && i < last * Planes; i++)
        {
            gates.Slice((i * plane) + (rows * PackedMatrix.PanelWidth), plane - (rows * PackedMatrix.PanelWidth)).Clear();
        }
    }
}

/// <summary>Pieces of a segment, from the last that the loop takes to the first: the first place and the number of steps of each.</summary>
internal readonly struct StepBlocks(int steps, int block, bool reversed)
{
    public Enumerator GetEnumerator() => new(steps, block, reversed);

    public struct Enumerator(int steps, int block, bool reversed)
    {
        private int _next = steps == 0 ? -1 : (steps - 1) / block * block;

        public (int Start, int Steps) Current { get; private set; }

        public bool MoveNext()
        {
            int count = Math.Min(block, steps - _next);
            Current = (reversed ? steps - _next - count : _next, count);
            _next -= block;
            return _next + block >= 0;
        }
    }
}
