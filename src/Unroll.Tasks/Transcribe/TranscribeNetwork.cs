using Unroll.Autodiff;
using Unroll.Layers;
using Unroll.Tasks.Recipes;
using Unroll.Tensors;
using DropoutOp = Unroll.Autodiff.Ops.Dropout;
using Linear = Unroll.Layers.Linear;

namespace Unroll.Tasks.Transcribe;

/// <summary>
/// Many to many without alignment (Graves et al. 2006): recurrent layers in one or both directions over frames or points, and a linear layer onto the
/// symbols and the blank.
/// </summary>
internal sealed class TranscribeNetwork
{
    private readonly SequenceModelOptions _options;
    private readonly Linear _decoder;

    /// <summary>Makes the layers; their parameters have no values yet.</summary>
    public TranscribeNetwork(SequenceModelOptions options, TranscribeEncoding encoding)
    {
        _options = options;
        Recurrent = RecurrentKinds.Create(options.Cell, Parameters, "rnn", encoding.Channels, options.Hidden, options.Recurrent());
        _decoder = new Linear(Parameters, "decoder", Recurrent.OutputSize, encoding.Symbols.Classes);
    }

    /// <summary>All parameters.</summary>
    public Parameters Parameters { get; } = new();

    /// <summary>The recurrent layers.</summary>
    public IRecurrent Recurrent { get; }

    /// <summary>Scores symbols and blank at every step.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[T, B, C].</param>
    /// <param name="lengths">Steps of each row.</param>
    /// <returns>Logits [T, B, K]; of no meaning behind the end of a row.</returns>
    public Tensor Forward(Tape tape, Tensor x, ReadOnlyMemory<int> lengths) => Output(tape, Recurrent.Forward(tape, x, lengths: lengths));

    /// <summary>Scores symbols and blank from the outputs of the recurrent layers.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="h">[T, B, H].</param>
    /// <returns>Logits [T, B, K].</returns>
    public Tensor Output(Tape tape, Tensor h) => _decoder.Forward(tape, DropoutOp.Apply(tape, h, _options.Dropout));
}
