using Unroll.Tasks.Forecast;
using Unroll.Tasks.Recipes;
using Xunit;

namespace Unroll.Tasks.Tests.Forecast.Reservoirs;

public sealed class ReservoirTaskTests : IDisposable
{
    private readonly SmallReservoirs _small = new();

    public void Dispose() => _small.Dispose();

    [Fact]
    public void It_beats_the_simple_forecasts_and_measuring_again_gives_the_same_numbers()
    {
        TrainReport report = _small.Train("run", "data.horizon=2");
        Assert.InRange(report.Validation.Metrics["mae"], 0, report.Validation.Others!["linear (DLinear)"]["mae"]);
        EvaluateReport again = _small.Load("run").EvaluateValidation(_small.Recipe("data.horizon=2"));
        Assert.Equal(report.Validation.Metrics, again.Metrics);
        Assert.Equal(report.Validation.Metrics.Where(m => m.Key != "validLoss"), _small.Load("run").Evaluate(_small.File("series.csv")).Metrics);
    }

    [Theory]
    [InlineData("reservoir.members=3", "reservoir.topology=ring")]
    [InlineData("reservoir.layers=2", "reservoir.readout=states")]
    [InlineData("reservoir.joint=true", "reservoir.online=rls")]
    [InlineData("reservoir.noise=0.01", "data.lags=3")]
    [InlineData("reservoir.topology=delay-line", "reservoir.recurrentScaling=0.8")]
    public void The_file_goes_on_as_the_whole_series_does_and_threads_change_no_bit(params string[] changes)
    {
        _small.Train("run", 1, changes);
        _small.Train("three", 3, changes);
        Assert.Equal(File.ReadAllBytes(_small.ModelOf("run")), File.ReadAllBytes(_small.ModelOf("three")));
        IReadOnlyList<SeriesForecast> kept = _small.Load("run").Forecast(12), read = _small.Load("run", 3).Forecast(_small.File("series.csv"), 12);
        Assert.Equal(2, kept.Count);
        Assert.All(kept.Zip(read), f => Assert.Equal(f.Second.Steps, f.First.Steps));
    }

    [Fact]
    public void A_long_horizon_is_a_free_run_that_goes_on()
    {
        _small.Train("long", "data.horizon=16", "reservoir.ridge=1e-4");
        _small.Train("short", "data.horizon=4", "reservoir.ridge=1e-4");
        double[] whole = [.. _small.Load("long").Forecast(16)[0].Steps.Select(s => s.Value)], parts = [.. _small.Load("short").Forecast(16)[0].Steps.Select(s => s.Value)];
        Assert.All(whole.Zip(parts), p => Assert.Equal(p.First, p.Second, 1e-6));
    }

    [Fact]
    public void Errors_at_a_step_and_valid_times_are_metrics_where_the_recipe_asks_for_them()
    {
        TrainReport report = _small.Train("run", "data.errorAt=1, 8", "data.lyapunov=0.5");
        Assert.InRange(report.Validation.Metrics["nrmse1"], 0, report.Validation.Metrics["nrmse8"]);
        Assert.InRange(report.Validation.Metrics["validTime"], 0, 4);
        Assert.Contains("from 1 to 8", Assert.Throws<DataException>(() => _small.Train("run", "data.errorAt=9")).Message);
    }

    [Fact]
    public void A_generated_system_needs_no_file()
    {
        Recipe recipe = Recipe.Parse("""
            { "task": "forecast", "data": { "generate": "lorenz", "generatePoints": 700, "history": 50, "horizon": 5 }, "model": { "network": "reservoir" },
              "reservoir": { "units": 60, "joint": true, "feedbackScaling": 0.2, "washout": 50 } }
            """, "lorenz.jsonc", _small.Path);
        TrainReport report = new ForecastTask().Train(recipe, new TrainSettings(_small.File("lorenz"), 1, false), _ => { }, default);
        Assert.InRange(report.Validation.Metrics["nrmse"], 0, 0.1);
        Assert.Equal(3, _small.Load("lorenz").Forecast(5).Count);
        Assert.Contains("data.train", Assert.Throws<DataException>(() => Recipe.Parse("""{ "task": "forecast", "data": { "history": 5 } }""")).Message);
    }

    [Theory]
    [InlineData("reservoir.links=50", "Links is 50, expected 1 to 40")]
    [InlineData("reservoir.topology=delay-line", "a delay line has no loop")]
    [InlineData("data.scale=window", "expected \"series\" or \"none\"")]
    [InlineData("reservoir.washout=400", "expected more than 400")]
    [InlineData("reservoir.feedback=false", "no known inputs")]
    [InlineData("data.history=500", "no forecast of 8 steps fits")]
    public void What_cannot_be_made_or_learned_is_refused_with_the_reason(string change, string expected) =>
        Assert.Contains(expected, Assert.Throws<DataException>(() => _small.Train("run", change)).Message);

    [Fact]
    public void A_series_that_never_changes_is_refused()
    {
        _small.Write("series.csv", "a\n" + string.Concat(Enumerable.Repeat("5\n", 600)));
        Assert.Contains("never changes", Assert.Throws<DataException>(() => _small.Train("run")).Message);
    }

    [Fact]
    public void What_a_reservoir_has_not_is_said()
    {
        _small.Train("run");
        Assert.Contains("cannot be quantised", Assert.Throws<UnrollException>(() => new ForecastTask().Quantize(_small.ModelOf("run"), Layers.WeightPrecision.Int8, _small.File("q"))).Message);
        Assert.Contains("solved at once", Assert.Throws<UnrollException>(() => new ForecastTask().Train(_small.Recipe(), new TrainSettings(_small.File("run"), 1, Resume: true), _ => { }, default)).Message);
        CheckReport check = new ForecastTask().Check(_small.Recipe());
        Assert.Contains("40 units", check.Network);
        Assert.Equal(83, check.Parameters);
    }
}
