using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <content>
/// What the layer feeds back, r_t: h_t itself, or with some units dropped, or its projection W_hr h_t; and zoneout. With a projection the
/// states hold h_t [H] before it, and r_t [P] is what the layer puts out.
/// </content>
public sealed partial class RecurrentLayer<TCell>
{
    private Scratch _feedback, _dFeedback, _dProjected, _stateMask, _zoned;
    private ulong _zoneKey;

    private bool HasProjection => _weights.WeightHr.Exists;

    private bool DropsState => _keep && _training && _pass.StateDropout > 0;

    private bool HasFeedback => HasProjection || DropsState;

    private int FeedbackStride => HasFeedback ? AlignedBuffer.RoundUp(Output) : Stride;

    private int FeedbackBlock => _batch * FeedbackStride;

    /// <summary>What is fed back at a place of states.</summary>
    private Span<float> Feedback(int t) => HasFeedback ? _feedback.Slice(t * FeedbackBlock, FeedbackBlock) : _states.Span[(t * BlockOf(1))..];

    /// <summary>The same for this place and all behind it.</summary>
    private ReadOnlySpan<float> FeedbackFrom(int t) => HasFeedback ? _feedback.Span[(t * FeedbackBlock)..] : _states.Span[(t * BlockOf(1))..];

    /// <summary>The gradient of r_t.</summary>
    private Span<float> DFeedback => HasFeedback ? _dFeedback.Span : _dStates.Span;

    private void TakeFeedback(Tape tape)
    {
        if (ZonesOut)
        {
            _zoneKey = tape.NextRandom().Key;
            _zoned = tape.Arena.TakeScratch(StateCount * BlockOf(1));
        }

        if (!HasFeedback)
        {
            return;
        }

        _feedback = Take(tape, (_segment + 1L) * FeedbackBlock);
        if (DropsState)
        {
            // The same units of a row at all steps.
            _stateMask = tape.Arena.TakeScratch(FeedbackBlock);
            DropoutMask mask = new(tape.NextRandom().Key, _pass.StateDropout);
            mask.Fill(_stateMask.Span);
        }

        if (tape.Recording)
        {
            _dFeedback = tape.Arena.TakeScratch(FeedbackBlock);
            _dProjected = HasProjection ? Take(tape, (long)_segment * FeedbackBlock) : default;
        }
    }

    /// <summary>r before the first step of a segment.</summary>
    private void EnterFeedback()
    {
        if (!HasFeedback)
        {
            return;
        }

        Span<float> r = Feedback(StateEnds.Begin), h = _states.Slice(BlockOf(StateEnds.Begin), BlockOf(1));

        // The initial h is given as it is fed back.
        CopyRows(h, Stride, r, FeedbackStride, _batch, Math.Min(Stride, FeedbackStride));
        if (HasProjection && _start > 0)
        {
            int begun = Reversed ? Rows(_steps) : _batch;
            Gemm.Multiply(h, Stride, begun, _weights.HrForward!, r, FeedbackStride, accumulate: false);
        }

        DropState(r, 0, PackedMatrix.PanelsFor(Output));
    }

    /// <summary>r_t = m ⊙ h_t or W_hr h_t; a layer has at most one of the two.</summary>
    private void FeedBack(int t, int first, int last, int member)
    {
        if (!HasFeedback)
        {
            return;
        }

        int rows = Rows(t), width = PackedMatrix.PanelWidth;
        Span<float> r = Feedback(After(t)), h = _states.Slice(BlockOf(After(t)), BlockOf(1));
        if (HasProjection)
        {
            _team?.Barrier();
            (first, last) = Share(PackedMatrix.PanelsFor(Output), member);
            Gemm.Multiply(h, PanelLayout.RowMajor(Hidden, Stride), rows, _weights.HrForward!, first, last, r, PanelLayout.RowMajor(Output, FeedbackStride), accumulate: false);
        }
        else
        {
            CopyRows(h[(first * width)..], Stride, r[(first * width)..], FeedbackStride, rows, (last - first) * width);
        }

        DropState(r, first, last);
        PassBy(Feedback(Before(t)), r, rows, FeedbackStride, first, last);
    }

