using System.Globalization;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.EndToEnd;

/// <summary>What is wrong with series, or with what a reservoir is asked to be: exit code 3, one message, nothing on stdout, no model left behind.</summary>
public sealed class BadSeriesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public BadSeriesTests()
    {
        _folder.Write("good.csv", Csv(_ => null));
        _folder.Write("recipe.jsonc", """
            {
              "task": "forecast",
              "data": { "train": "good.csv", "history": 12, "horizon": 4, "target": "sales", "known": "holiday", "validPoints": 20 },
              "model": { "network": "reservoir" },
              "reservoir": { "units": 20, "washout": 10 },
            }
            """);
    }

    /// <summary>What is wrong, the row it is put in place of, what stands there then, and the message.</summary>
    public static TheoryData<string, int, string, string> Cases => new()
    {
        { "a gap in time", 30, "", "1 step is missing between 2024-01-29 and 2024-01-31" },
        { "a time that stands there twice", 30, "2024-01-29,5,0\n", "the time 2024-01-29 00:00:00 stands there a second time" },
        { "a time that goes back", 30, "2023-01-29,5,0\n", "the time 2023-01-29 00:00:00 comes after 2024-01-29 00:00:00" },
        { "a time between two steps", 30, "2024-01-30 13:00,5,0\n", "is no whole number of steps of 1.00:00:00" },
        { "a time that is none", 30, "soon,5,0\n", "got 'soon', expected a time" },
        { "a row too short", 30, "2024-01-30,5\n", "the row has 2 fields, expected 3" },
        { "a row too long", 30, "2024-01-30,5,0,7\n", "the row has 4 fields, expected 3" },
        { "a value that is missing", 30, "2024-01-30,,0\n", "the value is missing, expected a number" },
        { "a value that is no number", 30, "2024-01-30,many,0\n", "got 'many', expected a number" },
        { "a value without end", 30, "2024-01-30,inf,0\n", "got 'inf'" },
        { "a covariate that is missing", 30, "2024-01-30,5,\n", "column 'holiday': the value is missing" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Training_says_what_is_wrong_and_where(string what, int row, string line, string expected)
    {
        _folder.Write("bad.csv", Csv(r => r == row ? line : null));
        Refused(what, expected, "train", "recipe.jsonc", "--out", "run", "--set", $"data.train={_folder.File("bad.csv")}");
    }

    [Theory]
    [InlineData("a radius that no loop can have", "a delay line has no loop", "reservoir.topology=delay-line")]
    [InlineData("more links than units", "Links is 21, expected 1 to 20", "reservoir.links=21")]
    [InlineData("a radius beyond its range", "expected a number above 0 and of at most 10", "reservoir.spectralRadius=11")]
    [InlineData("a washout as long as the series", "reservoir.washout is that", "reservoir.washout=500")]
    [InlineData("fewer points than a history", "expected at least 204", "data.history=200")]
    [InlineData("nothing to hear", "without any the reservoir hears nothing", "reservoir.feedback=false", "data.known=null", "data.exclude=holiday", "data.calendar=false")]
    public void A_reservoir_that_cannot_be_is_refused(string what, string expected, params string[] changes) =>
        Refused(what, expected, ["train", "recipe.jsonc", "--out", "run", .. changes.SelectMany(c => (string[])["--set", c])]);

    [Fact]
    public void A_constant_series_is_refused()
    {
        _folder.Write("bad.csv", Csv(r => string.Create(CultureInfo.InvariantCulture, $"{new DateTime(2024, 1, 1).AddDays(r - 1):yyyy-MM-dd},7,{r % 2}\n")));
        Refused("a constant", "never changes", "train", "recipe.jsonc", "--out", "run", "--set", $"data.train={_folder.File("bad.csv")}");
    }

    [Fact]
    public void A_forecast_needs_its_known_covariates_and_its_series()
    {
        TinyTraining.Expect(0, Unroll("train", "recipe.jsonc", "--out", "good"));
        Refused("no holidays ahead", "the covariate 'holiday' is known up to step", "forecast", "good", "good.csv");
        Refused("another series", "there is no column 'sales'; the columns are date, other, holiday", "forecast", "good", _folder.Write("other.csv", "date,other,holiday\n2024-01-01,1,0\n2024-01-02,2,0\n2024-01-03,3,0\n"));
    }

    [Fact]
    public void Clocks_that_were_set_back_may_be_dropped()
    {
        _folder.Write("back.csv", Csv(r => r == 30 ? "2024-01-30,5,0\n2024-01-28,5,0\n2024-01-29,5,0\n2024-01-30,6,0\n" : null));
        TinyTraining.Expect(0, Unroll("train", "recipe.jsonc", "--out", "back", "--set", $"data.train={_folder.File("back.csv")}", "--set", "data.repeated=drop"));
    }

    private ProcessResult Unroll(params string[] arguments) => UnrollCommand.RunIn(_folder.Path, arguments);

    private void Refused(string what, string expected, params string[] arguments)
    {
        ProcessResult r = Unroll(arguments);
        Assert.True(r.ExitCode == 3 && r.Error.Contains(expected, StringComparison.Ordinal), $"{what}: exit {r.ExitCode}, {r.Error}");
        Assert.Empty(r.Out);
        Assert.False(File.Exists(_folder.File("run/model.safetensors")));
    }

    private static string Csv(Func<int, string?> change) => "date,sales,holiday\n" + string.Concat(Enumerable.Range(1, 120).Select(r => change(r)
        ?? string.Create(CultureInfo.InvariantCulture, $"{new DateTime(2024, 1, 1).AddDays(r - 1):yyyy-MM-dd},{50 + (9 * Math.Sin(r)) + (r % 7)},{(r % 7 == 0 ? 1 : 0)}\n")));
}
