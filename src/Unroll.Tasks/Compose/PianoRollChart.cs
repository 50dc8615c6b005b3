using Unroll.Data.Music;
using Unroll.Tasks.Report;

namespace Unroll.Tasks.Compose;

/// <summary>A piano roll as a picture: time from left to right, keys from low to high, a bar for every note as long as it sounds.</summary>
public static class PianoRollChart
{
    private const double Width = 960, Left = 44, Right = 12, Top = 30, Bottom = 34, KeyHeight = 7;

    /// <summary>More steps than this are drawn in rows below each other.</summary>
    private const int StepsOfRow = 128;

    /// <summary>Draws steps as a file.</summary>
    /// <param name="steps">For each step the MIDI pitches that sound.</param>
    /// <param name="given">How many of them, from the first, were given and not written; drawn in another colour.</param>
    /// <param name="title">What stands above.</param>
    /// <returns>SVG.</returns>
    public static string Svg(IReadOnlyList<int[]> steps, int given, string title)
    {
        ArgumentNullException.ThrowIfNull(steps);
        string css = $":root{{{Palette.Light.Css()}}}text{{font:12px system-ui,sans-serif;fill:var(--text)}}.paper{{fill:var(--background)}}.tick,.axis-title{{fill:var(--muted)}}.grid,.edge{{stroke:var(--line)}}";
        return Draw(steps, given, title, css, paper: true) + "\n";
    }

    /// <summary>Draws steps for a page.</summary>
    internal static string Figure(IReadOnlyList<int[]> steps, int given, string title) => Draw(steps, given, title, "", paper: false);

    private static string Draw(IReadOnlyList<int[]> steps, int given, string title, string css, bool paper)
    {
        int[] all = [.. steps.SelectMany(s => s)];
        int low = all.DefaultIfEmpty(60).Min() - 2, high = all.DefaultIfEmpty(60).Max() + 2, rows = Math.Max(1, (steps.Count + StepsOfRow - 1) / StepsOfRow);
        double rowHeight = ((high - low + 1) * KeyHeight) + Bottom, height = Top + (rows * rowHeight);
        string label = $"{title}: {steps.Count} steps from {NoteName.Of(Math.Max(0, low + 2))} to {NoteName.Of(Math.Max(0, high - 2))}.";
        Markup svg = new();
        svg.Add($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" width="{Width}" height="{height}" role="img" aria-label="{label}">""");
        svg.Add($"""<style>{Markup.Raw(css + ".note{fill:var(--model)}.given{fill:var(--baseline)}")}</style>""");
        svg.Add($"""{Markup.Raw(paper ? """<rect width="100%" height="100%" class="paper"/>""" : "")}<text class="axis-title" x="6" y="18">{title}</text>""");
        svg.Add($"""<text class="axis-title" x="{Width - Right}" y="18" text-anchor="end">keys, by step{(given > 0 ? "; what was given has its own colour" : "")}</text>""");
        for (int row = 0; row < rows; row++)
        {
            svg.Add($"""<g transform="translate(0 {Top + (row * rowHeight)})">{Row(steps, row * StepsOfRow, rows == 1 ? Math.Max(1, steps.Count) : StepsOfRow, given, low, high)}</g>""");
        }

        return svg.Add($"</svg>").ToString();
    }

    private static Markup Row(IReadOnlyList<int[]> steps, int first, int room, int given, int low, int high)
    {
        double stepWidth = (Width - Left - Right) / room, bottom = (high - low + 1) * KeyHeight;
        Markup svg = new();
        for (int pitch = low; pitch <= high; pitch++)
        {
            // A line below each C.
            if (pitch % 12 == 0)
            {
                double y = (high - pitch + 1) * KeyHeight;
                svg.Add($"""<line class="grid" x1="{Left}" y1="{y}" x2="{Width - Right}" y2="{y}"/><text class="tick" x="{Left - 6}" y="{y}" text-anchor="end">{NoteName.Of(pitch)}</text>""");
            }
        }

        for (int t = 0; t <= room; t += 8)
        {
            double x = Left + (t * stepWidth);
            svg.Add($"""<line class="grid" x1="{x}" y1="0" x2="{x}" y2="{bottom}"/><text class="tick" x="{x}" y="{bottom + 15}" text-anchor="middle">{first + t}</text>""");
        }

        int end = Math.Min(first + room, steps.Count);
        for (int t = first; t < end; t++)
        {
            foreach (int pitch in steps[t].Where(p => t == first || t == given || !steps[t - 1].Contains(p)))
            {
                int until = t + 1;
                while (until < end && until != given && steps[until].Contains(pitch))
                {
                    until++;
                }

                svg.Add($"""<rect class="{(t < given ? "given" : "note")}" x="{Left + ((t - first) * stepWidth) + 0.5}" y="{((high - pitch) * KeyHeight) + 0.5}" width="{Math.Max(0.5, ((until - t) * stepWidth) - 1)}" height="{KeyHeight - 1}" rx="1.5"/>""");
            }
        }

        return svg;
    }
}
