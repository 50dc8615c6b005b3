using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.Commands;

/// <summary>A forecaster of days, trained once by the command line.</summary>
public sealed class TrainedForecast : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TrainedForecast()
    {
        _folder.Write("sales.csv", Csv(0, 200));
        _folder.Write("recipe.jsonc", """
            {
              "task": "forecast",
              "data": { "train": "sales.csv", "history": 14, "horizon": 7, "season": 7, "testPoints": 28, "validPoints": 28 },
              "model": { "cell": "gru", "hidden": 16 },
              "train": { "steps": 60, "batch": 16, "learningRate": 0.005, "validateEvery": 20 },
            }
            """);
        Trained = TinyTraining.Expect(0, Unroll("train", "recipe.jsonc", "--out", "run"));
    }

    public ProcessResult Trained { get; }

    public string File(string name) => _folder.File(name);

    public string Write(string name, string text) => _folder.Write(name, text);

    public ProcessResult Unroll(params string[] arguments) => UnrollCommand.RunIn(_folder.Path, arguments);

    /// <summary>Two shops whose sales rise towards the weekend.</summary>
    public static string Csv(int from, int to) => "date,north,south\n" + string.Concat(Enumerable.Range(from, to - from).Select(t => string.Create(CultureInfo.InvariantCulture,
        $"{new DateTime(2024, 1, 1).AddDays(t):yyyy-MM-dd},{50 + (10 * Math.Sin(2 * Math.PI * t / 7)) + (t * 37 % 11 * 0.2):0.###},{200 + (30 * Math.Cos(2 * Math.PI * t / 7)) + (t * 53 % 13):0.###}\n")));

    public void Dispose() => _folder.Dispose();
}

public sealed class ForecastCommandTests(TrainedForecast trained) : IClassFixture<TrainedForecast>
{
    [Fact]
    public void Training_ends_with_the_metrics_beside_simple_forecasts_and_says_what_to_type_next()
    {
        foreach (string expected in (string[])["MASE", "seasonal naive", "drift", "linear (DLinear)", "in 80 % intervals"])
            Assert.Contains(expected, trained.Trained.Out);
        Assert.Contains("forecast run", trained.Trained.Error);
        Assert.Contains("Forecast of north", File.ReadAllText(trained.File("run/report.html")));
    }

    [Fact]
    public void The_metrics_as_json_have_all_names_and_the_baselines()
    {
        JsonElement report = JsonLines.One(TinyTraining.Expect(0, trained.Unroll("evaluate", "run", "sales.csv", "--json")).Out);
        Assert.Equal(["mase", "smape", "owa", "mse", "mae", "rmse", "nrmse", "crps", "coverage80"], report.GetProperty("metrics").EnumerateObject().Select(m => m.Name));
        Assert.Equal(("seasonal naive", 56), (report.Text("baseline_name"), report.Number("count")));
        Assert.Equal(["naive", "drift", "linear (DLinear)"], report.GetProperty("other_baselines").EnumerateObject().Select(b => b.Name));
        Assert.InRange(report.Number("metrics", "mae"), 0, report.GetProperty("other_baselines").GetProperty("naive").Number("mae"));
        Assert.Equal(0, trained.Unroll("evaluate", "run", "--fail-under", "coverage80=0.1", "--fail-under", "rmse=1000").ExitCode);
        Assert.Equal(5, trained.Unroll("evaluate", "run", "--fail-under", "mase=0.0001").ExitCode);
    }

