using Unroll.Autodiff;
using Unroll.Data.Batches;
using Unroll.Kernels;
using Unroll.Losses;
using Unroll.Tasks.Items;
using Unroll.Tasks.Recipes;
using Unroll.Tensors;

namespace Unroll.Tasks.Transcribe;

/// <summary>A transcriber with its recordings. The loss is PyTorch's mean: a row's divided by its symbols, then the mean over the batch.</summary>
internal sealed class TranscribeTrainable : ItemTrainable
{
    private readonly TranscribeNetwork _network;
    private readonly TranscribeData _data;
    private readonly Transcriber _transcriber;
    private readonly ItemBatch[] _batches;
    private readonly Augmentation _augmentation;
    private readonly WorkerTeam _team;
    private TranscribePart _part;
    private CounterRandom _random;
    private int _rows = 1;

    public TranscribeTrainable(TranscribeNetwork network, TranscribeData data, Transcriber transcriber, Recipe recipe, WorkerTeam team)
        : base(network.Parameters, [.. data.Train.Inputs.Select(i => i.Length)], recipe.Train, team)
    {
        (_network, _data, _transcriber, _team, _part) = (network, data, transcriber, team, data.Train);
        network.Recurrent.Recompute = recipe.Train.Recompute;
        _batches = [.. Enumerable.Range(0, Shards).Select(_ => new ItemBatch())];
        _augmentation = new Augmentation(recipe.Train, image: false);
    }

    protected override int[][] BatchesOf(long epoch)
    {
        _part = _data.Draw(epoch, _team);
        return new BucketedBatches([.. _part.Inputs.Select(i => i.Length)], Options.Batch, Options.Seed).Epoch((int)epoch);
    }

    protected override void BeginBatch(int[] items, CounterRandom random) => (_random, _rows) = (random, items.Length);

    protected override Tensor Loss(Tape tape, int shard, int[] items)
    {
        ItemBatch batch = _batches[shard];
        batch.Load(_part.Inputs, items);
        Tensor x = batch.Series(tape, _part.Inputs, items, _data.Encoding.Channels);
        if (_augmentation.IsOn)
        {
            _augmentation.Apply(x.Values, batch.Lengths.Span, _data.Encoding.Channels, _random.Fork((ulong)shard));
        }

        // The mean of the loss is over the rows of a shard; shards have their share of the batch.
        return CtcLoss.Apply(tape, _network.Forward(tape, x, batch.Lengths), Transcriber.TargetsOf(_part, items), SymbolSet.Blank, (float)items.Length / _rows);
    }

    /// <summary>The first error rate by the likeliest path; where that is equal, the loss decides.</summary>
    protected override double ValidateWeights()
    {
        Posteriors posteriors = _transcriber.Predict(_data.Valid);
        if (double.IsNaN(posteriors.Loss))
        {
            // The trainer says that it has diverged.
            return double.NaN;
        }

        string[] given = [.. _transcriber.Greedy(posteriors).Select(l => _data.Encoding.Symbols.Text(l))];
        double loss = ValidationLoss = posteriors.Loss;
        return Options.BestByLoss ? loss : TranscribeMetrics.Of(_data.Encoding.Symbols, _data.Valid.Texts, given, loss).First().Value + (1e-4 * loss / (1 + loss));
    }
}
