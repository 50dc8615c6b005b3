using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Tests.Training;

/// <summary>Embedding, two LSTM layers with dropout, readout and cross-entropy on random tokens: one batch, cut into shards by rows.</summary>
internal sealed class SmallModel
{
    public const int Time = 6, Batch = 12, Vocabulary = 9, Hidden = 19;

    private readonly int[][] _inputs, _targets;
    private readonly Embedding _embedding;
    private readonly IRecurrent _recurrent;
    private readonly Linear _out;
    private readonly int _rows;

    public SmallModel(int shards, string cell = "lstm", float dropout = 0.2f)
    {
        _rows = Batch / shards;
        _embedding = new Embedding(Parameters, "embedding", Vocabulary, 7);
        _recurrent = RecurrentKinds.Create(cell, Parameters, "rnn", 7, Hidden, new RecurrentOptions { Layers = 2, Dropout = dropout });
        _out = new Linear(Parameters, "out", Hidden, Vocabulary);
        Parameters.Initialize(11);
        _inputs = Tokens(shards, seed: 12);
        _targets = Tokens(shards, seed: 13);
        Loss = ShardLoss;
    }

    public Parameters Parameters { get; } = new();

    /// <summary>The mean over the whole batch, as a share of each shard; one delegate, so that a step allocates none.</summary>
    public ShardLoss Loss { get; }

    private Tensor ShardLoss(Tape tape, int shard)
    {
        Tensor h = _recurrent.Forward(tape, _embedding.Forward(tape, _inputs[shard], Time, _rows));
        return SoftmaxCrossEntropy.Apply(tape, _out.Forward(tape, h), _targets[shard], 1f / (Time * Batch));
    }

    /// <summary>Tokens of shard s are rows s · rows … of a batch that does not depend on the number of shards, time by time.</summary>
    private int[][] Tokens(int shards, ulong seed)
    {
        CounterRandom random = new(seed);
        int[] all = new int[Time * Batch];
        foreach (ref int token in all.AsSpan())
        {
            token = random.NextInt32(Vocabulary);
        }

        return [.. Enumerable.Range(0, shards).Select(s => Enumerable.Range(0, Time * _rows).Select(i => all[(i / _rows * Batch) + (s * _rows) + (i % _rows)]).ToArray())];
    }
}
