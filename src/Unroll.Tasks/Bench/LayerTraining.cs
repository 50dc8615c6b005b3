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
    private readonly ReadOnlyMemory<int>[] _lengths;
    private readonly long[] _arenas;

    /// <summary>Makes the layer and its data.</summary>
    /// <param name="shape">B, T, I, H.</param>
    /// <param name="shards">Into how many parts the batch is cut.</param>
    /// <param name="team">The threads.</param>
    /// <param name="recompute">How much is kept for the way back.</param>
    /// <param name="options">What the layers do beside the equations; null is nothing.</param>
    /// <param name="lengths">The steps of each of B rows; null is T for all, and not said.</param>
    public LayerTraining(LayerShape shape, int shards, WorkerTeam team, Recompute recompute = default, RecurrentOptions? options = null, int[]? lengths = null)
    {
        _team = team;
        _layer = new Recurrent<TCell>(_parameters, "rnn", shape.Input, shape.Hidden, options ?? new()) { Recompute = recompute };
        _parameters.Initialize(1);
        _step = new TrainingStep(_parameters, shards, team);
        _loss = Loss;
        _x = new Tensor[shards];
        _dy = new float[shards][];
        _lengths = new ReadOnlyMemory<int>[shards];
        _arenas = new long[shards];
        CounterRandom random = new(2);
        for (int i = 0; i < shards; i++)
        {
            int first = shape.Batch * i / shards, rows = (shape.Batch * (i + 1) / shards) - first;
            _lengths[i] = lengths.AsMemory(lengths is null ? 0 : first, lengths is null ? 0 : rows);
            Shape x = new(shape.Time, rows, shape.Input);
            _x[i] = new Tensor(x, new AlignedBuffer(x.Length), 0, new AlignedBuffer(x.Length));
            _dy[i] = new float[shape.Time * rows * _layer.OutputSize];
            Fill(_x[i].Values, ref random);
            Fill(_dy[i], ref random);
        }
    }

    /// <summary>The parameters of the layer.</summary>
    public Parameters Parameters => _parameters;

    /// <summary>The memory of all tapes.</summary>
    public long ArenaBytes => _arenas.Sum() * sizeof(float);

    /// <summary>The gradient of all parameters after the last step.</summary>
    public ReadOnlySpan<float> Gradient => _step.Gradient;

    /// <summary>The gradient of the input of a shard after the last step.</summary>
    public ReadOnlySpan<float> InputGradient(int shard) => _x[shard].Gradient;

    /// <summary>One step.</summary>
    /// <returns>The loss: the output times the given gradient.</returns>
    public double Step()
    {
        _parameters.Prepare(_team);
        return _step.Run(new CounterRandom(3), _loss);
    }

    private Tensor Loss(Tape tape, int shard)
    {
        Tensor x = _x[shard];
        x.Gradient.Clear();
        Tensor loss = InnerProduct.Apply(tape, _layer.Forward(tape, x, lengths: _lengths[shard]), _dy[shard]);
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
