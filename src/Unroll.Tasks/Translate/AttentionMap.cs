using Unroll.Tasks.Report;

namespace Unroll.Tasks.Translate;

/// <summary>Weights of attention as shaded cells: a row a token that was written, a column a token that was read.</summary>
public static class AttentionMap
{
    private const double Cell = 24, LetterWidth = 7.6;
    private const int LabelLength = 18;

    /// <summary>The picture, in units of a pixel: one svg element.</summary>
    /// <param name="attention">The weights.</param>
    /// <returns>Well-formed XML.</returns>
    public static string Svg(AttentionWeights attention)
    {
        string[] columns = [.. attention.Source.Select(Label)], rows = [.. attention.Target.Select(Label)];
        // Labels of columns lean to the right by 45 degrees, so the last one reaches beyond its column.
        double left = (LetterWidth * rows.Max(r => r.Length)) + 14, lean = 0.71 * LetterWidth * columns.Max(c => c.Length), top = lean + 22;
        double width = left + (columns.Length * Cell) + lean + 8, height = top + (rows.Length * Cell) + 4;
        Markup svg = new();
        svg.Add($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="sans-serif" font-size="13" role="img" aria-label="Attention: {rows.Length} tokens written, {columns.Length} read">""");
        for (int c = 0; c < columns.Length; c++)
        {
            svg.Add($"""<text class="tick" transform="translate({left + ((c + 0.5) * Cell) + 4} {top - 6}) rotate(-45)">{columns[c]}</text>""");
        }

        for (int r = 0; r < rows.Length; r++)
        {
            double y = top + (r * Cell);
            svg.Add($"""<text class="tick" x="{left - 6}" y="{y + (Cell / 2) + 4.5}" text-anchor="end">{rows[r]}</text>""");
            for (int c = 0; c < columns.Length; c++)
            {
                double weight = attention.Weights[r][c];
                svg.Add($"""<rect x="{left + (c * Cell)}" y="{y}" width="{Cell}" height="{Cell}" stroke="#888" stroke-opacity="0.25" fill="#2060a8" fill-opacity="{Math.Round(weight, 3)}"><title>{rows[r]} from {columns[c]}: {Rounded.Share(weight)}</title></rect>""");
            }
        }

        return svg.Add($"</svg>").ToString();
    }

    /// <summary>Blanks in front of a byte-pair token say that a word begins, which the picture does not need.</summary>
    private static string Label(string token) => Rounded.Start(token.Trim() is { Length: > 0 } text ? text : "\u2423", LabelLength);
}