    [Fact]
    public void A_forecast_goes_on_from_the_end_of_the_training_data_as_text_CSV_and_JSON()
    {
        string text = TinyTraining.Expect(0, trained.Unroll("forecast", "run")).Out;
        Assert.Contains("2024-07-19", text);
        Assert.Contains("Eight in ten values lie between lower and upper", text);
        string[] csv = TinyTraining.Expect(0, trained.Unroll("forecast", "run", "--csv")).Out.TrimEnd('\n').Split('\n');
        Assert.Equal("series,step,forecast,lower,upper", csv[0]);
        Assert.Equal(15, csv.Length);
        Assert.StartsWith("north,2024-07-19,", csv[1]);
        Assert.StartsWith("south,2024-07-25,", csv[14]);
        JsonElement south = JsonLines.All(TinyTraining.Expect(0, trained.Unroll("forecast", "run", "--json", "--threads", "1")).Out)[1];
        JsonElement last = south.GetProperty("forecast")[6];
        Assert.Equal(csv[14], string.Create(CultureInfo.InvariantCulture, $"{south.Text("series")},{last.Text("step")},{last.Number("forecast"):R},{last.Number("lower"):R},{last.Number("upper"):R}"));
        Assert.InRange(last.Number("forecast"), 150, 260);
    }

    [Fact]
    public void Data_may_come_from_a_file_or_a_pipe_and_the_horizon_may_be_longer()
    {
        string file = trained.Write("more.csv", TrainedForecast.Csv(190, 230));
        string fromFile = TinyTraining.Expect(0, trained.Unroll("forecast", "run", file, "--horizon", "10", "--csv")).Out;
        string fromPipe = TinyTraining.Expect(0, UnrollCommand.RunWith(File.ReadAllText(file), "forecast", trained.File("run"), "-", "--horizon", "10", "--csv")).Out;
        Assert.Equal(fromFile, fromPipe);
        Assert.Equal(21, fromFile.TrimEnd('\n').Split('\n').Length);
        Assert.Contains("north,2024-08-27,", fromFile);
    }

    [Fact]
    public void The_plot_is_a_picture_with_a_band_a_series()
    {
        TinyTraining.Expect(0, trained.Unroll("forecast", "run", "--plot", "next.svg"));
        XElement svg = XElement.Parse(File.ReadAllText(trained.File("next.svg")));
        Assert.Equal(2, svg.Descendants().Count(e => (string?)e.Attribute("class") == "band"));
    }

    [Theory]
    [InlineData(3, "the time 2024-01-02 00:00:00 stands there a second time", "date,north,south\n2024-01-01,1,2\n2024-01-02,1,2\n2024-01-02,3,4\n")]
    [InlineData(3, "1 step is missing between 2024-01-02 and 2024-01-04", "date,north,south\n2024-01-01,1,2\n2024-01-02,1,2\n2024-01-04,3,4\n2024-01-05,3,4\n")]
    [InlineData(3, "expected at least 14", "date,east\n2024-01-01,1\n2024-01-02,1\n")]
    public void Bad_series_are_told_in_one_sentence_with_their_place(int code, string expected, string csv)
    {
        ProcessResult r = trained.Unroll("forecast", "run", trained.Write("bad.csv", csv));
        Assert.Equal(code, r.ExitCode);
        Assert.Contains(expected, r.Error);
        Assert.Empty(r.Out);
    }

    [Fact]
    public void Two_formats_at_once_and_a_horizon_of_nothing_are_usage_errors()
    {
        Assert.Contains("expected one of them", TinyTraining.Expect(2, trained.Unroll("forecast", "run", "--csv", "--json")).Error);
        Assert.Contains("expected an integer from 1", TinyTraining.Expect(2, trained.Unroll("forecast", "run", "--horizon", "0")).Error);
    }

    [Fact]
    public void A_model_of_8_bits_forecasts_nearly_the_same()
    {
        TinyTraining.Expect(0, trained.Unroll("export", "run", "--quantize", "int8", "--out", "small.safetensors"));
        double Mae(string model) => JsonLines.One(TinyTraining.Expect(0, trained.Unroll("evaluate", model, "sales.csv", "--json")).Out).Number("metrics", "mae");
        Assert.Equal(Mae("run"), Mae("small.safetensors"), 0.1 * Mae("run"));
    }
}
