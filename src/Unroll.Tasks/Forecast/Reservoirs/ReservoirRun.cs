using Unroll.Reservoir;
using Unroll.Tasks.Forecast.Anomalies;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;
using Unroll.Training;

namespace Unroll.Tasks.Forecast.Reservoirs;

/// <summary>The training run of reservoirs that forecast: solved at once, so it has no steps and no checkpoint.</summary>
internal sealed class ReservoirRun : TrainRun
{
    private readonly ForecastData _data;
    private readonly LinearBaseline _linear;
    private ReservoirModel? _model;
    private ForecastRecord? _record;
    private EchoState<double>[][] _states = [];

    public ReservoirRun(Recipe recipe, TrainSettings settings, Action<TrainProgress> progress)
        : base(recipe, settings, progress)
    {
        _data = ForecastData.Read(recipe);
        _linear = LinearBaseline.Fit(_data, Team);
    }

    protected override ITrainable Trainable => throw new NotSupportedException("A reservoir is solved at once.");

    protected override long StepsPerEpoch => 1;

    protected override string Unit => "points";

    protected override double UnitsPerStep => 1;

    protected override double GuessingLoss => 1;

    protected override string GuessedAmong => "scaled values near 0";

    protected override IReadOnlyDictionary<string, string> DataIdentity => new Dictionary<string, string>(StringComparer.Ordinal);

    protected override IReadOnlyList<string> NeutralOverrides => [];

    private ReservoirModel Model => _model ?? throw new InvalidOperationException("The reservoir has not been fitted yet.");

    protected override bool FitAtOnce()
    {
        _model = ReservoirTraining.Fit(_data, new ReservoirSettings(Recipe.Values), Recipe.Train.Seed, Team);
        (_record, _states) = Keep(_model);
        return true;
    }

    protected override void SaveModel(long step, EvaluateReport? report) => ForecastFile.Write(ModelPath, RecipeAsGiven, _data.Options.Train, _record!,
        ReservoirTensors.Of(Model, _states), step, 1, report is null ? null : _linear, report);

    protected override EvaluateReport Conclude()
    {
        ReservoirForecaster forecaster = new(Model, _data.Options.Horizon, Team);
        EvaluateReport report = ForecastMetrics.Of(Recipe, forecaster, _data, _linear, _record!.Anomalies);
        SaveModel(0, report);
        WritePage(ForecastReport.Page(Page(report, Model.Parameters), Recipe, _data, report, forecaster));
        return report;
    }

    /// <summary>The ends of the series, and where the reservoirs stand before their last histories.</summary>
    private (ForecastRecord Record, EchoState<double>[][] States) Keep(ReservoirModel model)
    {
        SeriesFrame[] frames = [.. _data.Frames.Take(_data.Series.Count)];
        ReservoirForecaster forecaster = new(model, _data.Options.Horizon, Team);
        EchoState<double>[][] states = [.. ReservoirGroup.Of(frames, model.Outputs).Select(g => forecaster.StatesAt(g, [Math.Max(0, g.Length - _data.Options.History)])[0])];
        return (new ForecastRecord(_data.Features.Calendar, 1, [.. frames.Select(ForecastFile.Keep)],
            _data.Options.AnomalyAhead is null ? null : new AnomalyScorer(forecaster, _data.Options).Calibrate(_data)), states);
    }
}
