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

    private void ProjectInt8(int start, int end, int first, int last, int member)
    {
        int rows = _batch, inputs = _x.Shape[2];
        Int8Activations rounded = _rounded[member];
        for (int t = start; t < end; t++)
        {
            FillBiases(Joint, GateCount, 0, t, first, last);
            if (rows > 1)
            {
                rounded.Round(_x.Values.Slice((_start + t) * rows * inputs, rows * inputs), inputs, rows, inputs);
                _weights.Int8Ih!.Multiply(rounded, first, last, _gates.Slice(t * GateStep, GateStep), Place, accumulate: true);
            }
        }

        if (rows == 1)
        {
            // The steps of a single sequence are the rows of one matrix.
            int count = end - start;
            rounded.Round(_x.Values.Slice((_start + start) * inputs, count * inputs), inputs, count, inputs);
            _weights.Int8Ih!.Multiply(rounded, first, last, _gates.Slice(start * GateStep, count * GateStep), Place with { Row = GateStep }, accumulate: true);
        }
    }

    private void AdvanceInt8(ReadOnlySpan<float> previous, Span<float> gates, int first, int last, int member)
    {
        Int8Activations rounded = _rounded[member];
        rounded.Round(previous, Stride, _batch, Hidden);
        _weights.Int8Shared?.Multiply(rounded, first, last, gates, Place, accumulate: true);
        _weights.Int8Separate?.Multiply(rounded, first, last, gates[(GateCount * _batch * PackedMatrix.PanelWidth)..], Place, accumulate: true);
    }
}
