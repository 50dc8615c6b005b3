using System.Xml.Linq;
using Unroll.Tasks.Compose;
using Xunit;

namespace Unroll.Tasks.Tests.Compose;

public sealed class PianoRollChartTests
{
    [Fact]
    public void Every_note_is_one_bar_as_long_as_it_sounds_and_what_was_given_has_its_own_colour()
    {
        XElement svg = XElement.Parse(PianoRollChart.Svg([[60, 64], [60], [60, 67], []], given: 1, "A <piece>"));
        string[] bars = [.. svg.Descendants().Where(e => e.Name.LocalName == "rect").Select(e => (string?)e.Attribute("class")).OfType<string>().Where(c => c != "paper").Order(StringComparer.Ordinal)];
        Assert.Equal(["given", "given", "note", "note"], bars);
        double[] widths = [.. svg.Descendants().Where(e => (string?)e.Attribute("class") == "note").Select(e => (double)e.Attribute("width")!).Order()];
        Assert.Equal(2, (widths[1] + 1) / (widths[0] + 1), 1e-2);
        Assert.Contains("A <piece>", svg.Value);
    }

    [Fact]
    public void Long_pieces_are_drawn_in_rows_and_silence_is_no_error()
    {
        XElement svg = XElement.Parse(PianoRollChart.Svg([.. Enumerable.Repeat(new[] { 60 }, 300)], 0, "long"));
        Assert.Equal(3, svg.Elements().Count(e => e.Name.LocalName == "g"));
        Assert.NotNull(XElement.Parse(PianoRollChart.Svg([[], []], 0, "silence")));
        Assert.NotNull(XElement.Parse(PianoRollChart.Svg([], 0, "nothing")));
    }
}
