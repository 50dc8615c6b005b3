using Unroll.Data.Images;
using Unroll.Data.Vocabularies;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;
using Unroll.Training;

namespace Unroll.Tasks.Caption;

/// <summary>A training run of a captioner.</summary>
internal sealed class CaptionRun : TrainRun
{
    private readonly CaptionData _data;
    private readonly CaptionNetwork _network;
    private readonly CaptionTrainable _trainable;
    private readonly Captioner _captioner;

    public CaptionRun(Recipe recipe, TrainSettings settings, Action<TrainProgress> progress)
        : base(recipe, settings, progress)
    {
        _data = CaptionData.Read(recipe);
        _network = new CaptionNetwork(_data.Options, _data.Words.Count);
        _network.Parameters.Initialize(recipe.Train.Seed);
        _captioner = new Captioner(_network, _data.Words, _data.Options.Shrink, Team);
        _trainable = new CaptionTrainable(_network, _data, _captioner, recipe, Team);
    }

    protected override ITrainable Trainable => _trainable;

    protected override long StepsPerEpoch => _trainable.StepsPerEpoch;

    protected override string Unit => "images";

    protected override double? ValidationLoss => _trainable.ValidationLoss;

    protected override double UnitsPerStep => (double)_data.Train.Count / StepsPerEpoch;

    protected override double GuessingLoss => Math.Log(_data.Words.Count) + 2;

    protected override string GuessedAmong => $"{_data.Words.Count} words";

    protected override IReadOnlyDictionary<string, string> DataIdentity => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["training images"] = _data.Train.Digest(),
        ["validation images"] = _data.Valid.Digest(),
        ["words"] = VocabularyJson.Write(_data.Words),
    };

    protected override IReadOnlyList<string> NeutralOverrides => [$"{DataKeys.Train.Path}=/", $"{DataKeys.Valid.Path}=null", $"{LabelledDataKeys.Labels.Path}=null"];

    protected override void SaveModel(long step, EvaluateReport? report) => _trainable.WithBestWeights(() => Write(step, null, report));

    protected override EvaluateReport Conclude()
    {
        long best = LoadBest(_network.Parameters);
        string baseline = Enumerable.Range(0, _data.Train.Count).Select(i => _captioner.Normal(_data.Train.Fixed(i).Text)).GroupBy(t => t, StringComparer.Ordinal)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).First().Key;
        CaptionedImage[] valid = [.. Enumerable.Range(0, _data.Valid.Count).Select(_data.Valid.Fixed)];
        WrittenCaption[] written = _captioner.Describe([.. valid.Select(v => v.Image)]);
        EvaluateReport report = CaptionMetrics.Of(Recipe.Task, valid, _captioner, [.. written.Select(w => w.Text)], baseline);
        Write(best, baseline, report);
        WritePage(CaptionReport.Page(Page(report, _network.Parameters.Count), Recipe, _data, report, valid, written, _captioner));
        return report;
    }

    /// <summary>The first validation image in the network's words.</summary>
    protected override string Sample()
    {
        CaptionedImage first = _data.Valid.Fixed(0);
        string text = "";
        _trainable.WithBestWeights(() => text = _captioner.Describe([first.Image])[0].Text);
        return text == _captioner.Normal(first.Text) ? text : $"{text} (is: {first.Text})";
    }

    private void Write(long step, string? baseline, EvaluateReport? report) => CaptionFile.Write(
        ModelPath, RecipeAsGiven, DataAsGiven, _data.Words, _network.Parameters, step, EpochAt(step), baseline, report);
}
