using BenchmarkDotNet.Attributes;
using Unroll.Autodiff;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Benchmarks;

/// <summary>
/// The packed matrix product, through the layer that is nothing else: rows × K times K × N on one thread. Few rows are what a time step
/// of a small batch has, many are what the projection of the input has.
/// </summary>
[MemoryDiagnoser]
public class MatrixProductBenchmark
{
    private readonly Tape _tape = new();
    private Linear _linear = null!;
    private Tensor _x;

    [Params(1, 32, 192)]
    public int Rows { get; set; }

    [Params("64x512", "256x1024", "1024x4096")]
    public string Weight { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        int[] sizes = [.. Weight.Split('x').Select(int.Parse)];
        Parameters parameters = new();
        _linear = new Linear(parameters, "linear", sizes[0], sizes[1], bias: false);
        parameters.Initialize(1);
        CounterRandom random = new(2);
        float[] x = new float[Rows * sizes[0]];
        foreach (ref float value in x.AsSpan())
        {
            value = (2 * random.NextSingle()) - 1;
        }

        _x = Tensor.From(new Shape(Rows, sizes[0]), x);
    }

    [Benchmark]
    public Tensor Product()
    {
        _tape.Begin();
        return _linear.Forward(_tape, _x);
    }
}
