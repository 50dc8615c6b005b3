namespace Unroll.Tasks.Report;

/// <summary>The sections of a page; one that has nothing to show is null.</summary>
internal static class ReportSections
{
    /// <summary>Metrics beside the baseline's, as bars and as a table.</summary>
    public static Markup? Result(RunReport report)
    {
        string[] names = MetricBars.Names(report);
        if (names.Length == 0)
            return null;
        Markup section = new();
        if (MetricBars.Svg(report) is Markup bars)
            section.Add($"""<figure class="big">{bars}</figure>""");
        bool compares = report.Baseline.Count > 0;
        Markup table = new();
        table.Add($"""<table><thead><tr><th scope="col">metric</th><th scope="col">model</th>""");
        if (compares)
            table.Add($"""<th scope="col">{(report.Others.Count > 0 && report.BaselineName.Length > 0 ? report.BaselineName : "baseline")}</th><th scope="col">difference</th>""");
        foreach (string other in report.Others.Keys)
        {
            table.Add($"""<th scope="col">{other}</th>""");
        }

        table.Add($"</tr></thead><tbody>");
        foreach (string name in names)
        {
            double model = report.Metrics.TryGetValue(name, out double m) ? m : double.NaN, other = report.Baseline.TryGetValue(name, out double b) ? b : double.NaN;
            table.Add($"""<tr><th scope="row">{MetricNames.Shown(name)}</th><td>{MetricNames.Value(name, model)}</td>""");
            if (compares)
                table.Add($"<td>{MetricNames.Value(name, other)}</td><td>{MetricNames.Difference(name, model, other)}</td>");
            foreach (IReadOnlyDictionary<string, double> further in report.Others.Values)
            {
                table.Add($"<td>{MetricNames.Value(name, further.TryGetValue(name, out double f) ? f : double.NaN)}</td>");
            }

            table.Add($"</tr>");
        }

        return section.Add($"{Scroll("Metrics", table.Add($"</tbody></table>"))}");
    }

    /// <summary>Plain sentences.</summary>
    public static Markup? Notes(RunReport report)
    {
        if (report.Notes.Count == 0)
            return null;
        Markup section = new();
        section.Add($"""<ul class="notes">""");
        foreach (string note in report.Notes)
        {
            section.Add($"<li>{note}</li>");
        }

        return section.Add($"</ul>");
    }

    /// <summary>The curves.</summary>
    public static Markup? Training(RunReport report)
    {
        if (report.Curve.Count == 0)
            return null;
        Markup section = new();
        section.Add($"""<figure class="big">{LossCurve.Svg(report.Curve)}<figcaption>{LossCurve.Describe(report.Curve)}</figcaption></figure>""");
        return section.Add($"""<div class="columns"><figure>{LossCurve.GradientNorm(report.Curve)}</figure><figure>{LossCurve.LearningRate(report.Curve)}</figure></div>""");
    }

    /// <summary>The confusion matrix, as a picture where it can be seen and as tables.</summary>
    public static Markup? Confusion(RunReport report)
    {
        if (report.Confusion is not { Labels.Count: > 0 } confusion)
            return null;
        Markup section = new();
        int labels = confusion.Labels.Count;
        if (labels <= ConfusionHeatmap.MostLabels)
        {
            section.Add($"""<p class="muted">A row holds the examples of an actual label, a column those with a predicted one. The stronger the colour of a cell, the larger its share of the row; right answers lie on the diagonal.</p>""");
            section.Add($"<figure>{Scroll("Confusion matrix", ConfusionHeatmap.Svg(confusion))}</figure>");
            section.Add($"{Scroll("Each label", ConfusionTables.Labels(confusion))}");
        }

        if (labels > ConfusionHeatmap.MostWithCounts)
            section.Add($"{Scroll("Labels confused most often", ConfusionTables.Pairs(confusion))}");
        return section;
    }

    /// <summary>Examples that went wrong.</summary>
    public static Markup? Errors(RunReport report)
    {
        if (report.Errors.Count == 0)
            return null;
        Markup section = new();
        if (report.Errors.Count > ErrorExamples.Most)
            section.Add($"""<p class="muted">The first {ErrorExamples.Most} of {Rounded.Count(report.Errors.Count)}.</p>""");
        return section.Add($"{ErrorExamples.List(report.Errors)}");
    }

    /// <summary>What was trained on what.</summary>
    public static Markup? Facts(RunReport report)
    {
        if (report.Facts.Count == 0)
            return null;
        Markup section = new();
        section.Add($"""<dl class="facts">""");
        foreach (ReportFact fact in report.Facts)
        {
            section.Add($"<dt>{fact.Name}</dt><dd><bdi>{fact.Value}</bdi></dd>");
        }

        return section.Add($"</dl>");
    }

    /// <summary>What may be wider than a phone; those without a mouse can scroll it too.</summary>
    private static Markup Scroll(string label, Markup content) =>
        new Markup().Add($"""<div class="scroll" role="region" aria-label="{label}" tabindex="0">{content}</div>""");
}
