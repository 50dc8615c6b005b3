using BenchmarkDotNet.Attributes;
using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Optimizers;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Benchmarks;

/// <summary>
/// A whole training step of a character language model: embedding, one LSTM layer, output layer with cross-entropy, backward, clipping,
/// Adam. The column "Allocated" must be zero: the steady state takes nothing from the garbage collector.
/// </summary>
[MemoryDiagnoser]
public class TrainingStepBenchmark : IDisposable
{
    private const int Vocabulary = 96, EmbeddingSize = 64, Time = 32, Batch = 64, Shards = 2;

    private readonly Adam _adam = new();
    private WorkerTeam _team = null!;
    private TrainingStep _step = null!;
    private Parameters _parameters = null!;
    private ShardLoss _loss = null!;
    private TrainingStep.PieceUpdate _update = null!;

    [Params(128, 256, 512)]
    public int Hidden { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _parameters = new Parameters();
        Embedding encoder = new(_parameters, "encoder", Vocabulary, EmbeddingSize);
        Recurrent<Cells.LstmCell> lstm = new(_parameters, "rnn", EmbeddingSize, Hidden);
        Linear decoder = new(_parameters, "decoder", Hidden, Vocabulary);
        _parameters.Initialize(1);
        _adam.Initialize(_parameters.Length);
        _team = new WorkerTeam(Threads);
        _step = new TrainingStep(_parameters, Shards, _team);
        int[] ids = new int[Time * Batch / Shards], targets = new int[ids.Length];
        CounterRandom random = new(1);
        for (int i = 0; i < ids.Length; i++)
        {
            (ids[i], targets[i]) = (random.NextInt32(Vocabulary), random.NextInt32(Vocabulary));
        }

        _loss = (tape, _) =>
        {
            Tensor x = encoder.Forward(tape, ids, Time, Batch / Shards);
            return ProjectedCrossEntropy.Apply(tape, lstm.Forward(tape, x), decoder, targets, 1f / (Time * Batch));
        };
        _update = (start, length) => _adam.Update(_parameters.Values, _step.Gradient, start, length, 0.001f);
    }

    [Benchmark]
    public double Step()
    {
        double loss = _step.Run(new CounterRandom(1), _loss);
        _step.ClipNorm(1);
        _adam.BeginStep();
        _step.Update(_update);
        return loss;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _team.Dispose();
        GC.SuppressFinalize(this);
    }
}
