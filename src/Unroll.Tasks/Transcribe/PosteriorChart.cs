using Unroll.Tasks.Report;

namespace Unroll.Tasks.Transcribe;

/// <summary>The probabilities of symbols over time: which symbol is said when.</summary>
internal static class PosteriorChart
{
    private const double Left = 44, Width = 860, Height = 150, Top = 26;

    /// <summary>Symbols that are less likely everywhere are not drawn.</summary>
    private const float Least = 0.05f;

    public static ReportFigure Figure(TranscribeData data, int item, float[] logProbabilities, FoundText found)
    {
        SymbolSet symbols = data.Encoding.Symbols;
        string given = symbols.Text(found.Labels), right = data.Valid.Texts[item];
        string time = data.Options.IsAudio ? "seconds" : "points";
        double step = data.Options.Stack * (data.Options.IsAudio ? data.Options.Audio.HopMs / 1000 : 1);
        return new ReportFigure($"Over time: {Rounded.Start(right, 40)}", Svg(logProbabilities, found, symbols, step, time),
            $"{(given == right ? $"Read right: {given}." : $"Read as {given}, is {right}.")} How likely each symbol is at every step, the blank in grey; above, where the symbols of the answer begin.");
    }

    private static string Svg(float[] logProbabilities, FoundText found, SymbolSet symbols, double step, string time)
    {
        int classes = symbols.Classes, steps = logProbabilities.Length / classes;
        double bottom = Top + Height;
        Markup svg = new();
        svg.Add($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Left + Width + 12} {bottom + 40}" role="img" aria-label="probabilities of symbols over time">""");
        Axis x = Axis.Linear(0, steps * step, Left, Left + Width, 8), y = Axis.Linear(0, 1, bottom, Top, 4);
        foreach ((double at, string label) in y.Marks)
        {
            svg.Add($"""<line class="grid" x1="{Left}" y1="{at}" x2="{Left + Width}" y2="{at}"/><text class="tick" x="{Left - 6}" y="{at + 4}" text-anchor="end">{label}</text>""");
        }

        foreach ((double at, string label) in x.Marks)
        {
            svg.Add($"""<text class="tick" x="{at}" y="{bottom + 16}" text-anchor="middle">{label}</text>""");
        }

        svg.Add($"""<text class="axis-title" x="{Left + (Width / 2)}" y="{bottom + 34}" text-anchor="middle">{time}</text>""");
        for (int k = 0; k < classes; k++)
        {
            AddLine(svg, logProbabilities, classes, k, t => x.Position((t + 0.5) * step), y);
        }

        for (int i = 0; i < found.Labels.Length; i++)
        {
            double at = x.Position((found.Steps[i] + 0.5) * step);
            svg.Add($"""<line x1="{at}" y1="{Top - 6}" x2="{at}" y2="{Top}" style="stroke:var(--text)"/><text class="bar-name" x="{at}" y="{Top - 9}" text-anchor="middle">{symbols.Name(found.Labels[i])}</text>""");
        }

        return svg.Add($"</svg>").ToString();
    }

    private static void AddLine(Markup svg, float[] logProbabilities, int classes, int k, Func<int, double> xOf, Axis y)
    {
        int steps = logProbabilities.Length / classes;
        float[] p = [.. Enumerable.Range(0, steps).Select(t => MathF.Exp(logProbabilities[(t * classes) + k]))];
        if (k != SymbolSet.Blank && !Array.Exists(p, v => v >= Least))
        {
            return;
        }

        string colour = k == SymbolSet.Blank ? "line" : $"s{(k - 1) % 8}";
        svg.Add($"""<polyline fill="none" style="stroke:var(--{colour})" stroke-width="1.5" points=" """);
        for (int t = 0; t < steps; t++)
        {
            svg.Add($"{xOf(t)},{y.Position(p[t])} ");
        }

        svg.Add($"""  "/>""");
    }
}
