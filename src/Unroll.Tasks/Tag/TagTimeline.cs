using Unroll.Tasks.Report;

namespace Unroll.Tasks.Tag;

/// <summary>A series as two bars over time, coloured by what its steps are and by what they were taken for.</summary>
internal static class TagTimeline
{
    /// <summary>More series than this are not drawn.</summary>
    private const int MostSeries = 4;

    /// <summary>As many hues as a page has for things side by side.</summary>
    private const int Hues = 8;

    private const double Left = 76, Width = 860, Bar = 26;

    public static IEnumerable<ReportFigure> Figures(TagData data, TagPrediction prediction) => data.Encoding.Labels.Count > Hues
        ? []
        : Enumerable.Range(0, Math.Min(MostSeries, data.Valid.Inputs.Count)).Select(i => new ReportFigure(
            $"Over time: {Path.GetFileName(data.Valid.Raw[i].Origin.File)}",
            Svg(data.Valid.Tags[i], prediction.Tags[i], data.Encoding.Labels.Names),
            $"{data.Valid.Tags[i].Length:N0} steps from left to right: above what they are, below what they were taken for."));

    private static string Svg(int[] actual, int[] predicted, IReadOnlyList<string> names)
    {
        Markup svg = new();
        double height = (2 * Bar) + 40;
        svg.Add($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Left + Width} {height}" role="img" aria-label="labels over time">""");
        AddBar(svg, "actual", actual, 0, names);
        AddBar(svg, "predicted", predicted, Bar + 4, names);
        double x = Left;
        for (int c = 0; c < names.Count; c++)
        {
            string name = Rounded.Start(names[c], 16);
            svg.Add($"""<rect x="{x}" y="{height - 22}" width="12" height="12" style="fill:var(--s{c})"/><text class="tick" x="{x + 16}" y="{height - 12}">{name}</text>""");
            x += 34 + (7.2 * name.Length);
        }

        return svg.Add($"</svg>").ToString();
    }

    private static void AddBar(Markup svg, string title, int[] tags, double top, IReadOnlyList<string> names)
    {
        svg.Add($"""<text class="tick" x="{Left - 6}" y="{top + (Bar / 2) + 4}" text-anchor="end">{title}</text>""");
        double scale = Width / tags.Length;
        for (int start = 0, end; start < tags.Length; start = end)
        {
            for (end = start + 1; end < tags.Length && tags[end] == tags[start]; end++)
            {
            }

            svg.Add($"""<rect x="{Left + (start * scale)}" y="{top}" width="{(end - start) * scale}" height="{Bar}" style="fill:var(--s{tags[start]})"><title>{names[tags[start]]}: steps {start + 1} to {end}</title></rect>""");
        }
    }
}
