using System.Xml;
using System.Xml.Linq;

namespace Unroll.Tasks.Report;

/// <summary>A training run on one page.</summary>
/// <remarks>
/// The page is one file that opens without a network: its style is inside, its pictures are SVG or inside, and it has no script. It is HTML and
/// well-formed XML at once.
/// </remarks>
public static class HtmlReport
{
    /// <summary>Writes the page.</summary>
    /// <param name="report">What came of the run. Its strings may hold anything; they are shown as they are.</param>
    /// <returns>The file's text; the same report gives the same text.</returns>
    /// <exception cref="ArgumentException">The picture of a <see cref="ReportFigure"/> is no svg element.</exception>
    public static string Write(RunReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        Markup page = new();
        page.Add($"""<!DOCTYPE html>{"\n"}<html lang="en"><head><meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/>""");
        // Nothing is fetched and nothing runs, whatever a figure or a text may hold.
        page.Add($"""<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"/>""");
        page.Add($"<title>{report.Title}: report</title>\n<style>\n{Markup.Raw(Stylesheet.Text)}</style></head>\n<body><main>\n");
        page.Add($"""<header><p class="muted">{report.Task}</p><h1><bdi>{report.Title}</bdi></h1>{Headline(report)}</header>{"\n"}""");
        Section(page, "Result", ReportSections.Result(report));
        Section(page, "Notes", ReportSections.Notes(report));
        Section(page, "Training", ReportSections.Training(report));
        Section(page, "Confusion matrix", ReportSections.Confusion(report));
        Section(page, "Errors", ReportSections.Errors(report));
        foreach (ReportFigure figure in report.Figures)
        {
            Section(page, figure.Title, Figure(figure));
        }

        Section(page, "The run", ReportSections.Facts(report));
        return page.Add($"</main></body></html>\n").ToString();
    }

    private static void Section(Markup page, string title, Markup? content)
    {
        if (content is not null)
            page.Add($"<section><h2><bdi>{title}</bdi></h2>\n{content}</section>\n");
    }

    private static Markup Headline(RunReport report)
    {
        Markup headline = new();
        if (report.Metrics.Count == 0)
            return headline;
        (string name, double value) = report.Metrics.First();
        headline.Add($"""<p class="headline">{MetricNames.Shown(name)} <strong>{MetricNames.Value(name, value)}</strong>""");
        if (report.Baseline.TryGetValue(name, out double other))
            headline.Add($", baseline {MetricNames.Value(name, other)}{(report.BaselineName.Length > 0 ? $" ({report.BaselineName})" : "")}");
        return headline.Add($"</p>");
    }

    private static Markup Figure(ReportFigure figure)
    {
        try
        {
            XElement root = XElement.Parse(figure.Svg);
            if (root.Name.LocalName != "svg")
                throw new ArgumentException($"Figure '{figure.Title}': its picture is an element '{root.Name.LocalName}', expected 'svg' because it is put into the page as it is. Give one svg element.", nameof(figure));
        }
        catch (XmlException e)
        {
            throw new ArgumentException($"Figure '{figure.Title}': its picture is no well-formed XML: {e.Message.TrimEnd('.')}. Expected one svg element, because it is put into the page as it is. Escape its texts.", nameof(figure), e);
        }

        return new Markup().Add($"""<figure class="big">{Markup.Raw(figure.Svg)}<figcaption>{figure.Caption}</figcaption></figure>""");
    }
}
