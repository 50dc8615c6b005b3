using System.Globalization;

namespace Lessons.Reservoirs;

/// <summary>Lines over time as SVG.</summary>
internal static class Picture
{
    private const int Width = 900, Height = 260, Edge = 30;

    private static readonly string[] s_colours = ["#8a8a8a", "#c2410c"];

    /// <summary>Draws lines of the same length below a title.</summary>
    public static string Of(string title, (string Name, double[] Values)[] lines)
    {
        double low = lines.Min(l => l.Values.Min()), high = lines.Max(l => l.Values.Max());
        IEnumerable<string> drawn = lines.Select((line, i) =>
        {
            IEnumerable<string> points = line.Values.Select((v, t) => string.Create(CultureInfo.InvariantCulture,
                $"{Edge + (t * (Width - (2.0 * Edge)) / (line.Values.Length - 1)):0.#},{Height - Edge - ((v - low) / (high - low) * (Height - (3.0 * Edge))):0.#}"));
            return $"<polyline fill=\"none\" stroke=\"{s_colours[i]}\" stroke-width=\"{2 - (0.8 * i)}\" points=\"{string.Join(' ', points)}\"/>"
                + $"<text x=\"{Edge + (220 * i)}\" y=\"{Height - 8}\" fill=\"{s_colours[i]}\">{line.Name}</text>";
        });
        return $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"system-ui,sans-serif\" font-size=\"13\"><rect width=\"100%\" height=\"100%\" fill=\"white\"/>"
            + $"<text x=\"{Edge}\" y=\"20\">{title}</text>{string.Concat(drawn)}</svg>\n";
    }
}
