using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Tensors;
using Unroll.TestKit;

namespace Unroll.Tests.Layers;

/// <summary>A bridge, a decoder with attention and its loss on random numbers: forward and backward, over and over.</summary>
internal sealed class DecoderTraining
{
    private const int Batch = 4, Steps = 5, Size = 8, Vocabulary = 6;

    private readonly Parameters _parameters = new();
    private readonly AttentionDecoder _decoder;
    private readonly StateBridge _bridge;
    private readonly ScheduledSampling _sampling;
    private readonly Tensor _memory, _final;
    private readonly AlignedBuffer _gradient;
    private readonly Tape _tape = new();
    private readonly int[] _lengths = [5, 0, 3, 2], _inputs = [1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5, 0], _targets = [2, 3, 4, 5, 0, 1, 2, 3, 4, 5, 0, 1];

    public DecoderTraining(AttentionKind kind, bool inputFeeding, ScheduledSampling sampling)
    {
        _sampling = sampling;
        _decoder = AttentionDecoder.Create("lstm", _parameters, "d", new(Vocabulary, 7, Size, Size) { Attention = kind, InputFeeding = inputFeeding, Dropout = 0.1f });
        _bridge = new StateBridge(_parameters, "bridge", new(2, 1, 1, 5), _decoder.StateShape(1), directions: 2);
        _parameters.Initialize(1);
        _gradient = new AlignedBuffer(_parameters.Length);
        _memory = Tensor.From(new(Steps, Batch, Size), Numbers.ToSingle(Numbers.Uniform(1, Steps * Batch * Size)));
        _final = Tensor.From(new(2, 1, Batch, 5), Numbers.ToSingle(Numbers.Uniform(2, 2 * Batch * 5)));
    }

    public float Pass(ulong seed)
    {
        _tape.Begin(_gradient, new CounterRandom(seed), training: true);
        DecoderPass pass = _decoder.Forward(_tape, _inputs, Batch, _decoder.Remember(_tape, _memory, _lengths), _bridge.Forward(_tape, _final), _sampling);
        Tensor loss = SoftmaxCrossEntropy.Apply(_tape, pass.Logits, _targets, 1f / _targets.Length);
        _tape.Backward(loss);
        return loss.Scalar;
    }
}
