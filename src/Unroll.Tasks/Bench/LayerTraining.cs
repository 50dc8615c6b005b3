using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Cells;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Tasks.Bench;

/// <summary>
/// Training steps of one recurrent layer: packs the weights, runs forward, and backward from a given gradient of the output to the
/// gradients of input, weights and biases, summed over the shards. Random numbers stand for data.
/// </summary>
/// <typeparam name="TCell">The cell.</typeparam>
internal sealed class LayerTraining<TCell>
    where TCell : struct, ICell<TCell>
{
    private readonly Parameters _parameters = new();
    private readonly Recurrent<TCell> _layer;
    private readonly TrainingStep _step;
    private readonly WorkerTeam _team;
    private readonly ShardLoss _loss;
    private readonly Tensor[] _x;
    private readonly float[][] _dy;
    private readonly long[] _arenas;

    public LayerTraining(LayerShape shape, int shards, WorkerTeam team, Recompute recompute = default)
    {
        _team = team;
        _layer = new Recurrent<TCell>(_parameters, "rnn", shape.Input, shape.Hidden) { Recompute = recompute };
        _parameters.Initialize(1);
        _step = new TrainingStep(_parameters, shards, team);
        _loss = Loss;
        _x = new Tensor[shards];
        _dy = new float[shards][];
        _arenas = new long[shards];
        CounterRandom random = new(2);
        for (int i = 0; i < shards; i++)
        {
            int rows = (shape.Batch * (i + 1) / shards) - (shape.Batch * i / shards);
            Shape x = new(shape.Time, rows, shape.Input);
            _x[i] = new Tensor(x, new AlignedBuffer(x.Length), 0, new AlignedBuffer(x.Length));
            _dy[i] = new float[shape.Time * rows * shape.Hidden];
            Fill(_x[i].Values, ref random);
            Fill(_dy[i], ref random);
        }
    }

    /// <summary>The memory of all tapes.</summary>
    public long ArenaBytes => _arenas.Sum() * sizeof(float);

    /// <summary>The gradient of all parameters after the last step.</summary>
    public ReadOnlySpan<float> Gradient => _step.Gradient;

    /// <summary>The gradient of the input of a shard after the last step.</summary>
    public ReadOnlySpan<float> InputGradient(int shard) => _x[shard].Gradient;

    public void Step()
    {
        _parameters.Prepare(_team);
        _step.Run(new CounterRandom(3), _loss);
    }

    private Tensor Loss(Tape tape, int shard)
    {
        Tensor x = _x[shard];
        x.Gradient.Clear();
        Tensor loss = InnerProduct.Apply(tape, _layer.Forward(tape, x), _dy[shard]);
        _arenas[shard] = tape.Arena.Capacity;
        return loss;
    }

    private static void Fill(Span<float> x, ref CounterRandom random)
    {
        foreach (ref float value in x)
        {
            value = (2 * random.NextSingle()) - 1;
        }
    }
}
