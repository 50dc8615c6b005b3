using BenchmarkDotNet.Attributes;
using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Benchmarks;

/// <summary>
/// One time step of every cell on one thread, with its recurrent product, forward alone and forward with backward. The input has one
/// number, so that next to nothing is spent on its projection, and at 16 units the equations weigh as much as the product.
/// </summary>
[MemoryDiagnoser]
public class CellBenchmark : IDisposable
{
    private const int Batch = 64, Time = 16;

    private readonly WorkerTeam _team = new(1);
    private readonly Tape _tape = new();
    private IRecurrent _layer = null!;
    private TrainingStep _step = null!;
    private ShardLoss _loss = null!;
    private Tensor _x;

    [Params("rnn", "rnn-relu", "lstm", "gru")]
    public string Cell { get; set; } = "";

    [Params(16, 256)]
    public int Hidden { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Parameters parameters = new();
        _layer = RecurrentKinds.Create(Cell, parameters, "rnn", 1, Hidden, new RecurrentOptions { Layers = 1 });
        parameters.Initialize(1);
        _step = new TrainingStep(parameters, shards: 1, _team);
        float[] x = new float[Time * Batch], dy = new float[Time * Batch * Hidden];
        CounterRandom random = new(2);
        foreach (ref float value in x.AsSpan())
        {
            value = (2 * random.NextSingle()) - 1;
        }

        Array.Fill(dy, 0.5f);
        _x = Tensor.From(new Shape(Time, Batch, 1), x);
        _loss = (tape, _) => InnerProduct.Apply(tape, _layer.Forward(tape, _x), dy);
    }

    [Benchmark(OperationsPerInvoke = Time)]
    public Tensor Forward()
    {
        _tape.Begin();
        return _layer.Forward(_tape, _x);
    }

    [Benchmark(OperationsPerInvoke = Time)]
    public double ForwardAndBackward() => _step.Run(new CounterRandom(3), _loss);

    [GlobalCleanup]
    public void Dispose()
    {
        _team.Dispose();
        GC.SuppressFinalize(this);
    }
}
