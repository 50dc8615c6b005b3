using Unroll.Tasks.Report;

namespace Unroll.Tasks.Forecast.Anomalies;

/// <summary>A picture of a series with its alarms: values above, scores and threshold below.</summary>
public static class AnomalyChart
{
    private const double Width = 900, Height = 320, Left = 62, Right = 14, Top = 34, Middle = 190, ScoreTop = 210, Bottom = 280;

    /// <summary>The pictures of some series below each other, as a file.</summary>
    /// <param name="all">The series; those beyond the first twelve are left out.</param>
    /// <returns>SVG.</returns>
    public static string Svg(IReadOnlyList<SeriesAnomalies> all)
    {
        const int Most = 12;
        ArgumentNullException.ThrowIfNull(all);
        Markup svg = new();
        int shown = Math.Min(Most, all.Count);
        svg.Add($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {shown * Height}" width="{Width}" height="{shown * Height}" role="img" aria-label="Alarms of {shown} series"><style>{Markup.Raw(Style)}</style><rect width="100%" height="100%" class="paper"/>""");
        for (int i = 0; i < shown; i++)
        {
            svg.Add($"""<g transform="translate(0 {i * Height})">{Inner(all[i])}</g>""");
        }

        return svg.Add($"</svg>\n").ToString();
    }

    private static string Style => $":root{{{Palette.Light.Css()}}}text{{font:12px system-ui,sans-serif;fill:var(--text)}}.paper{{fill:var(--background)}}.tick,.axis-title{{fill:var(--muted)}}"
        + ".grid,.edge{stroke:var(--line)}.line{fill:none;stroke-width:1.3;stroke-linejoin:round}.train{stroke:var(--muted)}.valid{stroke:var(--model)}.alarm{fill:var(--s1);opacity:.25}.threshold{stroke:var(--s1);stroke-dasharray:5 4}";

    private static Markup Inner(SeriesAnomalies s)
    {
        Markup svg = new();
        svg.Add($"""<text class="axis-title" x="6" y="18">{Rounded.Start(s.Name, 60)}</text>""");
        svg.Add($"""<text class="axis-title" x="{Width - Right}" y="18" text-anchor="end">values above, scores below; {s.Alarms.Count} alarms shaded</text>""");
        if (s.Points.Count < 2)
        {
            return svg;
        }

        Axis x = Axis.Linear(0, s.Points.Count - 1, Left, Width - Right, 6);
        Axis value = Flat(Axis.Over(s.Points.Select(p => p.Value), Middle, Top)), score = Axis.Linear(0, Math.Max(s.Threshold, s.Points.Max(p => p.Score)) * 1.05, Bottom, ScoreTop, 3);
        foreach (Alarm a in s.Alarms)
        {
            double from = x.Position(a.First - s.First);
            svg.Add($"""<rect class="alarm" x="{from}" y="{Top}" width="{Math.Max(1.5, x.Position(a.Last - s.First) - from)}" height="{Bottom - Top}"><title>{a.Begin} to {a.End}, score {Rounded.Number(a.Score)}</title></rect>""");
        }

        foreach ((double at, string label) in value.Marks.Concat(score.Marks))
        {
            svg.Add($"""<line class="grid" x1="{Left}" y1="{at}" x2="{Width - Right}" y2="{at}"/><text class="tick" x="{Left - 7}" y="{at + 4}" text-anchor="end">{label}</text>""");
        }

        for (int i = 0; i <= 4; i++)
        {
            int step = i * (s.Points.Count - 1) / 4;
            svg.Add($"""<text class="tick" x="{x.Position(step)}" y="{Bottom + 20}" text-anchor="{(i == 0 ? "start" : i == 4 ? "end" : "middle")}">{s.Points[step].Label}</text>""");
        }

        double line = score.Position(s.Threshold);
        svg.Add($"""<path class="line train" d="{LinePath.Of([.. s.Points.Select((p, i) => ((double)i, p.Value))], x, value)}"/>""");
        svg.Add($"""<path class="line valid" d="{LinePath.Of([.. s.Points.Select((p, i) => ((double)i, p.Score))], x, score)}"/>""");
        return svg.Add($"""<line class="threshold" x1="{Left}" y1="{line}" x2="{Width - Right}" y2="{line}"/>""");
    }

    private static Axis Flat(Axis y) => y.IsLogarithmic ? Axis.Linear(y.Min, y.Max, y.From, y.To) : y;
}
