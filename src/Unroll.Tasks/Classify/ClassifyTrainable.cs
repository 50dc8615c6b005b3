using Unroll.Autodiff;
using Unroll.Data.Labels;
using Unroll.Kernels;
using Unroll.Losses;
using Unroll.Tasks.Items;
using Unroll.Tasks.Metrics;
using Unroll.Tasks.Recipes;
using Unroll.Tensors;

namespace Unroll.Tasks.Classify;

/// <summary>A classifier with its items.</summary>
internal sealed class ClassifyTrainable : ItemTrainable
{
    private readonly ClassifyNetwork _network;
    private readonly ClassifyData _data;
    private readonly Classifier _classifier;
    private readonly ItemBatch[] _batches;
    private readonly int[][] _targets;
    private readonly Augmentation _augmentation;
    private readonly CrossEntropyOptions _loss;
    private readonly float _wordDropout;
    private CounterRandom _random;
    private float _scale;

    public ClassifyTrainable(ClassifyNetwork network, ClassifyData data, Classifier classifier, Recipe recipe, WorkerTeam team)
        : base(network.Parameters, [.. data.Train.Select(i => i.Length)], recipe.Train, team)
    {
        (_network, _data, _classifier) = (network, data, classifier);
        if (network.Recurrent is { } recurrent)
        {
            recurrent.Recompute = recipe.Train.Recompute;
        }

        _batches = [.. Enumerable.Range(0, Shards).Select(_ => new ItemBatch())];
        _targets = new int[Shards][];
        _augmentation = new Augmentation(recipe.Train, data.Options.Format == "images");
        _wordDropout = new SequenceModelOptions(recipe.Values).WordDropout;
        int[] counts = data.Encoding.Labels.CountsOf(data.Train.Select(i => i.Label));
        _loss = new CrossEntropyOptions(
            ClassWeights: recipe.Train.ClassWeights > 0 ? ClassWeights.Balanced(counts, recipe.Train.ClassWeights) : default, LabelSmoothing: recipe.Train.LabelSmoothing);
    }

    protected override void BeginBatch(int[] items, CounterRandom random)
    {
        _random = random;
        _scale = _loss.MeanScale(Array.ConvertAll(items, i => _data.Train[i].Label));
    }

    protected override Tensor Loss(Tape tape, int shard, int[] items)
    {
        ItemBatch batch = _batches[shard];
        CounterRandom random = _random.Fork((ulong)shard);
        batch.Load(_data.Train, items);
        _targets[shard] = Array.ConvertAll(items, i => _data.Train[i].Label);
        Tensor series = default;
        if (_data.Encoding.Vocabulary is { } vocabulary)
        {
            // A byte pair stands for its bytes; none of them is unknown.
            batch.DropTokens(vocabulary.Kind == "bpe" ? 0 : _wordDropout, random);
        }
        else
        {
            series = batch.Series(tape, _data.Train, items, _data.Encoding.Channels);
            if (_augmentation.IsOn)
            {
                _augmentation.Apply(series.Values, batch.Lengths.Span, _data.Encoding.Channels, random);
            }
        }

        return SoftmaxCrossEntropy.Apply(tape, _network.Forward(tape, batch, series), _targets[shard], _scale, _loss);
    }

    /// <summary>The share of wrong answers, or what the first metric lacks; where that is equal, the loss decides.</summary>
    protected override double ValidateWeights()
    {
        float[] probabilities = _classifier.Predict(_data.Valid);
        if (Array.Exists(probabilities, float.IsNaN))
        {
            // The trainer says that it has diverged.
            return double.NaN;
        }

        IReadOnlyDictionary<string, double> metrics = ClassifyMetrics.Of(probabilities, _data.Valid, _data.Encoding);
        double loss = ValidationLoss = metrics["loss"];
        return Options.BestByLoss ? loss : 1 - ClassifyMetrics.Main(metrics, _data.Options.Positive is not null) + (1e-4 * loss / (1 + loss));
    }
}
