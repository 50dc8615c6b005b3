using System.Xml.Linq;
using Unroll.Tasks.Report;
using Xunit;

namespace Unroll.Tasks.Tests.Report;

public sealed class ErrorExamplesTests
{
    [Fact]
    public void A_long_text_is_shown_in_part_and_says_so()
    {
        XElement list = List(new TextContent(new string('x', 5000)));
        Assert.Equal(600, Paragraph(list, "text").Value.Length);
        Assert.Contains("the beginning of 5,000 characters", list.Value);
    }

    [Fact]
    public void Wrong_tags_are_framed_and_have_both_tags()
    {
        XElement list = List(new TaggedContent([new("the", "DET", "DET"), new("run", "NOUN", "VERB"), new("in", "O", "O")]));
        XElement[] words = [.. Paragraph(list, "words").Elements("span")];
        Assert.Equal([null, "wrong", null], words.Select(static w => w.Attribute("class")?.Value));
        Assert.Equal(["theDET", "runNOUN ≠ VERB", "in\u00a0"], words.Select(static w => w.Value));
    }

    [Fact]
    public void Of_a_long_sentence_the_words_around_the_first_error_are_shown()
    {
        TaggedWord[] words = [.. Enumerable.Range(0, 500).Select(static i => new TaggedWord($"w{i}", "X", i == 300 ? "Y" : "X"))];
        XElement shown = Paragraph(List(new TaggedContent(words)), "words");
        Assert.Equal(80, shown.Elements("span").Count());
        Assert.Single(shown.Elements("span"), static w => w.Attribute("class")?.Value == "wrong");
        Assert.StartsWith("…", shown.Value);
        Assert.EndsWith("…", shown.Value);
    }

    [Fact]
    public void Each_channel_of_a_series_has_a_line_of_its_own_up_to_eight()
    {
        Assert.Equal(3, Lines(List(new SeriesContent(SampleReport.Waves(20, 3), 3))));
        XElement many = List(new SeriesContent(SampleReport.Waves(20, 45), 45));
        Assert.Equal(Sparkline.MostChannels, Lines(many));
        Assert.Contains("the first 8 of 45 channels", many.Value);

        static int Lines(XElement list) => list.Descendants().Count(static e => e.Name.LocalName == "path");
    }

    [Fact]
    public void What_is_missing_in_a_series_is_counted() =>
        Assert.Equal("3 steps, 1 channel, values from 1 to 2, 1 missing", Sparkline.Describe(new SeriesContent([1, float.NaN, 2], 1)));

    private static XElement List(ReportContent content) => XElement.Parse($"<r>{ErrorExamples.List([new ReportExample("a", "b", 0.5, content)])}</r>", LoadOptions.PreserveWhitespace);

    private static XElement Paragraph(XElement list, string style) => list.Descendants("p").Single(p => p.Attribute("class")?.Value == style);
}
