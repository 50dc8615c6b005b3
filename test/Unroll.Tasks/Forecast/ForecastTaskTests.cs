using Unroll.Tasks.Forecast;
using Unroll.Tasks.Recipes;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Forecast;

public sealed class ForecastTaskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ForecastTaskTests() => _folder.Write("series.csv", SmallSeries.Csv(120));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("mae")]
    [InlineData("mse")]
    [InlineData("huber")]
    [InlineData("quantile")]
    [InlineData("gaussian")]
    [InlineData("student-t")]
    public void Every_head_learns_and_its_deciles_rise(string head)
    {
        TrainReport report = Train("run", $"model.head={head}", "train.steps=40");
        Assert.InRange(report.Validation.Metrics["mae"], 0, report.Validation.Others!["naive"]["mae"]);
        Assert.InRange(report.Validation.Metrics["coverage80"], 0.4, 1);
        Assert.All(Load("run").Forecast(4), f => Assert.All(f.Steps, s => Assert.True(s.Lower <= s.Value && s.Value <= s.Upper, $"{s}")));
    }

    [Fact]
    public void Counts_are_learned_with_their_likelihood()
    {
        string[] rows = [.. SmallSeries.Swings(120).Select(v => $"{Math.Round(v)}")];
        _folder.Write("series.csv", "count\n" + string.Join('\n', rows));
        TrainReport report = Train("run", "model.head=negative-binomial", "train.steps=40");
        Assert.InRange(report.Validation.Metrics["mae"], 0, report.Validation.Others!["naive"]["mae"]);
        Assert.All(Load("run").Forecast(4)[0].Steps, s => Assert.True(s.Lower >= 0 && s.Lower <= s.Upper));

        _folder.Write("series.csv", "count\n" + string.Join('\n', rows).Replace("10", "9.5"));
        Assert.Contains("whole number", Assert.Throws<DataException>(() => Train("run", "model.head=negative-binomial")).Message);
    }

    [Theory]
    [InlineData("model.decoder=recurrent")]
    [InlineData("model.decoder=direct")]
    public void Going_on_after_a_stop_gives_the_same_file(string change)
    {
        string[] changes = [change, "model.dropout=0.2", "train.average=0.9"];
        Train("whole", changes);
        using CancellationTokenSource stop = new();
        TrainReport stopped = Run("parts", false, p => { if (p.Step == 7) stop.Cancel(); }, stop.Token, 2, changes);
        Assert.True(stopped.Stopped);
        Run("parts", true, _ => { }, default, 1, changes);
        Assert.Equal(Model("whole"), Model("parts"));
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        Run("one", false, _ => { }, default, 1);
        Run("three", false, _ => { }, default, 3);
        Assert.Equal(Model("one"), Model("three"));
    }

    [Fact]
    public void Measuring_again_gives_the_numbers_of_training()
    {
        TrainReport report = Train("run");
        EvaluateReport validation = Load("run").EvaluateValidation(SmallSeries.Recipe(_folder.Path)), file = Load("run").Evaluate(_folder.File("series.csv"));
        Assert.Equal(report.Validation.Metrics, validation.Metrics);
        Assert.Equal(report.Validation.Metrics.Where(m => m.Key != "validLoss"), file.Metrics);
        Assert.Equal("validLoss", validation.MainMetric);
        Assert.Equal(report.Validation.Baseline, file.Baseline);
        Assert.Equal(("seasonal naive", 2 * 16L, "points"), (file.BaselineName, file.Count, file.Unit));
        Assert.Equal(["naive", "drift", "linear (DLinear)"], file.Others!.Keys);
    }

    [Fact]
    public void What_came_later_is_judged_behind_what_the_model_has_kept()
    {
        string[] lines = SmallSeries.Csv(128).Split('\n');
        Train("run");
        _folder.Write("whole.csv", string.Join('\n', lines));
        _folder.Write("later.csv", string.Join('\n', lines.Take(1).Concat(lines.Skip(121))));
        IForecastModel model = Load("run");
        EvaluateReport later = model.Evaluate(_folder.File("later.csv"));
        Assert.Equal(2 * 8, later.Count);

        // Eight of the sixteen test points of the whole file: the same forecasts, one by one.
        SeriesForecast a = model.Forecast(_folder.File("whole.csv"), 4)[0], b = model.Forecast(_folder.File("later.csv"), 4)[0];
        Assert.Equal(a.Steps.Select(s => s.Value), b.Steps.Select(s => s.Value));
    }

    [Fact]
    public void A_forecast_without_data_goes_on_from_the_end_of_training()
    {
        Train("run");
        SeriesForecast kept = Load("run").Forecast(4)[1], read = Load("run").Forecast(_folder.File("series.csv"), 4)[1];
        Assert.Equal(read.Steps, kept.Steps);
        Assert.Equal(["2020-04-30", "2020-05-01", "2020-05-02", "2020-05-03"], kept.Steps.Select(s => s.Label));
    }

    [Fact]
    public void Beyond_the_horizon_the_model_goes_on_from_its_own_forecasts_and_is_less_sure()
    {
        Train("run");
        IForecastModel model = Load("run");
        SeriesForecast once = model.Forecast(4)[0], far = model.Forecast(10)[0];
        Assert.Equal(once.Steps, far.Steps.Take(4));
        Assert.Equal(10, far.Steps.Count);
        string csv = SmallSeries.Csv(120, 1).TrimEnd('\n');
        for (int h = 0; h < 4; h++)
        {
            csv += string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\n{once.Steps[h].Label},{once.Steps[h].Value:R}");
        }

        _folder.Write("longer.csv", csv);
        Assert.Equal(model.Forecast(_folder.File("longer.csv"), 4)[0].Steps.Select(s => s.Value), far.Steps.Skip(4).Take(4).Select(s => s.Value));
        Assert.True(far.Steps[9].Upper - far.Steps[9].Lower > once.Steps[3].Upper - once.Steps[3].Lower);
    }

    [Fact]
    public void Covariates_known_ahead_are_used_and_asked_for()
    {
        // The value is ten times the covariate of its own step, which nothing before it tells.
        Kernels.CounterRandom random = new(3);
        double[] known = [.. Enumerable.Range(0, 204).Select(_ => random.NextDouble())];
        string Csv(int values) => "y,k\n" + string.Concat(known.Select((k, t) => FormattableString.Invariant($"{(t < values ? (10 * k).ToString("R", System.Globalization.CultureInfo.InvariantCulture) : "")},{k:R}\n")));
        _folder.Write("series.csv", Csv(200));
        TrainReport report = Train("run", "data.known=k", "data.season=1", "data.scale=series", "train.steps=300", "train.learningRate=0.02");
        Assert.InRange(report.Validation.Metrics["mae"], 0, 0.5 * report.Validation.Others!["linear (DLinear)"]["mae"]);
        Assert.Contains("'k' is known up to step +4, expected it also at +5", Assert.Throws<DataException>(() => Load("run").Forecast(8)).Message);
    }

    [Fact]
    public void A_series_that_is_too_short_to_forecast_from_is_an_error()
    {
        Train("run");
        _folder.Write("short.csv", "date,other\n2020-01-01,1\n2020-01-02,2\n");
        Assert.Contains("it has 2 points, expected at least 12", Assert.Throws<DataException>(() => Load("run").Forecast(_folder.File("short.csv"), 4)).Message);
        Assert.Contains("no series has enough points", Assert.Throws<DataException>(() => Load("run").Evaluate(_folder.File("short.csv"))).Message);
    }

    [Fact]
    public void The_check_says_what_there_is_to_learn_from()
    {
        CheckReport check = new ForecastTask().Check(SmallSeries.Recipe(_folder.Path));
        Assert.Equal([2, 2 * 92, 2 * 77], check.Train.Counts.Select(c => c.Count));
        Assert.Equal([2, 24, 2 * 9], check.Valid.Counts.Select(c => c.Count));
        Assert.Equal(12, check.Steps);
    }

    [Theory]
    [InlineData("data.testPoints=3", "'data.testPoints' is 3, expected at least 4")]
    [InlineData("data.lags=4, x", "'data.lags' has 'x'")]
    public void Recipes_that_contradict_themselves_are_refused(string change, string expected) =>
        Assert.Contains(expected, Assert.Throws<DataException>(() => new ForecastTask().Check(SmallSeries.Recipe(_folder.Path, change))).Message);

    private TrainReport Train(string output, params string[] changes) => Run(output, false, _ => { }, default, 2, changes);

    private TrainReport Run(string output, bool resume, Action<TrainProgress> progress, CancellationToken stop, int threads, params string[] changes) =>
        new ForecastTask().Train(SmallSeries.Recipe(_folder.Path, changes), new TrainSettings(_folder.File(output), threads, resume), progress, stop);

    private IForecastModel Load(string output) => (IForecastModel)new ForecastTask().Load(_folder.File($"{output}/model.safetensors"), 2);

    private byte[] Model(string output) => File.ReadAllBytes(_folder.File($"{output}/model.safetensors"));
}
