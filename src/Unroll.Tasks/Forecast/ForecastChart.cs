using Unroll.Tasks.Report;

namespace Unroll.Tasks.Forecast;

/// <summary>A picture of a forecast: what came before it, its median, its 80 % interval as a band, and what came, where that is known.</summary>
public static class ForecastChart
{
    private const double Width = 720, Height = 300, Left = 62, Right = 14, Top = 34, Bottom = 48;

    /// <summary>More of the past than this many horizons makes the forecast too small to be seen.</summary>
    private const int MostHistory = 4;

    /// <summary>The pictures of some forecasts below each other, as a file.</summary>
    /// <param name="forecasts">The forecasts; those beyond the first twelve are left out.</param>
    /// <returns>SVG.</returns>
    public static string Svg(IReadOnlyList<SeriesForecast> forecasts)
    {
        const int Most = 12;
        ArgumentNullException.ThrowIfNull(forecasts);
        Markup svg = new();
        int shown = Math.Min(Most, forecasts.Count);
        svg.Add($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {shown * Height}" width="{Width}" height="{shown * Height}" role="img" aria-label="Forecasts of {shown} series"><style>{Markup.Raw(Style)}</style><rect width="100%" height="100%" class="paper"/>""");
        for (int i = 0; i < shown; i++)
        {
            svg.Add($"""<g transform="translate(0 {i * Height})">{Inner(forecasts[i], [])}</g>""");
        }

        return svg.Add($"</svg>\n").ToString();
    }

    /// <summary>One picture for a page.</summary>
    /// <param name="forecast">The forecast.</param>
    /// <param name="actual">What came, or nothing.</param>
    internal static string Svg(SeriesForecast forecast, IReadOnlyList<double> actual) => new Markup().Add(
        $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" role="img" aria-label="{Label(forecast)}"><style>{Markup.Raw(Band)}</style>{Inner(forecast, actual)}</svg>""").ToString();

    private const string Band = ".band{fill:var(--model);opacity:.22}";

    private static string Style => $":root{{{Palette.Light.Css()}}}text{{font:12px system-ui,sans-serif;fill:var(--text)}}.paper{{fill:var(--background)}}.tick,.axis-title{{fill:var(--muted)}}"
        + ".grid,.edge{stroke:var(--line)}.line{fill:none;stroke-width:1.8;stroke-linejoin:round}.train{stroke:var(--muted)}.valid{stroke:var(--model)}.s1{stroke:var(--s1)}" + Band;

    private static string Label(SeriesForecast f) =>
        $"{f.Name}: {f.Steps.Count} steps ahead, from {Rounded.Number(f.Steps[0].Value)} to {Rounded.Number(f.Steps[^1].Value)}; the last value is {Rounded.Number(f.History[^1])}.";

    private static Markup Inner(SeriesForecast f, IReadOnlyList<double> actual)
    {
        int past = Math.Min(f.History.Count, MostHistory * Math.Max(6, f.Steps.Count));
        (double X, double Y)[] history = [.. f.History.Skip(f.History.Count - past).Select((y, t) => ((double)t - past + 1, y))];
        (double X, double Y)[] median = [history[^1], .. f.Steps.Select((s, h) => (h + 1.0, s.Value))];
        (double X, double Y)[] edge = [history[^1], .. f.Steps.Select((s, h) => (h + 1.0, s.Upper)), .. f.Steps.Select((s, h) => (h + 1.0, s.Lower)).Reverse()];
        Axis x = Axis.Linear(1 - past, f.Steps.Count, Left, Width - Right, 8);
        IEnumerable<double> all = history.Concat(edge).Select(static p => p.Y).Concat(actual);
        Axis y = Axis.Over(all, Height - Bottom, Top);
        y = y.IsLogarithmic ? Axis.Linear(y.Min, y.Max, y.From, y.To) : y;
        Markup svg = new();
        svg.Add($"""<text class="axis-title" x="6" y="18">{Rounded.Start(f.Name, 60)}</text>""");
        svg.Add($"""<text class="axis-title" x="{Width - Right}" y="18" text-anchor="end">past, forecast and 80 % interval{(actual.Count > 0 ? ", what came" : "")}</text>""");
        foreach ((double at, string label) in y.Marks)
        {
            svg.Add($"""<line class="grid" x1="{Left}" y1="{at}" x2="{Width - Right}" y2="{at}"/><text class="tick" x="{Left - 7}" y="{at + 4}" text-anchor="end">{label}</text>""");
        }

        foreach ((double at, string label) in x.Marks)
        {
            svg.Add($"""<line class="edge" x1="{at}" y1="{Height - Bottom}" x2="{at}" y2="{Height - Bottom + 5}"/><text class="tick" x="{at}" y="{Height - Bottom + 19}" text-anchor="middle">{label}</text>""");
        }

        svg.Add($"""<line class="edge" x1="{x.Position(0)}" y1="{Top}" x2="{x.Position(0)}" y2="{Height - Bottom}"/>""");
        svg.Add($"""<text class="axis-title" x="{(Left + Width - Right) / 2}" y="{Height - 8}" text-anchor="middle">steps from the last value; the first forecast is {f.Steps[0].Label}, the last {f.Steps[^1].Label}</text>""");
        svg.Add($"""<path class="band" d="{LinePath.Of(edge, x, y)}Z"/><path class="line train" d="{LinePath.Of(history, x, y)}"/>""");
        if (actual.Count > 0)
        {
            svg.Add($"""<path class="line s1" d="{LinePath.Of([history[^1], .. actual.Select((v, h) => (h + 1.0, v))], x, y)}"/>""");
        }

        return svg.Add($"""<path class="line valid" d="{LinePath.Of(median, x, y)}"/>""");
    }
}
