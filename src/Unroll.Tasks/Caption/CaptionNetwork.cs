using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Layers;
using Unroll.Tasks.Recipes;
using Unroll.Tensors;
using DropoutOp = Unroll.Autodiff.Ops.Dropout;

namespace Unroll.Tasks.Caption;

/// <summary>
/// One to many: one bidirectional network reads the rows of an image, another its columns. Their last and mean outputs make the first state of a
/// decoder, which attends to all rows and columns while it writes (Vinyals et al. 2015; Xu et al. 2015, with recurrent layers for convolutions).
/// </summary>
internal sealed class CaptionNetwork
{
    private readonly CaptionOptions _options;
    private readonly StateBridge _bridge;

    /// <summary>Makes the layers; their parameters have no values yet.</summary>
    /// <param name="options">The options.</param>
    /// <param name="words">How many words there are.</param>
    public CaptionNetwork(CaptionOptions options, int words)
    {
        _options = options;
        Rows = RecurrentKinds.Create(options.Cell, Parameters, "rows", options.Side, options.Hidden, options.Recurrent());
        Columns = RecurrentKinds.Create(options.Cell, Parameters, "columns", options.Side, options.Hidden, options.Recurrent());
        Decoder = AttentionDecoder.Create(options.Cell, Parameters, "decoder", new AttentionDecoderOptions(words, options.Embedding, options.Hidden, Rows.OutputSize) { InputFeeding = false, Dropout = options.Dropout });
        _bridge = new StateBridge(Parameters, "bridge", new Shape(1, 1, 1, 4 * Rows.OutputSize), Decoder.StateShape(1));
    }

    /// <summary>All parameters.</summary>
    public Parameters Parameters { get; } = new();

    /// <summary>What reads the rows.</summary>
    public IRecurrent Rows { get; }

    /// <summary>What reads the columns.</summary>
    public IRecurrent Columns { get; }

    /// <summary>What writes.</summary>
    public AttentionDecoder Decoder { get; }

    /// <summary>Reads images.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="batch">The images.</param>
    /// <returns>What the decoder attends to, S rows and then S columns, and its first state.</returns>
    public (AttentionMemory Memory, Tensor State) Encode(Tape tape, CaptionBatch batch)
    {
        Tensor rows = Rows.Forward(tape, batch.Rows), columns = Columns.Forward(tape, batch.Columns);
        int side = rows.Shape[0], images = rows.Shape[1];
        Tensor both = tape.Result(new Shape(2 * side, images, Rows.OutputSize));
        CopyState.Apply(tape, rows, both.Part(0, rows.Shape));
        CopyState.Apply(tape, columns, both.Part(rows.Shape.Length, columns.Shape));
        Tensor features = Concat.Apply(tape, Features(tape, rows), Features(tape, columns));
        Tensor state = _bridge.Forward(tape, DropoutOp.Apply(tape, features, _options.Dropout).Reshape(new Shape(1, 1, images, features.Shape.Last)));
        return (Decoder.Remember(tape, DropoutOp.Apply(tape, both, _options.Dropout)), state);
    }

    /// <summary>The logits of captions that are known.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="batch">Images and captions.</param>
    /// <returns>[T, B, V].</returns>
    public Tensor Forward(Tape tape, CaptionBatch batch)
    {
        (AttentionMemory memory, Tensor state) = Encode(tape, batch);
        return Decoder.Forward(tape, batch.Inputs, batch.Rows.Shape[1], memory, state).Logits;
    }

    /// <summary>Where each direction ended, and the mean of all steps, which can add up ink.</summary>
    private Tensor Features(Tape tape, Tensor outputs) =>
        Concat.Apply(tape, PoolOverTime.Apply(tape, outputs, TimePooling.Last, forward: _options.Hidden), PoolOverTime.Apply(tape, outputs, TimePooling.Mean));
}
