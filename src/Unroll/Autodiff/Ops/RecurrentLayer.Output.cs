using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <content>
/// What the layer puts out: a view of the states where these are all kept and not padded, else a copy that each step makes while they are in the
/// cache. Two directions side by side write into one tensor and read their halves of its gradient.
/// </content>
public sealed partial class RecurrentLayer<TCell>
{
    private bool _copiesOutput;

    /// <summary>From one row of y to the next.</summary>
    private int OutputStride => _y.Shape.Last;

    private void TakeOutput(Tape tape)
    {
        Shape output = new(_time, _batch, Output);
        int row = AlignedBuffer.RoundUp(Output);
        if (_pass.Output.Exists)
        {
            CheckOutput();
            (_y, _copiesOutput) = (_pass.Output, true);
        }
        else if (Segmented || row != Output)
        {
            (_y, _copiesOutput) = (tape.Result(output), true);
        }
        else
        {
            (_y, _copiesOutput) = (tape.Arena.TakeView(HasProjection ? _feedback : _states, output, After(0) * _batch * row, tape.Recording), false);
        }
    }

    private void CheckOutput()
    {
        Shape got = _pass.Output.Shape;
        if (got.Rank != 3 || got[0] != _time || got[1] != _batch || _pass.OutputColumn < 0 || _pass.OutputColumn + Output > got[2])
        {
            throw new ArgumentException($"{TCell.Shape.Name} '{_weights.Name}': the output is {got}, expected [{_time}, {_batch}, at least {_pass.OutputColumn + Output}] because {Output} numbers are put out from column {_pass.OutputColumn} on.");
        }
    }

    /// <summary>Copies what a step has put out to where later layers read it; a step that is computed again has done so before.</summary>
    private void PutOut(int t, int first, int last, int member)
    {
        if (!_copiesOutput || _batch == 0)
        {
            return;
        }

        (first, last) = HasProjection ? Share(PackedMatrix.PanelsFor(Output), member) : (first, last);
        int from = first * PackedMatrix.PanelWidth, length = Math.Min(Output, last * PackedMatrix.PanelWidth) - from;
        if (length > 0)
        {
            (Scratch outputs, int stride) = HasProjection ? (_feedback, FeedbackStride) : (_states, Stride);
            Span<float> y = OfStep(_y.Values, t)[from..];
            CopyRows(outputs.Span[((After(t) * _batch * stride) + from)..], stride, y, OutputStride, _batch, length);
        }
    }

    /// <summary>The rows of a step within y or its gradient, from the first column on that is this layer's.</summary>
    private Span<float> OfStep(Span<float> y, int t) => _batch == 0 ? default : y[(((FirstTime + t) * _batch * OutputStride) + _pass.OutputColumn)..];
}
