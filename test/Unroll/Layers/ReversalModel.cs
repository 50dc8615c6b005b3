using Unroll.Autodiff;
using Unroll.Decoding;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Optimizers;
using Unroll.Tensors;

namespace Unroll.Tests.Layers;

/// <summary>An LSTM encoder and an LSTM decoder with attention that learn to write a sequence of eight symbols backwards.</summary>
internal sealed class ReversalModel
{
    public const int Symbols = 8, Start = Symbols, End = Symbols + 1, MostLength = 6;

    private const int Vocabulary = Symbols + 2, Hidden = 24, Rows = 16;

    private readonly Embedding _embedding;
    private readonly IRecurrent _encoder;
    private readonly StateBridge _bridge;
    private readonly AlignedBuffer _gradient;
    private readonly Tape _tape = new();
    private readonly Adam _adam = new();
    private ulong _step;

    public ReversalModel(AttentionKind attention)
    {
        _embedding = new Embedding(Parameters, "embedding", Symbols, 8);
        _encoder = RecurrentKinds.Create("lstm", Parameters, "encoder", 8, Hidden, new RecurrentOptions());
        Decoder = AttentionDecoder.Create("lstm", Parameters, "decoder", new(Vocabulary, 8, Hidden, Hidden) { Attention = attention });
        _bridge = new StateBridge(Parameters, "bridge", _encoder.StateShape(1), Decoder.StateShape(1));
        Parameters.Initialize(1);
        _gradient = new AlignedBuffer(Parameters.Length);
        _adam.Initialize(Parameters.Length);
    }

    public Parameters Parameters { get; } = new();

    public AttentionDecoder Decoder { get; }

    /// <summary>Random sequences of one length, time by time.</summary>
    public static int[] Sequences(ulong seed, int length, int rows)
    {
        CounterRandom random = new CounterRandom(seed).Fork(99);
        return [.. Enumerable.Range(0, length * rows).Select(_ => random.NextInt32(Symbols))];
    }

    /// <summary>The start and the reversed sequence, or the reversed sequence and the end, time by time.</summary>
    public static int[] Reversed(int[] sequences, int rows, bool withStart)
    {
        IEnumerable<int> edge = Enumerable.Repeat(withStart ? Start : End, rows), reversed = sequences.Chunk(rows).Reverse().SelectMany(step => step);
        return withStart ? [.. edge, .. reversed] : [.. reversed, .. edge];
    }

    /// <summary>One step on a batch of one length.</summary>
    public float Train(ScheduledSampling sampling, float rate)
    {
        ulong seed = ++_step;
        int[] sequences = Sequences(seed, 1 + (int)(seed % MostLength), Rows);
        _gradient.Span.Clear();
        _tape.Begin(_gradient, new CounterRandom(seed), training: true);
        (AttentionMemory memory, Tensor state) = Encode(_tape, sequences, Rows);
        DecoderPass pass = Decoder.Forward(_tape, Reversed(sequences, Rows, withStart: true), Rows, memory, state, sampling);
        int[] targets = Reversed(sequences, Rows, withStart: false);
        Tensor loss = SoftmaxCrossEntropy.Apply(_tape, pass.Logits, targets, 1f / targets.Length);
        _tape.Backward(loss);
        _adam.BeginStep();
        _adam.Update(Parameters.Values, _gradient.Span, 0, Parameters.Length, rate);
        Parameters.Prepare();
        return loss.Scalar;
    }

    public (AttentionMemory Memory, Tensor State) Encode(Tape tape, int[] sequences, int rows)
    {
        Tensor final = tape.Result(_encoder.StateShape(rows));
        Tensor outputs = _encoder.Forward(tape, _embedding.Forward(tape, sequences, sequences.Length / rows, rows), default, final);
        return (Decoder.Remember(tape, outputs), _bridge.Forward(tape, final));
    }

    /// <summary>What searches see of some sequences.</summary>
    public AttentionDecoderModel Over(int[] sequences, int rows)
    {
        Tape tape = new();
        tape.Begin();
        (AttentionMemory memory, Tensor state) = Encode(tape, sequences, rows);
        return new AttentionDecoderModel(Decoder, memory, state);
    }
}
