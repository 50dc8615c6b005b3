namespace Unroll.Tasks.Report;

/// <summary>A confusion matrix as shaded cells: a row an actual label, a column a predicted one, the shade the share of the row.</summary>
internal static class ConfusionHeatmap
{
    /// <summary>With more labels than this, cells are too small to be seen.</summary>
    public const int MostLabels = 40;

    /// <summary>With more labels than this, cells are too small for counts.</summary>
    public const int MostWithCounts = 12;

    private const int LabelLength = 16;
    private const double LetterWidth = 7.2;

    /// <summary>The picture, in units of a pixel.</summary>
    public static Markup Svg(ReportConfusion confusion)
    {
        int n = confusion.Labels.Count;
        double cell = n <= MostWithCounts ? 46 : n <= 24 ? 24 : 17;
        string[] labels = [.. Enumerable.Range(0, n).Select(i => Rounded.Start(confusion.Shown(i), LabelLength))];
        double longest = LetterWidth * labels.Select(static l => l.Length).DefaultIfEmpty(0).Max();
        // Labels of columns lean to the right by 45 degrees, so the last one reaches beyond its column.
        double left = longest + 30, top = (longest * 0.71) + 40, width = left + (n * cell) + Math.Max(10, (longest * 0.71) - (cell / 2) + 8), height = top + (n * cell) + 4;
        Markup svg = new();
        svg.Add($"""<svg xmlns="http://www.w3.org/2000/svg" class="heatmap" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="{Label(confusion)}">""");
        svg.Add($"""<text class="axis-title" x="{left + (n * cell / 2)}" y="14" text-anchor="middle">predicted</text>""");
        svg.Add($"""<text class="axis-title" transform="translate(13 {top + (n * cell / 2)}) rotate(-90)" text-anchor="middle">actual</text>""");
        svg.Add($"""<rect class="empty" x="{left}" y="{top}" width="{n * cell}" height="{n * cell}"/>""");
        for (int i = 0; i < n; i++)
        {
            double at = (i + 0.5) * cell;
            svg.Add($"""<text class="tick" x="{left - 6}" y="{top + at + 4}" text-anchor="end">{labels[i]}<title>{confusion.Shown(i)}</title></text>""");
            svg.Add($"""<text class="tick" transform="translate({left + at + 4} {top - 6}) rotate(-45)">{labels[i]}<title>{confusion.Shown(i)}</title></text>""");
        }

        for (int row = 0; row < n; row++)
        {
            svg.Add($"{Row(confusion, row, left, top + (row * cell), cell)}");
        }

        return svg.Add($"</svg>");
    }

    /// <summary>The shade of a share of its row: 0 for none, up to <see cref="Palette.Shades"/>.</summary>
    /// <remarks>It grows with the root of the share, so that errors are seen beside the diagonal; what is there at all has one.</remarks>
    public static int Shade(long count, long row) => count == 0 ? 0 : Math.Max(1, (int)Math.Round(Math.Sqrt((double)count / row) * Palette.Shades));

    private static Markup Row(ReportConfusion confusion, int row, double left, double top, double cell)
    {
        long sum = confusion.Actual(row);
        bool writes = confusion.Labels.Count <= MostWithCounts;
        Markup cells = new();
        for (int column = 0; column < confusion.Labels.Count; column++)
        {
            long count = confusion.Counts[row, column];
            if (count == 0)
                continue;
            string hue = row == column ? "right" : "wrong";
            int shade = Shade(count, sum);
            double x = left + (column * cell);
            string title = $"actual {confusion.Shown(row)}, predicted {confusion.Shown(column)}: {Rounded.Count(count)} of {Rounded.Count(sum)} ({Rounded.Share((double)count / sum)})";
            cells.Add($"""<g><rect class="{hue}{shade}" x="{x + 0.5}" y="{top + 0.5}" width="{cell - 1}" height="{cell - 1}"/>""");
            if (writes)
                cells.Add($"""<text class="on-{hue}{shade}" x="{x + (cell / 2)}" y="{top + (cell / 2) + 4.5}" text-anchor="middle">{(count < 10_000 ? Rounded.Count(count) : Rounded.Short(count))}</text>""");
            cells.Add($"<title>{title}</title></g>");
        }

        return cells;
    }

    private static string Label(ReportConfusion confusion)
    {
        long right = Enumerable.Range(0, confusion.Labels.Count).Sum(i => confusion.Counts[i, i]), all = confusion.Counts.Cast<long>().Sum();
        return $"Confusion matrix of {confusion.Labels.Count} labels: {Rounded.Count(right)} of {Rounded.Count(all)} examples are right. The tables beside it say more.";
    }
}
