using Unroll.Autodiff;
using Unroll.Data.Images;
using Unroll.Data.Vocabularies;
using Unroll.Kernels;
using Unroll.Losses;
using Unroll.Tasks.Items;
using Unroll.Tasks.Recipes;
using Unroll.Tensors;

namespace Unroll.Tasks.Caption;

/// <summary>A captioner with its images. The loss is the mean over the words of a batch.</summary>
internal sealed class CaptionTrainable : ItemTrainable
{
    private readonly CaptionNetwork _network;
    private readonly WordVocabulary _words;
    private readonly CaptionPart _train;
    private readonly CaptionedImage[] _valid;
    private readonly Captioner _captioner;
    private readonly CaptionOptions _options;
    private readonly CrossEntropyOptions _loss;
    private readonly Dictionary<int, (GreyImage Image, int[] Words)> _drawn = [];
    private float _scale;

    public CaptionTrainable(CaptionNetwork network, CaptionData data, Captioner captioner, Recipe recipe, WorkerTeam team)
        : base(network.Parameters, [.. Enumerable.Repeat(1, data.Train.Count)], recipe.Train, team)
    {
        (_network, _words, _train, _captioner, _options) = (network, data.Words, data.Train, captioner, data.Options);
        _valid = [.. Enumerable.Range(0, data.Valid.Count).Select(data.Valid.Fixed)];
        network.Rows.Recompute = network.Columns.Recompute = recipe.Train.Recompute;
        _loss = new CrossEntropyOptions(LabelSmoothing: recipe.Train.LabelSmoothing);
    }

    protected override void BeginBatch(int[] items, CounterRandom random)
    {
        _drawn.Clear();
        foreach (int item in items)
        {
            CaptionedImage drawn = _train.Drawn(item, random, _options.Vary);
            _drawn[item] = (drawn.Image, _words.Encode(drawn.Text));
        }

        _scale = 1f / _drawn.Values.Sum(d => d.Words.Length + 1);
    }

    protected override Tensor Loss(Tape tape, int shard, int[] items)
    {
        CaptionBatch batch = CaptionBatch.Load(tape, [.. items.Select(i => _drawn[i].Image)], [.. items.Select(i => _drawn[i].Words)], _options.Shrink);
        return SoftmaxCrossEntropy.Apply(tape, _network.Forward(tape, batch), batch.Targets, _scale, _loss with { Weights = batch.Weights });
    }

    /// <summary>The share of captions with a mistake; where that is equal, the loss decides.</summary>
    protected override double ValidateWeights()
    {
        double loss = _captioner.Loss(_valid);
        ValidationLoss = loss;
        return Options.BestByLoss ? loss : 1 - CaptionMetrics.Exact(_valid, _captioner) + (1e-4 * loss / (1 + loss));
    }
}
