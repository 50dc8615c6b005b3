using Unroll.Autodiff;
using Unroll.Data.Labels;
using Unroll.Kernels;
using Unroll.Losses;
using Unroll.Tasks.Items;
using Unroll.Tasks.Recipes;
using Unroll.Tensors;

namespace Unroll.Tasks.Tag;

/// <summary>A tagger with its sequences. The loss is the mean over the steps of a batch, so that long sequences count by their length.</summary>
internal sealed class TagTrainable : ItemTrainable
{
    private readonly TagNetwork _network;
    private readonly TagEncoding _encoding;
    private readonly TagPart _train, _valid;
    private readonly Tagger _tagger;
    private readonly TagBatch[] _batches;
    private readonly Augmentation _augmentation;
    private readonly CrossEntropyOptions _loss;
    private readonly float _wordDropout;
    private CounterRandom _random;
    private float _scale;

    public TagTrainable(TagNetwork network, TagData data, Tagger tagger, Recipe recipe, WorkerTeam team)
        : this(network, data, data.Train.Windows(recipe.Train.Window), tagger, recipe, team)
    {
    }

    private TagTrainable(TagNetwork network, TagData data, TagPart train, Tagger tagger, Recipe recipe, WorkerTeam team)
        : base(network.Parameters, [.. train.Inputs.Select(i => i.Length)], recipe.Train, team)
    {
        (_network, _encoding, _train, _valid, _tagger) = (network, data.Encoding, train, data.Valid, tagger);
        if (network.Recurrent is { } recurrent)
        {
            recurrent.Recompute = recipe.Train.Recompute;
        }

        _batches = [.. Enumerable.Range(0, Shards).Select(_ => new TagBatch())];
        _augmentation = new Augmentation(recipe.Train, image: false);
        _wordDropout = new SequenceModelOptions(recipe.Values).WordDropout;
        int[] counts = _encoding.Labels.CountsOf(data.Train.Tags.SelectMany(t => t));
        _loss = new CrossEntropyOptions(
            ClassWeights: recipe.Train.ClassWeights > 0 ? ClassWeights.Balanced(counts, recipe.Train.ClassWeights) : default, LabelSmoothing: recipe.Train.LabelSmoothing);
    }

    /// <summary>Steps that an update reads, on average.</summary>
    public double StepsOfBatch => (double)_train.Steps / StepsPerEpoch;

    protected override void BeginBatch(int[] items, CounterRandom random)
    {
        _random = random;
        _scale = _loss.MeanScale([.. items.SelectMany(i => _train.Tags[i])]);
    }

    protected override Tensor Loss(Tape tape, int shard, int[] items)
    {
        TagBatch batch = _batches[shard];
        CounterRandom random = _random.Fork((ulong)shard);
        batch.Load(_train, items);
        Tensor series = default;
        if (_encoding.Words is not null)
        {
            batch.DropWords(_wordDropout, random);
        }
        else
        {
            series = batch.Series(tape, _encoding.Channels);
            if (_augmentation.IsOn)
            {
                _augmentation.Apply(series.Values, batch.Lengths.Span, _encoding.Channels, random);
            }
        }

        Tensor logits = _network.Forward(tape, batch, series);
        return _network.Crf is { } crf
            ? CrfLoss.Apply(tape, logits, crf.On(tape), batch.Tags, batch.Lengths, _scale)
            : SoftmaxCrossEntropy.Apply(tape, logits, batch.Tags, _scale, _loss with { Weights = batch.Weights });
    }

    /// <summary>What the first metric lacks; where that is equal, the loss decides.</summary>
    protected override double ValidateWeights()
    {
        IReadOnlyDictionary<string, double> metrics = TagMetrics.Of(_valid, _tagger.Predict(_valid), _encoding);
        double loss = metrics["loss"];
        return Options.BestByLoss ? loss : 1 - metrics.First().Value + (1e-4 * loss / (1 + loss));
    }
}
