using Unroll.Kernels;
using Unroll.Tasks.Forecast;
using Unroll.Tasks.Tests.Forecast.Reservoirs;
using Xunit;

namespace Unroll.Tasks.Tests.Forecast;

public sealed class ForecastUpdateTests : IDisposable
{
    private readonly SmallReservoirs _small = new();

    public void Dispose() => _small.Dispose();

    [Theory]
    [InlineData("model.network=reservoir")]
    [InlineData("model.network=reservoir", "reservoir.members=2", "data.lags=7")]
    [InlineData("model.network=recurrent", "train.steps=3")]
    public void An_updated_model_forecasts_as_if_it_had_seen_all_of_the_series(params string[] changes)
    {
        _small.Train("run", changes);
        _small.Write("later.csv", SmallReservoirs.Csv(590, 640));
        _small.Write("whole.csv", SmallReservoirs.Csv(0, 640));
        UpdateReport report = _small.Load("run").Update(_small.File("later.csv"), _small.File("next.safetensors"));

        // Ten of the fifty days were known.
        Assert.Equal((2, 80, false), (report.Series, report.Points, report.Learned));
        IReadOnlyList<SeriesForecast> expected = _small.Load("run").Forecast(_small.File("whole.csv"), 8), actual = _small.Load("next.safetensors").Forecast(8);
        Assert.All(expected.Zip(actual), f => Assert.Equal(f.First.Steps, f.Second.Steps));
    }

    [Fact]
    public void Updates_one_after_the_other_are_one_update()
    {
        _small.Train("run", "reservoir.online=rls");
        foreach ((string name, int from, int to) in ((string, int, int)[])[("one.csv", 600, 620), ("two.csv", 620, 650), ("both.csv", 600, 650)])
            _small.Write(name, SmallReservoirs.Csv(from, to));
        _small.Load("run").Update(_small.File("one.csv"), _small.File("1.safetensors"));
        _small.Load("1.safetensors").Update(_small.File("two.csv"), _small.File("2.safetensors"));
        UpdateReport both = _small.Load("run").Update(_small.File("both.csv"), _small.File("b.safetensors"));
        Assert.True(both.Learned);
        Assert.All(_small.Load("2.safetensors").Forecast(8)[0].Steps.Zip(_small.Load("b.safetensors").Forecast(8)[0].Steps), s => Assert.Equal(s.First.Value, s.Second.Value, 1e-6));
    }

    [Theory]
    [InlineData("rls")]
    [InlineData("lms")]
    public void A_series_that_drifts_is_forecast_better_after_the_update(string online)
    {
        string[] changes = ["data.season=1", "data.horizon=1", "reservoir.units=60", "data.trainPoints=null", "data.validPoints=60", "data.testPoints=0", $"reservoir.online={online}", "reservoir.forgetting=0.995", "reservoir.ridge=0.1"];
        double[] values = Drifting(1400);
        _small.Write("series.csv", Column(values[..600]));
        _small.Train("run", changes);
        _small.Write("later.csv", Column(values[600..1200]));
        _small.Load("run").Update(_small.File("later.csv"), _small.File("next.safetensors"));
        _small.Write("last.csv", Column(values[1000..]));

        // The last 200 points, one step ahead each, from the same history.
        double old = Error("run", values), updated = Error("next.safetensors", values);
        Assert.True(updated < 0.8 * old, $"{updated} after the update, {old} before");
    }

    [Fact]
    public void What_does_not_go_on_is_refused()
    {
        _small.Train("run");
        _small.Write("gap.csv", SmallReservoirs.Csv(603, 640));
        _small.Write("old.csv", SmallReservoirs.Csv(500, 600));
        _small.Write("other.csv", "date,c\n2030-01-01,5\n2030-01-02,6\n");
        Assert.Contains("nothing may be missing", Refused("gap.csv"));
        Assert.Contains("no observation behind", Refused("old.csv"));
        Assert.Contains("not one of the model", Refused("other.csv"));
        Assert.False(File.Exists(_small.File("next.safetensors")));

        string Refused(string name) => Assert.Throws<DataException>(() => _small.Load("run").Update(_small.File(name), _small.File("next.safetensors"))).Message;
    }

    /// <summary>An oscillation whose frequency turns into another behind the training data.</summary>
    private static double[] Drifting(int length)
    {
        CounterRandom random = new(3);
        double phase = 0;
        return [.. Enumerable.Range(0, length).Select(t => Math.Sin(phase += t < 600 ? 0.3 : 0.8) + (0.02 * random.NextGaussian()))];
    }

    private static string Column(double[] values) => "x\n" + string.Concat(values.Select(v => $"{v:R}\n"));

    private double Error(string model, double[] values)
    {
        IForecastModel loaded = _small.Load(model);
        return Enumerable.Range(1300, 40).Average(end =>
        {
            _small.Write("past.csv", Column(values[(end - 300)..end]));
            return Math.Abs(loaded.Forecast(_small.File("past.csv"), 1)[0].Steps[0].Value - values[end]);
        });
    }
}
