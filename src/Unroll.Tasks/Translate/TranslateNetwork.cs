using Unroll.Autodiff;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Tasks.Recipes;
using Unroll.Tensors;
using DropoutOp = Unroll.Autodiff.Ops.Dropout;

namespace Unroll.Tasks.Translate;

/// <summary>
/// Sequence to sequence (Sutskever, Vinyals and Le 2014) with attention (Luong, Pham and Manning 2015): a recurrent encoder, in both directions
/// if asked for, whose last state becomes the decoder's first one through a layer of its own, and whose outputs the decoder attends to.
/// </summary>
internal sealed class TranslateNetwork
{
    /// <summary>Tokens are many and some are seldom seen: a large random start would never be unlearned.</summary>
    private const double EmbeddingDeviation = 0.1;

    private readonly TranslateModelOptions _options;
    private readonly Embedding _sources;
    private readonly IRecurrent _encoder;
    private readonly StateBridge _bridge;

    /// <summary>Makes the layers; their parameters have no values yet.</summary>
    public TranslateNetwork(TranslateModelOptions options, PairEncoding encoding)
    {
        _options = options;
        RecurrentOptions encoder = options.Encoder();
        _sources = new Embedding(Parameters, "encoder.embedding", encoding.Source.Count, options.Embedding, EmbeddingDeviation);
        _encoder = RecurrentKinds.Create(options.Cell, Parameters, "encoder.rnn", options.Embedding, options.Hidden / encoder.Directions, encoder);
        Embedding targets = options.TieEmbeddings ? _sources : new Embedding(Parameters, "decoder.embedding", encoding.Target.Count, options.Embedding, EmbeddingDeviation);
        Decoder = AttentionDecoder.Create(options.Cell, Parameters, "decoder", options.Decoder(encoding.Target.Count, _encoder.OutputSize), targets);
        _bridge = new StateBridge(Parameters, "bridge", _encoder.StateShape(1), Decoder.StateShape(1), encoder.Directions);
    }

    /// <summary>All parameters.</summary>
    public Parameters Parameters { get; } = new();

    /// <summary>What writes.</summary>
    public AttentionDecoder Decoder { get; }

    /// <summary>How much the recurrent layers keep for the way back.</summary>
    public Autodiff.Ops.Recompute Recompute
    {
        set => (_encoder.Recompute, Decoder.Recurrent.Recompute) = (value, value);
    }

    /// <summary>The memory that a training pass of the recurrent layers takes, in bytes.</summary>
    public long TrainingBytes(int sourceSteps, int targetSteps, int rows) => _encoder.TrainingBytes(sourceSteps, rows) + Decoder.Recurrent.TrainingBytes(targetSteps, rows);

    /// <summary>Reads sources.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="batch">The sources; not changed before the backward pass.</param>
    /// <returns>What is attended to, and the decoder's first state.</returns>
    public (AttentionMemory Memory, Tensor State) Encode(Tape tape, PairBatch batch)
    {
        Tensor x = DropoutOp.Apply(tape, _sources.Forward(tape, batch.Sources, batch.Sources.Length / batch.Rows, batch.Rows), _options.EmbeddingDropout);
        Tensor final = tape.Result(_encoder.StateShape(batch.Rows));
        Tensor read = DropoutOp.Apply(tape, _encoder.Forward(tape, x, final: final, lengths: batch.SourceLengths), _options.Dropout);
        return (Decoder.Remember(tape, read, batch.SourceLengths), _bridge.Forward(tape, final));
    }

    /// <summary>The loss of a batch: −Σ ln p of the right tokens, scaled.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="batch">The pairs; not changed before the backward pass.</param>
    /// <param name="scale">What each token's loss is multiplied by.</param>
    /// <param name="smoothing">The share of certainty that the right token gives up.</param>
    /// <param name="sampling">How often the decoder is fed its own prediction while training.</param>
    /// <returns>A single number, in nats.</returns>
    public Tensor Loss(Tape tape, PairBatch batch, float scale, float smoothing = 0, ScheduledSampling sampling = default)
    {
        (AttentionMemory memory, Tensor state) = Encode(tape, batch);
        if (sampling.Probability > 0 && tape.Training)
        {
            DecoderPass pass = Decoder.Forward(tape, batch.Inputs, batch.Rows, memory, state, sampling);
            return SoftmaxCrossEntropy.Apply(tape, pass.Logits, batch.Padded.Targets, scale, new CrossEntropyOptions(batch.Padded.Weights, LabelSmoothing: smoothing));
        }

        Tensor attentional = Decoder.Attentional(tape, batch.Inputs, batch.TargetLengths, memory, state);
        return ProjectedCrossEntropy.Apply(tape, attentional, Decoder.Output, batch.Targets, scale, smoothing);
    }
}
