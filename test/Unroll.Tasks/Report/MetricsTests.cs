using System.Xml.Linq;
using Unroll.Tasks.Report;
using Xunit;

namespace Unroll.Tasks.Tests.Report;

/// <summary>Metrics as words, numbers and bars.</summary>
public sealed class MetricsTests
{
    [Theory]
    [InlineData("accuracy", 0.87364, "accuracy", "87.4\u00a0%")]
    [InlineData("macroF1", 0.84, "macro F1", "0.840")]
    [InlineData("auroc", 0.97741, "AUROC", "0.977")]
    [InlineData("bitsPerCharacter", 1.4567, "bits per character", "1.457")]
    [InlineData("perplexity", 12345.6, "perplexity", "12,346")]
    [InlineData("loss", 0.00012345, "loss", "0.000123")]
    [InlineData("frameAccuracy", double.NaN, "frame accuracy", "\u2013")]
    public void A_metric_has_a_name_and_a_value_for_people(string name, double value, string shown, string expected) =>
        Assert.Equal((shown, expected), (MetricNames.Shown(name), MetricNames.Value(name, value)));

    [Theory]
    [InlineData("accuracy", 0.9, 0.8, "+10.0 points")]
    [InlineData("loss", 0.4, 0.8, "-0.400")]
    [InlineData("f1", 0.5, double.NaN, "\u2013")]
    public void A_difference_has_its_sign(string name, double value, double other, string expected) => Assert.Equal(expected, MetricNames.Difference(name, value, other));

    [Fact]
    public void Bars_are_as_long_as_their_values()
    {
        RunReport report = new()
        {
            Title = "t",
            Task = "classify",
            Metrics = new Dictionary<string, double> { ["accuracy"] = 0.8, ["loss"] = 0.25, ["r2"] = -1 },
            Baseline = new Dictionary<string, double> { ["accuracy"] = 0.4, ["loss"] = 0.5 },
        };
        XElement svg = XElement.Parse(MetricBars.Svg(report)!.ToString());
        double[] widths = [.. svg.Elements().Where(static e => e.Name.LocalName == "rect").Skip(2).Select(static e => (double)e.Attribute("width")!)];
        Assert.Equal(4, widths.Length);
        Assert.Equal(2, widths[0] / widths[1], 3);
        Assert.Equal(0.5, widths[2] / widths[3], 3);
        // A loss has no natural end: the longer bar has the whole length. An accuracy of one would have it.
        Assert.Equal(0.8, widths[0] / widths[3], 3);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.1, "0.1")]
    [InlineData(1234.4, "1,234")]
    [InlineData(12.3456, "12.35")]
    [InlineData(0.000321, "0.000321")]
    [InlineData(0.0000321, "3.21e-5")]
    [InlineData(-2.5, "-2.5")]
    [InlineData(double.PositiveInfinity, "\u2013")]
    public void A_number_has_as_many_digits_as_people_read(double value, string expected) => Assert.Equal(expected, Rounded.Number(value));

    [Theory]
    [InlineData(1, "100.0\u00a0%")]
    [InlineData(0, "0.0\u00a0%")]
    [InlineData(0.99999, ">\u00a099.9\u00a0%")]
    [InlineData(0.00001, "<\u00a00.1\u00a0%")]
    public void What_is_not_quite_certain_does_not_look_certain(double share, string expected) => Assert.Equal(expected, Rounded.Share(share));

    [Theory]
    [InlineData("short", 10, "short")]
    [InlineData("exactly ten", 11, "exactly ten")]
    [InlineData("a longer text", 9, "a longer\u2026")]
    [InlineData("abc😀def", 5, "abc\u2026")]
    [InlineData("abce\u0301def", 5, "abc\u2026")]
    public void The_beginning_of_a_text_ends_between_characters(string text, int length, string expected) => Assert.Equal(expected, Rounded.Start(text, length));
}
