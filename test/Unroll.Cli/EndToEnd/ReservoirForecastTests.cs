using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.EndToEnd;

public sealed class ReservoirForecastTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ReservoirForecastTests()
    {
        _folder.Write("load.csv", Csv(0, 500));
        _folder.Write("recipe.jsonc", """
            {
              "task": "forecast",
              "data": { "train": "load.csv", "history": 48, "horizon": 6, "trainPoints": 300, "validPoints": 100, "testPoints": 100, "anomalyAhead": 1, "falseAlarmRate": 1e-3 },
              "model": { "network": "reservoir" },
              "reservoir": { "units": 40, "washout": 30, "feedbackScaling": 0.5, "online": "rls" },
              "tune": { "reservoir.links": [5, 10, 60], "reservoir.spectralRadius": { "from": 0.5, "to": 1.2 } },
            }
            """);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_trained_measured_and_forecasts_like_any_other()
    {
        Assert.Contains("40 units", TinyTraining.Expect(0, Unroll("check", "recipe.jsonc")).Out);
        Assert.Contains("seasonal naive", TinyTraining.Expect(0, Unroll("train", "recipe.jsonc", "--out", "run", "--set", "data.season=24", "--set", "data.errorAt=6")).Out);
        JsonElement metrics = JsonLines.One(TinyTraining.Expect(0, Unroll("evaluate", "run", "--json")).Out).GetProperty("metrics");
        Assert.InRange(metrics.Number("nrmse6"), 0, 0.5);
        Assert.InRange(metrics.Number("coverage80"), 0.5, 1);
        Assert.Equal(0, Unroll("evaluate", "run", "--fail-under", "nrmse6=0.5").ExitCode);
        Assert.Equal(13, TinyTraining.Expect(0, Unroll("forecast", "run", "--horizon", "12", "--csv")).Out.TrimEnd('\n').Split('\n').Length);
        Assert.Contains("reservoir", TinyTraining.Expect(0, Unroll("inspect", "run")).Out);
    }

    [Fact]
    public void Anomalies_come_as_a_table_as_CSV_as_JSON_and_as_a_picture()
    {
        TinyTraining.Expect(0, Unroll("train", "recipe.jsonc", "--out", "run"));
        string[] rows = Csv(0, 500).Split('\n');
        rows[451] = rows[451].Split(',')[0] + ",140";
        _folder.Write("odd.csv", string.Join('\n', rows));
        string text = TinyTraining.Expect(0, Unroll("forecast", "run", "odd.csv", "--anomalies", "--plot", "odd.svg")).Out;
        Assert.Contains("2024-01-19 18:00", text);
        Assert.Contains(XElement.Parse(File.ReadAllText(_folder.File("odd.svg"))).Descendants(), e => (string?)e.Attribute("class") == "alarm");

        string[] csv = TinyTraining.Expect(0, Unroll("forecast", "run", "odd.csv", "--anomalies", "--csv")).Out.TrimEnd('\n').Split('\n');
        Assert.Equal("series,step,value,expected,score,alarm", csv[0]);
        string alarm = csv.Single(l => l.Contains(",2024-01-19 18:00,", StringComparison.Ordinal));
        Assert.StartsWith("load,2024-01-19 18:00,140,", alarm);
        Assert.EndsWith(",1", alarm);
        JsonElement[] points = JsonLines.All(TinyTraining.Expect(0, UnrollCommand.RunWith(string.Join('\n', rows), "forecast", _folder.File("run"), "-", "--anomalies", "--json")).Out);
        Assert.Equal(csv.Length - 1, points.Length);
        Assert.Single(points, p => p.Text("step") == "2024-01-19 18:00" && p.GetProperty("alarm").GetBoolean() && p.Number("score") > p.Number("threshold"));
    }

    [Fact]
    public void An_update_carries_the_model_on_and_leaves_the_old_one()
    {
        TinyTraining.Expect(0, Unroll("train", "recipe.jsonc", "--out", "run"));
        byte[] before = File.ReadAllBytes(_folder.File("run/model.safetensors"));
        _folder.Write("later.csv", Csv(500, 560));
        Assert.Contains("carried on over 60 new points of 1 series; the output learned from them", TinyTraining.Expect(0, Unroll("forecast", "run", "later.csv", "--update", "next.safetensors")).Out);
        Assert.Equal(before, File.ReadAllBytes(_folder.File("run/model.safetensors")));
        Assert.Contains("2024-01-24 08:00", TinyTraining.Expect(0, Unroll("forecast", "next.safetensors")).Out);
        Assert.True(JsonLines.One(TinyTraining.Expect(0, Unroll("forecast", "run", "later.csv", "--update", "again.safetensors", "--json")).Out).GetProperty("learned").GetBoolean());
        Assert.Equal(File.ReadAllBytes(_folder.File("next.safetensors")), File.ReadAllBytes(_folder.File("again.safetensors")));
    }

    [Theory]
    [InlineData("is given without DATA", "forecast", "run", "--anomalies")]
    [InlineData("is given without DATA", "forecast", "run", "--update", "next.safetensors")]
    [InlineData("expected one of them", "forecast", "run", "load.csv", "--anomalies", "--update", "x.safetensors")]
    [InlineData("--horizon is given with --anomalies", "forecast", "run", "load.csv", "--anomalies", "--horizon", "3")]
    [InlineData("--plot is given with --update", "forecast", "run", "load.csv", "--update", "x.safetensors", "--plot", "x.svg")]
    public void Options_that_do_not_go_together_are_usage_errors(string expected, params string[] arguments) =>
        Assert.Contains(expected, TinyTraining.Expect(2, Unroll(arguments)).Error);

    [Fact]
    public void A_search_trains_every_trial_once_passes_over_those_that_cannot_be_and_says_how_many_a_minute()
    {
        string table = TinyTraining.Expect(0, Unroll("train", "recipe.jsonc", "--tune", "12", "--out", "search")).Out;
        Assert.Contains("12 trials in ", table);
        Assert.Contains(" a minute.", table);
        Assert.Contains("failed", table);
        string[] trials = File.ReadAllLines(_folder.File("search/trials.jsonl"));
        Assert.Equal(12, trials.Length);
        Assert.All(trials, t => Assert.Contains("\"rung\":1", t));
        Assert.Contains(trials, t => t.Contains("Links is 60", StringComparison.Ordinal));
        TinyTraining.Expect(0, Unroll("forecast", "search"));
    }

    private ProcessResult Unroll(params string[] arguments) => UnrollCommand.RunIn(_folder.Path, arguments);

    private static string Csv(int from, int to) => "time,load\n" + string.Concat(Enumerable.Range(from, to - from).Select(t => string.Create(CultureInfo.InvariantCulture,
        $"{new DateTime(2024, 1, 1).AddHours(t):yyyy-MM-dd HH:mm},{100 + (10 * Math.Sin(2 * Math.PI * t / 24)) + (5 * Math.Sin(0.7 * t)) + (t * 37 % 11 * 0.1):0.###}\n")));
}
