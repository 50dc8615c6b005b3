using Unroll.Storage;
using Unroll.Tasks.Forecast.Anomalies;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;
using Unroll.Training;

namespace Unroll.Tasks.Forecast;

/// <summary>A training run of a forecaster.</summary>
internal sealed class ForecastRun : TrainRun
{
    private readonly ForecastData _data;
    private readonly ForecastNetwork _network;
    private readonly ForecastTrainable _trainable;
    private readonly Forecaster _forecaster;
    private readonly LinearBaseline _linear;
    private readonly SeriesRecord[] _kept;
    private AnomalyScale? _anomalies;

    public ForecastRun(Recipe recipe, TrainSettings settings, Action<TrainProgress> progress)
        : base(recipe, settings, progress)
    {
        _data = ForecastData.Read(recipe);
        _network = new ForecastNetwork(new ForecastModelOptions(recipe.Values), _data.Features);
        _network.Parameters.Initialize(recipe.Train.Seed);
        _linear = LinearBaseline.Fit(_data, Team);
        _network.Start(_linear.Readout);
        _network.Parameters.Prepare(Team);
        _forecaster = new Forecaster(_network, Team);
        _trainable = new ForecastTrainable(_network, _data, _forecaster, recipe, Team);
        _kept = [.. _data.Frames.Take(_data.Series.Count).Select(ForecastFile.Keep)];
    }

    protected override ITrainable Trainable => _trainable;

    protected override long StepsPerEpoch => _trainable.StepsPerEpoch;

    protected override string Unit => "windows";

    protected override double UnitsPerStep => Recipe.Train.Batch;

    // Errors are scaled, but a single series may leap; a run that is lost grows without bound.
    protected override double GuessingLoss => 1e4;

    protected override string GuessedAmong => "scaled values near 0";

    protected override IReadOnlyDictionary<string, string> DataIdentity => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["series"] = _data.Digest(),
    };

    protected override IReadOnlyList<string> NeutralOverrides => _data.Options.Generate is null ? [$"{DataKeys.Train.Path}=."] : [];

    protected override void SaveModel(long step, EvaluateReport? report) => _trainable.WithBestWeights(() => Write(step, 1, null, report));

    protected override EvaluateReport Conclude()
    {
        long best = LoadBest(_network.Parameters);
        _forecaster.Widening = ForecastMetrics.Widening(_forecaster, _data.Frames, _data.ValidWindows);
        _anomalies = _data.Options.AnomalyAhead is null ? null : new AnomalyScorer(_forecaster, _data.Options).Calibrate(_data);
        EvaluateReport report = ForecastMetrics.Of(Recipe, _forecaster, _data, _linear, _anomalies);
        Write(best, _forecaster.Widening, _linear, report);
        WritePage(ForecastReport.Page(Page(report, _network.Parameters.Count), Recipe, _data, report, _forecaster));
        return report;
    }

    private void Write(long step, double widening, LinearBaseline? linear, EvaluateReport? report) => ForecastFile.Write(ModelPath, RecipeAsGiven,
        new ForecastDataOptions(Recipe.Parse(RecipeAsGiven).Values).Train, new ForecastRecord(_data.Features.Calendar, widening, _kept, _anomalies), ModelTensors.Of(_network.Parameters), step, EpochAt(step), linear, report);
}
