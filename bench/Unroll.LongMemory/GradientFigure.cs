using System.Globalization;
using System.Text;

namespace Unroll.LongMemory;

/// <summary>Norms over time of one network.</summary>
internal sealed record GradientCurve(string Label, string Color, double[] AtStart, double[] Trained)
{
    /// <summary>The norm at step t over that at the last step.</summary>
    public static double Ratio(double[] norms, int t) => norms[t] / norms[^1];
}

/// <summary>The norm of the gradient of the state over time, at the start and after training, as SVG with a logarithmic axis.</summary>
internal static class GradientFigure
{
    private const int Width = 900, Height = 400, Left = 66, Top = 34, Bottom = 48, Gap = 30, Legend = 170, Lowest = -12, Highest = 2;

    /// <summary>Draws.</summary>
    public static string Draw(IReadOnlyList<GradientCurve> curves)
    {
        StringBuilder svg = new();
        svg.Append($"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" font-family="sans-serif" font-size="13">
            <rect width="{Width}" height="{Height}" fill="#ffffff"/>

            """);
        int panel = (Width - Left - Legend - Gap) / 2;
        Panel(svg, Left, panel, "at the start", [.. curves.Select(c => (c.AtStart, c.Color))]);
        Panel(svg, Left + panel + Gap, panel, "after training", [.. curves.Select(c => (c.Trained, c.Color))]);
        for (int power = Lowest; power <= Highest; power += 2)
        {
            svg.Append($"<text x=\"{Left - 8}\" y=\"{N(Y(power) + 4)}\" text-anchor=\"end\" fill=\"#555\">10<tspan dy=\"-5\" font-size=\"9\">{power.ToString(CultureInfo.InvariantCulture).Replace('-', '−')}</tspan></text>\n");
        }

        svg.Append($"<text transform=\"translate(16 {(Top + Height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\" fill=\"#333\">|∂L/∂s(t)| / |∂L/∂s(T)|</text>\n");
        for (int i = 0; i < curves.Count; i++)
        {
            int y = Top + 16 + (24 * i), x = Width - Legend + 12;
            svg.Append($"<line x1=\"{x}\" x2=\"{x + 18}\" y1=\"{y - 4}\" y2=\"{y - 4}\" stroke=\"{curves[i].Color}\" stroke-width=\"3\"/><text x=\"{x + 24}\" y=\"{y}\" fill=\"#333\">{curves[i].Label}</text>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void Panel(StringBuilder svg, int left, int width, string title, IReadOnlyList<(double[] Norms, string Color)> curves)
    {
        int time = curves[0].Norms.Length - 1;
        double X(int t) => left + ((double)t / time * width);
        svg.Append($"<text x=\"{left + (width / 2)}\" y=\"{Top - 12}\" text-anchor=\"middle\" fill=\"#333\" font-weight=\"bold\">{title}</text>\n");
        for (int power = Lowest; power <= Highest; power += 2)
        {
            svg.Append($"<line x1=\"{left}\" x2=\"{left + width}\" y1=\"{N(Y(power))}\" y2=\"{N(Y(power))}\" stroke=\"{(power == 0 ? "#9ca3af" : "#e4e4e4")}\"/>\n");
        }

        for (int t = 0; t <= time; t += time / 4)
        {
            svg.Append($"<text x=\"{N(X(t))}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\" fill=\"#555\">{t}</text>\n");
        }

        svg.Append($"<text x=\"{left + (width / 2)}\" y=\"{Height - 8}\" text-anchor=\"middle\" fill=\"#333\">step t; the loss is at T = {time}</text>\n");
        foreach ((double[] norms, string color) in curves)
        {
            // A curve ends where it leaves the panel.
            IEnumerable<string> points = Enumerable.Range(0, time + 1)
                .Select(t => (X: X(t), Power: Math.Log10(GradientCurve.Ratio(norms, t))))
                .Where(p => p.Power is >= Lowest and <= Highest)
                .Select(p => $"{N(p.X)},{N(Y(p.Power))}");
            svg.Append($"<polyline fill=\"none\" stroke=\"{color}\" stroke-width=\"2\" points=\"{string.Join(' ', points)}\"/>\n");
        }
    }

    private static double Y(double power) => Top + ((Highest - power) / (Highest - Lowest) * (Height - Top - Bottom));

    private static string N(double v) => v.ToString("0.#", CultureInfo.InvariantCulture);
}
