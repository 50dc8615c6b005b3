using Unroll.Cells;
using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <content>
/// Cells with an inner value m_t = Inner(a_t, s_{t−1}), which goes through a second recurrent product (GRU, reset before: U (r ⊙ h)) or a
/// normalisation before the step.
/// </content>
public sealed partial class RecurrentLayer<TCell>
{
    private Scratch _inner, _kept, _dInner, _innerScales;

    private static bool HasInnerNorm => TCell.Shape.Inner == InnerKind.Normalised;

    /// <summary>The plane of gates that holds what comes of a normalised inner value.</summary>
    private static int InnerPlane => GateCount + TCell.Shape.Separate;

    private Span<float> InnerOf(int t) => _inner.Slice(t * BlockOf(1), BlockOf(1));

    private PanelLayout InnerGates => new(_innerPanels, PackedMatrix.PanelWidth);

    private void TakeInner(Tape tape)
    {
        if (!HasInner)
        {
            return;
        }

        _inner = Take(tape, (long)_segment * BlockOf(1));
        if (tape.Recording)
        {
            _kept = tape.Arena.TakeScratch(GateStep);
            _dInner = tape.Arena.TakeScratch(BlockOf(1));
        }

        _innerScales = HasInnerNorm ? tape.Arena.TakeScratch(2 * _segment * _batch) : default;
    }

    /// <summary>m_t, and what the step reads of it.</summary>
    private void MakeInner(int t, int rows, int first, int last, int member)
    {
        if (!HasInner)
        {
            return;
        }

        Span<float> m = InnerOf(t);
        for (int u = first; u < last; u++)
        {
            CellKernels<TCell>.Inner(Data(t, u), CellLayout, rows, PackedMatrix.PanelWidth);
        }

        ClearEnded(m, rows, Stride, first, last);
        _team?.Barrier();
        Span<float> gates = _gates.Slice(t * GateStep, GateStep);
        if (HasInnerNorm)
        {
            LayerNorm norm = InnerNorm(t);
            for (int row = 0; row < rows; row++)
            {
                // Every thread works the statistics out for itself and writes the units that it owns.
                (float mean, float scale) = norm.Statistics(m[(row * Stride)..], PackedMatrix.PanelWidth);
                if (member == 0)
                {
                    norm.Keep(row, mean, scale);
                }

                for (int u = first; u < last; u++)
                {
                    norm.Apply(m.Slice((row * Stride) + (u * PackedMatrix.PanelWidth), PackedMatrix.PanelWidth), gates[PlaneAt(u, InnerPlane, row)..], u, mean, scale);
                }
            }
        }
        else if (_int8)
        {
            RecurInnerInt8(m, gates, rows, first, last, member);
        }
        else
        {
            int separate = TCell.Shape.Separate;
            Gemm.Multiply(m, PanelLayout.RowMajor(Hidden, Stride), rows, InnerForward!, first * separate, last * separate, gates, InnerGates, accumulate: true, reversed: t % 2 != 0);
        }
    }

    /// <summary>From the gradient of what comes of m_t to that of m_t, and what that adds to gates and states.</summary>
    private void RetreatInner(int t, int rows, int first, int last, int member)
    {
        if (!HasInner)
        {
            return;
        }

        Span<float> gates = _gates.Slice(t * GateStep, GateStep), dm = _dInner.Span;
        ClearPadding(gates, first, last);
        _team?.Barrier();
        if (HasInnerNorm)
        {
            LayerNorm norm = InnerNorm(t);
            for (int row = 0; row < rows; row++)
            {
                Span<float> m = InnerOf(t)[(row * Stride)..];
                (float mean, float scale) = norm.Kept(row);
                LayerNorm.Sums sums = norm.GradientSums(m, PackedMatrix.PanelWidth, gates[PlaneAt(0, InnerPlane, row)..], GateBlock, mean, scale);
                for (int u = first; u < last; u++)
                {
                    int unit = u * PackedMatrix.PanelWidth;
                    norm.Gradient(m.Slice(unit, PackedMatrix.PanelWidth), gates[PlaneAt(u, InnerPlane, row)..], dm.Slice((row * Stride) + unit, PackedMatrix.PanelWidth), u, mean, scale, sums);
                }
            }
        }
        else
        {
            Gemm.Multiply(gates, InnerGates, rows, InnerBackward!, first, last, dm, PanelLayout.RowMajor(Hidden, Stride), accumulate: false, reversed: t % 2 != 0);
        }

        for (int u = first; u < last; u++)
        {
            CellKernels<TCell>.Training.InnerBackward!(WithInner(Data(t, u), dm[(u * PackedMatrix.PanelWidth)..]), CellLayout, rows, PackedMatrix.PanelWidth);
        }
    }

    private static CellData<float> WithInner(in CellData<float> data, Span<float> dm) => new()
    {
        Gates = data.Gates,
        States = data.States,
        Gradients = data.Gradients,
        Weights = data.Weights,
        WeightGradients = data.WeightGradients,
        Inner = dm,
        Kept = data.Kept,
    };

    private LayerNorm InnerNorm(int t) => new(
        _weights.InnerNorm.Values[..Hidden],
        _weights.InnerNorm.Values[Hidden..],
        _keep ? _weights.InnerNorm.Gradient[..Hidden] : default,
        _keep ? _weights.InnerNorm.Gradient[Hidden..] : default,
        _innerScales.Slice(2 * t * _batch, 2 * _batch),
        Hidden);

    /// <summary>Where a row of a plane of a block of units starts within the gates of a step.</summary>
    private int PlaneAt(int u, int plane, int row) => (u * GateBlock) + (((plane * _batch) + row) * PackedMatrix.PanelWidth);
}
