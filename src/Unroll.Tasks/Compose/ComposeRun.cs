using Unroll.Data.Music;
using Unroll.Kernels;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;
using Unroll.Training;

namespace Unroll.Tasks.Compose;

/// <summary>A training run of a composer.</summary>
internal sealed class ComposeRun : TrainRun
{
    private readonly ComposeData _data;
    private readonly ComposeNetwork _network;
    private readonly ComposeTrainable _trainable;
    private readonly Composer _composer;

    public ComposeRun(Recipe recipe, TrainSettings settings, Action<TrainProgress> progress)
        : base(recipe, settings, progress)
    {
        _data = ComposeData.Read(recipe);
        _network = new ComposeNetwork(_data.Options, _data.Styles.Names.Count);
        _network.Parameters.Initialize(recipe.Train.Seed);
        _composer = new Composer(_network, Team);
        _trainable = new ComposeTrainable(_network, _data, _composer, recipe, Team);
    }

    protected override ITrainable Trainable => _trainable;

    protected override long StepsPerEpoch => _trainable.StepsPerEpoch;

    protected override string Unit => "steps of music";

    protected override double UnitsPerStep => _trainable.StepsOfBatch;

    protected override double GuessingLoss => PianoRoll.Keys * Math.Log(2);

    protected override string GuessedAmong => $"{PianoRoll.Keys} keys, each on or off,";

    protected override IReadOnlyDictionary<string, string> DataIdentity => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["training music"] = _data.Train.Digest(),
        ["validation music"] = _data.Valid.Digest(),
    };

    protected override IReadOnlyList<string> NeutralOverrides => [$"{DataKeys.Train.Path}=/", $"{DataKeys.Valid.Path}=null"];

    protected override void SaveModel(long step, EvaluateReport? report) => _trainable.WithBestWeights(() => Write(step, null, report));

    protected override EvaluateReport Conclude()
    {
        long best = LoadBest(_network.Parameters);
        NoteBaseline baseline = NoteBaseline.Fit(_data.Train.Rolls);
        EvaluateReport report = ComposeMetrics.Of(Recipe.Task, _composer, baseline, _data.Valid);
        Write(best, baseline, report);
        WritePage(ComposeReport.Page(Page(report, _network.Parameters.Count), Recipe, _data, report, _composer));
        return report;
    }

    /// <summary>Some steps that the network writes by now.</summary>
    protected override string Sample()
    {
        const int Shown = 8;
        List<int[]> steps = [];
        _trainable.WithBestWeights(() => steps.AddRange(_composer.Write(0, [], 1, new CounterRandom(Recipe.Train.Seed)).Take(Shown)));
        return string.Join(" | ", steps.Select(s => s.Length == 0 ? "-" : string.Join(' ', s.Select(NoteName.Of))));
    }

    private void Write(long step, NoteBaseline? baseline, EvaluateReport? report) => ComposeFile.Write(
        ModelPath, RecipeAsGiven, DataAsGiven, _data.Styles, _network.Parameters, step, EpochAt(step), baseline, report);
}