    private void DropState(Span<float> r, int first, int last)
    {
        if (DropsState)
        {
            MultiplyRows(r, _stateMask.Span, _batch, first, last);
        }
    }

    /// <summary>The gradient of h_t [rows, H] from those of r_t and y_t, for some blocks of units.</summary>
    private void RetreatFeedback(int t, int rows, int first, int last, int member)
    {
        Span<float> d = _dStates.Span;
        ReadOnlySpan<float> dy = OfStep(_y.Gradient, t);
        if (HasProjection)
        {
            (int from, int to) = Share(PackedMatrix.PanelsFor(Output), member);
            Span<float> dr = _dFeedback.Span, kept = _dProjected.Slice(t * FeedbackBlock, FeedbackBlock);
            AddOutputGradient(dy, dr, FeedbackStride, rows, from, to);
            CopyBlocks(dr, kept, rows, from, to);
            ClearEnded(kept, rows, FeedbackStride, from, to);
            _team?.Barrier();
            Gemm.Multiply(kept, PanelLayout.RowMajor(Output, FeedbackStride), rows, _weights.HrBackward!, first, last, d, PanelLayout.RowMajor(Hidden, Stride), accumulate: false);
            ClearBlocks(dr, rows, from, to);
            return;
        }

        if (DropsState)
        {
            Span<float> dr = _dFeedback.Span;
            MultiplyRows(dr, _stateMask.Span, rows, first, last);
            AddBlocks(dr, d, rows, first, last);
            ClearBlocks(dr, rows, first, last);
        }

        AddOutputGradient(dy, d, Stride, rows, first, last);
    }

    /// <summary>dW_hr += Σ_t dr_tᵀ h_t.</summary>
    private void ProjectionGradient(int member)
    {
        if (HasProjection)
        {
            (int first, int last) = Share(PackedMatrix.PanelsFor(Output), member);
            foreach ((int start, int steps) in BlocksFromTheLast())
            {
                Gemm.AddTransposed(
                    _dProjected.Span[(start * FeedbackBlock)..], _hrColumns, first, last, _states.Span[BlockOf(After(start))..], Stride, steps * _batch, Hidden, _weights.WeightHr.Gradient, Hidden, default);
            }
        }
    }

    private void AddOutputGradient(ReadOnlySpan<float> dy, Span<float> d, int stride, int rows, int first, int last)
    {
        int from = first * PackedMatrix.PanelWidth, to = Math.Min(Output, last * PackedMatrix.PanelWidth);
        for (int i = 0; i < rows && to > from; i++)
        {
            Span<float> row = d.Slice((i * stride) + from, to - from);
            TensorPrimitives.Add(row, dy.Slice((i * OutputStride) + from, to - from), row);
        }
    }

    private void MultiplyRows(Span<float> a, ReadOnlySpan<float> b, int rows, int first, int last)
    {
        for (int row = 0; row < rows && last > first; row++)
        {
            (int at, int length) = Block(row, first, last);
            TensorPrimitives.Multiply(a.Slice(at, length), b.Slice(at, length), a.Slice(at, length));
        }
    }

    private void AddBlocks(ReadOnlySpan<float> from, Span<float> to, int rows, int first, int last)
    {
        for (int row = 0; row < rows; row++)
        {
            (int at, int length) = Block(row, first, last);
            TensorPrimitives.Add(to.Slice(at, length), from.Slice(at, length), to.Slice(at, length));
        }
    }

    private void CopyBlocks(ReadOnlySpan<float> from, Span<float> to, int rows, int first, int last)
    {
        for (int row = 0; row < rows; row++)
        {
            (int at, int length) = Block(row, first, last);
            from.Slice(at, length).CopyTo(to[at..]);
        }
    }

    private void ClearBlocks(Span<float> a, int rows, int first, int last)
    {
        for (int row = 0; row < rows; row++)
        {
            (int at, int length) = Block(row, first, last);
            a.Slice(at, length).Clear();
        }
    }

    private (int At, int Length) Block(int row, int first, int last) =>
        ((row * FeedbackStride) + (first * PackedMatrix.PanelWidth), (last - first) * PackedMatrix.PanelWidth);
}
