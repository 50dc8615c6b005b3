using Unroll.Autodiff;
using Unroll.Data.Batches;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tasks.Recipes;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Tasks.Items;

/// <summary>
/// A model that learns from items of different lengths: batches of similar lengths in an order that depends on the seed and the epoch
/// only, cut into shards, and a running mean of the weights if the recipe asks for one.
/// </summary>
internal abstract class ItemTrainable : ITrainable
{
    private readonly IEpochBatches _batches;
    private readonly WeightAverage? _average;
    private readonly WorkerTeam _team;
    private readonly int[][] _shardItems;
    private readonly CounterRandom _random;
    private readonly List<(string Name, Tensor Value)> _state = [];
    private int[][] _epochBatches = [];
    private long _epoch = -1, _step;
    private readonly Tensor _averaged;

    /// <summary>Makes the batches.</summary>
    /// <param name="parameters">The parameters, initialised.</param>
    /// <param name="lengths">The length of each training item.</param>
    /// <param name="options">The section <c>train</c>.</param>
    /// <param name="team">The threads that validate.</param>
    protected ItemTrainable(Parameters parameters, IReadOnlyList<int> lengths, TrainOptions options, WorkerTeam team)
        : this(parameters, new BucketedBatches(lengths, options.Batch, options.Seed), options, team)
    {
    }

    /// <summary>Takes batches that are made in another way.</summary>
    /// <param name="parameters">The parameters, initialised.</param>
    /// <param name="batches">The batches of each epoch.</param>
    /// <param name="options">The section <c>train</c>.</param>
    /// <param name="team">The threads that validate.</param>
    protected ItemTrainable(Parameters parameters, IEpochBatches batches, TrainOptions options, WorkerTeam team)
    {
        Parameters = parameters;
        Options = options;
        _team = team;
        _batches = batches;
        _shardItems = [.. Enumerable.Range(0, options.Shards).Select(_ => Array.Empty<int>())];
        _random = new CounterRandom(options.Seed).Fork(0xA49);
        if (options.Average > 0)
        {
            // How many updates are in the mean belongs to a checkpoint: validation takes the latest one in early.
            _average = new WeightAverage(parameters, options.Average);
            _averaged = new Tensor(new Shape(1), new AlignedBuffer(1));
            _state.Add(("average", _average.State));
            _state.Add(("averaged", _averaged));
        }
    }

    public Parameters Parameters { get; }

    public int Shards => _shardItems.Length;

    public IReadOnlyList<(string Name, Tensor Value)> State => _state;

    /// <summary>The loss on the validation data at the last validation, in nats; what is to fall there may be something else.</summary>
    public double ValidationLoss { get; protected set; } = double.NaN;

    /// <summary>Updates that one pass over the items takes.</summary>
    public long StepsPerEpoch => _batches.BatchCount;

    protected TrainOptions Options { get; }

    /// <summary>The update that is being made, from 0.</summary>
    protected long Step => _step;

    public void BeginStep(long step)
    {
        _step = step;
        AddToAverage(step);
        long epoch = step / StepsPerEpoch;
        if (epoch != _epoch)
        {
            (_epochBatches, _epoch) = (BatchesOf(epoch), epoch);
        }

        int[] batch = _epochBatches[step % StepsPerEpoch];
        for (int i = 0; i < Shards; i++)
        {
            _shardItems[i] = batch[(int)((long)batch.Length * i / Shards)..(int)((long)batch.Length * (i + 1) / Shards)];
        }

        BeginBatch(batch, _random.Fork((ulong)step));
    }

    public Tensor Loss(Tape tape, int shard)
    {
        if (_shardItems[shard].Length > 0)
        {
            return Loss(tape, shard, _shardItems[shard]);
        }

        // The last batch of an epoch may have fewer items than there are shards.
        Tensor nothing = tape.Result(new Shape());
        nothing.Values[0] = 0;
        return nothing;
    }

    public double Validate()
    {
        // Validation comes after an update and before the next step begins.
        AddToAverage(_step + 1);
        double value = 0;
        WithBestWeights(() => value = ValidateWeights());
        return value;
    }

    /// <summary>Does something with the weights that are kept: the running mean, or the weights as they are.</summary>
    public void WithBestWeights(Action with)
    {
        if (_average is null)
        {
            with();
        }
        else
        {
            _average.Use(_team, with);
        }
    }

    /// <summary>The batches of an epoch, as numbers of items; the same for the same epoch.</summary>
    protected virtual int[][] BatchesOf(long epoch) => _batches.Epoch((int)epoch);

    /// <summary>Called before a batch is cut into shards.</summary>
    /// <param name="items">The numbers of its items.</param>
    /// <param name="random">The random numbers of this step.</param>
    protected abstract void BeginBatch(int[] items, CounterRandom random);

    /// <summary>The share of the loss that some items have.</summary>
    protected abstract Tensor Loss(Tape tape, int shard, int[] items);

    /// <summary>What is to fall, on the validation data.</summary>
    protected abstract double ValidateWeights();

    private void AddToAverage(long updates)
    {
        if (_average is not null && updates > _averaged.Values[0])
        {
            _average.Add(updates);
            _averaged.Values[0] = updates;
        }
    }
}
