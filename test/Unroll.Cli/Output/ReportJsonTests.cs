using System.Text.Json;
using Unroll.Cli.Output;
using Unroll.Tasks;
using Xunit;

namespace Unroll.Cli.Tests.Output;

public sealed class ReportJsonTests
{
    private static readonly EvaluateReport Report = new("language-model",
        new Dictionary<string, double> { ["loss"] = 0.875, ["perplexity"] = double.PositiveInfinity, ["top1"] = 0.75 },
        new Dictionary<string, double> { ["loss"] = 0.9 }, "character 5-gram", 1000);

    [Fact]
    public void An_evaluation_has_version_task_metrics_baseline_and_count()
    {
        using JsonDocument json = JsonDocument.Parse(Terminal.JsonText(j => ReportJson.Write(j, Report)));
        JsonElement root = json.RootElement;
        Assert.Equal(1, root.GetProperty("schema_version").GetInt32());
        Assert.Equal("language-model", root.GetProperty("task").GetString());
        Assert.Equal(0.875, root.GetProperty("metrics").GetProperty("loss").GetDouble());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("metrics").GetProperty("perplexity").ValueKind);
        Assert.Equal(0.9, root.GetProperty("baseline").GetProperty("loss").GetDouble());
        Assert.Equal("character 5-gram", root.GetProperty("baseline_name").GetString());
        Assert.Equal(1000, root.GetProperty("count").GetInt64());
    }

    [Theory]
    [InlineData("loss", true)]
    [InlineData("perplexity", true)]
    [InlineData("bitsPerCharacter", true)]
    [InlineData("top1", false)]
    public void It_is_known_which_way_a_metric_is_better(string name, bool lower) => Assert.Equal(lower, Metric.LowerIsBetter(name));

    [Theory]
    [InlineData("loss", 0.87534, "0.8753")]
    [InlineData("top3", 0.8765, "87.7 %")]
    [InlineData("perplexity", 2.3456, "2.35")]
    [InlineData("perplexity", 151.234, "151.2")]
    [InlineData("loss", double.NaN, "-")]
    public void A_metric_is_printed_as_its_kind_asks(string name, double value, string expected) => Assert.Equal(expected, Metric.Print(name, value));
}
