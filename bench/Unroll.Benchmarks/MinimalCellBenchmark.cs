using BenchmarkDotNet.Attributes;
using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Cells;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Benchmarks;

/// <summary>
/// What a scan over time could save at most: a training step of a minGRU layer, I = H = 256, one shard, and its recurrence alone, which is the
/// cell forward and backward over gates and states that lie as the layer has them. What is left are the products, which know no order of time.
/// </summary>
[MinColumn]
public class MinimalCellBenchmark : IDisposable
{
    private const int Hidden = 256, Width = PackedMatrix.PanelWidth;

    private static readonly int s_planes = CellInfo<MinGruCell>.PreActivations;

    private WorkerTeam _team = null!;
    private TrainingStep _step = null!;
    private ShardLoss _loss = null!;
    private AlignedBuffer _gates = null!, _states = null!, _gradients = null!;

    [Params(50, 1000)]
    public int Time { get; set; }

    [Params(1, 8, 64)]
    public int Batch { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _team = new WorkerTeam(Threads);
        Parameters parameters = new();
        Recurrent<MinGruCell> layer = new(parameters, "rnn", Hidden, Hidden);
        parameters.Initialize(1);
        _step = new TrainingStep(parameters, shards: 1, _team);
        Shape shape = new(Time, Batch, Hidden);
        Tensor x = new(shape, Uniform(2, shape.Length), 0, new AlignedBuffer(shape.Length));
        float[] dy = Uniform(3, shape.Length).Span.ToArray();
        _loss = (tape, _) => InnerProduct.Apply(tape, layer.Forward(tape, x), dy);
        (_gates, _states, _gradients) = (Uniform(4, s_planes * shape.Length), new AlignedBuffer((Time + 1) * Batch * Hidden), new AlignedBuffer(Batch * Hidden));
    }

    [Benchmark(Baseline = true)]
    public double Layer() => _step.Run(new CounterRandom(5), _loss);

    /// <summary>Units are dealt to the threads as in the layer.</summary>
    [Benchmark]
    public void Recurrence() => _team.Run(Threads, member =>
    {
        int blocks = Hidden / Width, first = blocks * member / Threads, last = blocks * (member + 1) / Threads;
        for (int t = 0; t < Time; t++)
        {
            Pass(CellKernels<MinGruCell>.Training.ForwardAndKeep, t, first, last);
        }

        for (int t = Time - 1; t >= 0; t--)
        {
            Pass(CellKernels<MinGruCell>.Training.Backward, t, first, last);
        }
    });

    private void Pass(CellPass<float> pass, int t, int first, int last)
    {
        CellLayout layout = CellLayout.Block(Batch, Hidden, state: 0, reversed: false);
        int block = s_planes * Width * Batch;
        for (int u = first; u < last; u++)
        {
            CellData<float> data = new()
            {
                Gates = _gates.Slice((t * s_planes * Batch * Hidden) + (u * block), block),
                States = _states.Span[((t * Batch * Hidden) + (u * Width))..],
                Gradients = _gradients.Span[(u * Width)..],
            };
            pass(data, layout, Batch, Width);
        }
    }

    private static AlignedBuffer Uniform(ulong seed, int length)
    {
        CounterRandom random = new(seed);
        AlignedBuffer buffer = new(length);
        foreach (ref float value in buffer.Span)
        {
            value = (2 * random.NextSingle()) - 1;
        }

        return buffer;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _team.Dispose();
        GC.SuppressFinalize(this);
    }
}
