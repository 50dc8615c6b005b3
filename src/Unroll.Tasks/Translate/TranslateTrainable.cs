using Unroll.Autodiff;
using Unroll.Data.Batches;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tasks.Items;
using Unroll.Tasks.Recipes;
using Unroll.Tensors;

namespace Unroll.Tasks.Translate;

/// <summary>A translator with its pairs. The loss is the mean over the target tokens of a batch.</summary>
internal sealed class TranslateTrainable : ItemTrainable
{
    private readonly TranslateNetwork _network;
    private readonly TranslateData _data;
    private readonly Translator _translator;
    private readonly Judge _judge;
    private readonly PairBatch[] _batches;
    private readonly float _wordDropout;
    private readonly long _steps;
    private CounterRandom _random;
    private float _scale;

    public TranslateTrainable(TranslateNetwork network, TranslateData data, Translator translator, Judge judge, Recipe recipe, WorkerTeam team)
        : base(network.Parameters, Batches(data.Train, recipe.Train), recipe.Train, team)
    {
        (_network, _data, _translator, _judge) = (network, data, translator, judge);
        network.Recompute = recipe.Train.Recompute;
        _batches = [.. Enumerable.Range(0, Shards).Select(_ => new PairBatch())];
        _wordDropout = new TranslateModelOptions(recipe.Values).WordDropout;
        _steps = Runs.TrainRun.StepsOf(recipe.Train, StepsPerEpoch);
    }

    /// <summary>Target tokens that an update reads, on average.</summary>
    public double TokensOfBatch => (double)_data.Train.TargetTokens / StepsPerEpoch;

    /// <summary>The batches that a recipe asks for.</summary>
    public static IEpochBatches Batches(EncodedPairs train, TrainOptions options)
    {
        int[] targets = [.. train.Targets.Select(t => t.Length + 1)], sources = [.. train.Sources.Select(s => s.Length)];
        return options.BatchTokens is { } tokens
            ? new TokenBatches(targets, sources, tokens, options.Seed)
            : new BucketedBatches([.. targets.Zip(sources, (t, s) => t + s)], options.Batch, options.Seed);
    }

    protected override void BeginBatch(int[] items, CounterRandom random)
    {
        _random = random;
        _scale = 1f / items.Sum(i => _data.Train.Targets[i].Length + 1);
    }

    protected override Tensor Loss(Tape tape, int shard, int[] items)
    {
        PairBatch batch = _batches[shard];
        batch.Load(_data.Train, items, _data.Encoding.Target.End);
        batch.DropWords(_wordDropout, _random.Fork((ulong)shard));
        float sampling = Options.ScheduledSampling * Math.Min(1, (float)Step / Math.Max(1, _steps));
        return _network.Loss(tape, batch, _scale, Options.LabelSmoothing, new ScheduledSampling(sampling));
    }

    /// <summary>What the first metric lacks, of translations made greedily; where that is equal, the loss decides.</summary>
    protected override double ValidateWeights()
    {
        double loss = ValidationLoss = _translator.Loss(_data.Valid);
        return Options.BestByLoss ? loss : _judge.Lack(_translator) + (1e-4 * loss / (1 + loss));
    }
}
