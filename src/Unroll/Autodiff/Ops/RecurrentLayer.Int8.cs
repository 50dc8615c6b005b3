using Unroll.Kernels;

namespace Unroll.Autodiff.Ops;

/// <content>The same products with weights in 8-bit integers, for prediction: a quarter of the bytes to read.</content>
public sealed partial class RecurrentLayer<TCell>
{
    private Int8Place Place => new(PackedMatrix.PanelWidth, _batch * PackedMatrix.PanelWidth, GateBlock);

    /// <summary>Every thread rounds activations for itself: that costs less than waiting for another.</summary>
    private void EnsureScratch()
    {
        if (_int8 && _rounded.Length < Members)
        {
            _rounded = [.. Enumerable.Range(0, Members).Select(_ => new Int8Activations())];
        }
    }

    private void ProjectInt8(int start, int end, int active, int first, int last, int member)
    {
        int rows = _batch, inputs = _x.Shape[2];
        Int8Activations rounded = _rounded[member];
        for (int t = start; t < end; t++)
        {
            FillStart(t, first, last);
            if (rows > 1)
            {
                rounded.Round(_x.Values.Slice((FirstTime + t) * rows * inputs, active * inputs), inputs, active, inputs);
                _weights.Int8Ih!.Multiply(rounded, first, last, _gates.Slice(t * GateStep, GateStep), Place, accumulate: true);
            }
        }

        if (rows == 1)
        {
            // The steps of a single sequence are the rows of one matrix.
            int count = end - start;
            rounded.Round(_x.Values.Slice((FirstTime + start) * inputs, count * inputs), inputs, count, inputs);
            _weights.Int8Ih!.Multiply(rounded, first, last, _gates.Slice(start * GateStep, count * GateStep), Place with { Row = GateStep }, accumulate: true);
        }
    }

    private void FillStart(int t, int first, int last)
    {
        if (!Normalised)
        {
            FillBiases(Joint, GateCount, 0, t, first, last);
            return;
        }

        for (int u = first; u < last; u++)
        {
            _gates.Slice((t * GateStep) + (u * GateBlock), GateCount * _batch * PackedMatrix.PanelWidth).Clear();
        }
    }

    private void AdvanceInt8(int t, int rows, int first, int last, int member)
    {
        Int8Activations rounded = _rounded[member];
        Span<float> gates = _gates.Slice(t * GateStep, GateStep);
        rounded.Round(Feedback(Before(t)), FeedbackStride, rows, Output);
        _weights.Int8Shared?.Multiply(rounded, first, last, gates, Place, accumulate: true);
        if (!HasInnerProduct)
        {
            _weights.Int8Separate?.Multiply(rounded, first, last, gates[(GateCount * _batch * PackedMatrix.PanelWidth)..], Place, accumulate: true);
        }
    }

    private void RecurInnerInt8(ReadOnlySpan<float> inner, Span<float> gates, int rows, int first, int last, int member)
    {
        Int8Activations rounded = _rounded[member];
        rounded.Round(inner, Stride, rows, Hidden);
        _weights.Int8Separate!.Multiply(rounded, first, last, gates[(GateCount * _batch * PackedMatrix.PanelWidth)..], Place, accumulate: true);
    }
}
