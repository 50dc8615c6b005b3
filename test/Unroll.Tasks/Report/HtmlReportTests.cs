using System.Xml.Linq;
using Unroll.Tasks.Report;
using Xunit;

namespace Unroll.Tasks.Tests.Report;

public sealed class HtmlReportTests
{
    private static readonly RunReport s_bare = new() { Title = "bare", Task = "classify" };

    public static TheoryData<string> Variants => [.. Reports.Keys];

    private static Dictionary<string, RunReport> Reports { get; } = new(StringComparer.Ordinal)
    {
        ["everything"] = SampleReport.Full(),
        ["nothing"] = s_bare,
        ["one point"] = s_bare with { Curve = SampleReport.Curve(1) },
        ["thousands of points"] = s_bare with { Curve = SampleReport.Curve(5000) },
        ["no finite point"] = s_bare with { Curve = [new(1, 0.1, double.NaN, double.NaN, double.NaN, double.PositiveInfinity), new(2, double.NaN, double.NaN, null, 0, double.NaN)] },
        ["enormous points"] = s_bare with { Curve = [new(1, 1, double.MaxValue, -double.MaxValue, 1e-300, 1e90), new(2, 2, 1, 1e-30, 1e-3, 1)] },
        ["no label"] = s_bare with { Confusion = new([], new long[0, 0]) },
        ["one label"] = s_bare with { Confusion = new(["all"], new long[,] { { 7 } }) },
        ["a label without examples"] = s_bare with { Confusion = new(["a", ""], new long[,] { { 7, 0 }, { 0, 0 } }) },
        ["sixty labels"] = s_bare with { Confusion = SampleReport.Confusion([.. Enumerable.Range(0, 60).Select(i => $"label {i}")]) },
        ["odd metrics"] = s_bare with { Metrics = new Dictionary<string, double> { ["a"] = double.NaN, ["r2"] = -0.3, ["loss"] = 0, ["perplexity"] = 1e300 } },
        ["empty content"] = s_bare with { Errors = [new("a", "b", 0.5, new SeriesContent([], 1)), new("a", "b", double.NaN, new TextContent("")), new("", "", 1, new TaggedContent([])), new("", "", 1, new SeriesContent([float.NaN, 1, float.NegativeInfinity], 1))] },
    };

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_page_is_well_formed_and_has_no_coordinate_that_is_no_number(string variant)
    {
        XDocument page = XDocument.Parse(HtmlReport.Write(Reports[variant]));
        Assert.Equal("en", page.Root!.Attribute("lang")!.Value);
        Assert.Equal(Reports[variant].Title, page.Descendants("h1").Single().Value);
        foreach (XElement element in page.Descendants().Where(static e => e.Name.NamespaceName.Length > 0))
        {
            Assert.DoesNotContain(element.Attributes(), static a => a.Name.LocalName is not "aria-label" && (a.Value.Contains("NaN") || a.Value.Contains('∞') || a.Value.Contains("Infinity")));
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_page_refers_to_nothing_outside_itself(string variant)
    {
        string text = HtmlReport.Write(Reports[variant]);
        Assert.DoesNotContain("://", text.Replace("http://www.w3.org/2000/svg", ""));
        Assert.DoesNotContain("url(", text);
        Assert.DoesNotContain("@import", text);
        XDocument page = XDocument.Parse(text);
        Assert.DoesNotContain(page.Descendants(), static e => e.Name.LocalName is "script" or "link" or "iframe" or "object" or "use");
        Assert.All(page.Descendants().Attributes().Where(static a => a.Name.LocalName is "src" or "href"), static a => Assert.StartsWith("data:image/png;base64,", a.Value));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Pictures_and_tables_say_what_they_are(string variant)
    {
        XDocument page = XDocument.Parse(HtmlReport.Write(Reports[variant]));
        Assert.All(page.Descendants().Where(static e => e.Name.LocalName == "svg"), static svg =>
        {
            Assert.Equal("img", svg.Attribute("role")?.Value);
            Assert.False(string.IsNullOrWhiteSpace(svg.Attribute("aria-label")?.Value));
        });
        Assert.All(page.Descendants("th"), static th => Assert.Contains(th.Attribute("scope")?.Value, (string[])["row", "col"]));
        Assert.All(page.Descendants("img"), static img => Assert.False(string.IsNullOrEmpty(img.Attribute("alt")?.Value)));
    }

    [Fact]
    public void Further_baselines_have_columns_of_their_own()
    {
        RunReport report = SampleReport.Full() with { Others = new Dictionary<string, IReadOnlyDictionary<string, double>> { ["majority class"] = new Dictionary<string, double> { ["accuracy"] = 0.25 } } };
        string page = HtmlReport.Write(report);
        Assert.Contains("<th scope=\"col\">naive Bayes on words and pairs of words</th><th scope=\"col\">difference</th><th scope=\"col\">majority class</th>", page, StringComparison.Ordinal);
        Assert.Contains("<td>25.0\u00a0%</td></tr>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_report_gives_the_same_bytes() => Assert.Equal(HtmlReport.Write(SampleReport.Full()), HtmlReport.Write(SampleReport.Full()));

    [Fact]
    public void Sections_without_content_are_left_out()
    {
        Assert.Empty(Headings(s_bare));
        Assert.Equal(["Result", "Notes", "Training", "Confusion matrix", "Errors", "Attention", "The run"], Headings(SampleReport.Full()));

        static IEnumerable<string> Headings(RunReport report) => XDocument.Parse(HtmlReport.Write(report)).Descendants("h2").Select(static h => h.Value);
    }

    [Fact]
    public void The_headline_has_the_first_metric_and_the_baseline()
    {
        XDocument page = XDocument.Parse(HtmlReport.Write(SampleReport.Full()));
        Assert.Equal("accuracy 87.4\u00a0%, baseline 78.2\u00a0% (naive Bayes on words and pairs of words)", page.Descendants("p").Single(static p => p.Attribute("class")?.Value == "headline").Value);
    }

    [Fact]
    public void Any_text_in_any_place_comes_through_as_text()
    {
        const string Hostile = "</style></title><script>alert(1)</script>]]><!-- \" ' & &amp; <svg onload=x>";
        RunReport report = new()
        {
            Title = Hostile,
            Task = Hostile,
            Facts = [new(Hostile, Hostile)],
            Metrics = new Dictionary<string, double> { [Hostile] = 0.5 },
            Baseline = new Dictionary<string, double> { [Hostile] = 0.25 },
            BaselineName = Hostile,
            Confusion = new([Hostile, "b"], new long[,] { { 1, 2 }, { 3, 4 } }),
            Errors = [new(Hostile, Hostile, 0.5, new TextContent(Hostile), Hostile), new("", "", 0, new TaggedContent([new(Hostile, Hostile, "x")]))],
            Notes = [Hostile],
            Figures = [new(Hostile, "<svg role=\"img\" aria-label=\"x\"/>", Hostile)],
        };
        string text = HtmlReport.Write(report);
        XDocument page = XDocument.Parse(text);
        Assert.DoesNotContain("<script", text);
        Assert.DoesNotContain("<svg onload", text);
        Assert.Equal(Hostile, page.Descendants("h1").Single().Value);
        Assert.Equal(Hostile, page.Descendants("dd").Single().Value);
        Assert.Contains(page.Descendants("p"), static p => p.Attribute("class")?.Value == "text" && p.Value == Hostile);
    }

    [Fact]
    public void Of_many_errors_the_first_sixty_are_shown()
    {
        RunReport report = s_bare with { Errors = [.. Enumerable.Range(0, 1234).Select(i => new ReportExample("a", "b", 0.5, new TextContent($"example {i}")))] };
        XDocument page = XDocument.Parse(HtmlReport.Write(report));
        Assert.Equal(ErrorExamples.Most, page.Descendants("li").Count());
        Assert.Contains(page.Descendants("p"), static p => p.Value == "The first 60 of 1,234.");
    }

    [Theory]
    [InlineData("<svg><text>a & b</text></svg>", "no well-formed XML")]
    [InlineData("<svg/><svg/>", "no well-formed XML")]
    [InlineData("<p>text</p>", "an element 'p'")]
    public void A_figure_that_would_break_the_page_is_refused(string svg, string expected)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => HtmlReport.Write(s_bare with { Figures = [new("Gates", svg, "")] }));
        Assert.Contains("Figure 'Gates'", error.Message);
        Assert.Contains(expected, error.Message);
    }
}
