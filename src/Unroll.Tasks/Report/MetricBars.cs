namespace Unroll.Tasks.Report;

/// <summary>Metrics as bars, the model's beside the baseline's.</summary>
internal static class MetricBars
{
    private const double Width = 560, End = 470, RowHeight = 62, BarHeight = 14;

    /// <summary>The names of all metrics that either has, in order.</summary>
    public static string[] Names(RunReport report) => [.. report.Metrics.Keys.Union(report.Baseline.Keys, StringComparer.Ordinal)];

    /// <summary>The picture; null where no metric can be drawn as a length.</summary>
    public static Markup? Svg(RunReport report)
    {
        string[] names = [.. Names(report).Where(name => Has(report.Metrics, name) || Has(report.Baseline, name))];
        if (names.Length == 0)
            return null;
        bool compares = report.Baseline.Count > 0;
        double foot = 34 + (names.Length * RowHeight);
        Markup svg = new();
        svg.Add($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {foot}" role="img" aria-label="{Label(report, names)}">""");
        svg.Add($"""<rect class="model" x="0" y="6" width="12" height="12"/><text class="axis-title" x="18" y="17">model</text>""");
        if (compares)
            svg.Add($"""<rect class="baseline" x="90" y="6" width="12" height="12"/><text class="axis-title" x="108" y="17">{Rounded.Start(BaselineName(report), 44)}</text>""");
        for (int i = 0; i < names.Length; i++)
        {
            svg.Add($"{Row(report, names[i], 34 + (i * RowHeight))}");
        }

        return svg.Add($"</svg>");
    }

    /// <summary>What the baseline is called, whether it has a name or not.</summary>
    public static string BaselineName(RunReport report) => report.BaselineName.Length == 0 ? "baseline" : $"baseline: {report.BaselineName}";

    private static Markup Row(RunReport report, string name, double top)
    {
        string note = MetricNames.LowerIsBetter(name) ? " (lower is better)" : "";
        Markup row = new();
        row.Add($"""<text class="bar-name" x="0" y="{top + 16}">{MetricNames.Shown(name)}{note}</text>""");
        Axis axis = Axis.Linear(0, Longest(report, name), 0, End);
        double y = top + 23;
        if (Has(report.Metrics, name))
            row.Add($"{Bar("model", name, report.Metrics[name], axis, y)}");
        if (Has(report.Baseline, name))
            row.Add($"{Bar("baseline", name, report.Baseline[name], axis, y + BarHeight + 2)}");
        return row;
    }

    private static Markup Bar(string style, string name, double value, Axis axis, double y)
    {
        double width = axis.Position(value);
        return new Markup().Add($"""<rect class="{style}" x="0" y="{y}" width="{width}" height="{BarHeight}"/><text class="tick" x="{width + 6}" y="{y + 11.5}">{MetricNames.Value(name, value)}</text>""");
    }

    /// <summary>What the whole length stands for: one for what lies between nought and one and is better the higher it is.</summary>
    private static double Longest(RunReport report, string name)
    {
        double most = new[] { report.Metrics, report.Baseline }.Where(m => Has(m, name)).Max(m => m[name]);
        return most <= 1 && (most is 0 || !MetricNames.LowerIsBetter(name)) ? 1 : most;
    }

    private static bool Has(IReadOnlyDictionary<string, double> metrics, string name) =>
        metrics.TryGetValue(name, out double value) && value >= 0 && Axis.Has(value);

    private static string Label(RunReport report, string[] names) => "Metrics. " + string.Join(' ', names.Select(name =>
    {
        string[] parts =
        [
            .. Has(report.Metrics, name) ? [$"model {MetricNames.Value(name, report.Metrics[name])}"] : Array.Empty<string>(),
            .. Has(report.Baseline, name) ? [$"baseline {MetricNames.Value(name, report.Baseline[name])}"] : Array.Empty<string>(),
        ];
        return $"{MetricNames.Shown(name)}: {string.Join(", ", parts)}.";
    }));
}
