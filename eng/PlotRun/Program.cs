using System.Globalization;
using System.Text;
using System.Text.Json;

// Draws the course of a training run as SVG: dotnet run --project eng/PlotRun -- RUN/log.jsonl TOKENS-A-STEP BASELINE "BASELINE'S NAME" > picture.svg
if (args.Length != 4)
{
    Console.Error.WriteLine("expected: LOG TOKENS-A-STEP BASELINE BASELINE-NAME");
    return 2;
}

double tokensAStep = double.Parse(args[1], CultureInfo.InvariantCulture), baseline = double.Parse(args[2], CultureInfo.InvariantCulture);
List<(double X, double Train, double Valid)> points = [];
foreach (string line in File.ReadLines(args[0]))
{
    using JsonDocument entry = JsonDocument.Parse(line);
    JsonElement e = entry.RootElement;
    points.Add((e.GetProperty("step").GetInt64() * tokensAStep / 1e6, e.GetProperty("trainLoss").GetDouble(), e.GetProperty("validLoss").GetDouble()));
}

const int Width = 760, Height = 320, Left = 60, Right = 150, Top = 20, Bottom = 45;
double maxX = points[^1].X, low = Math.Floor((Math.Min(baseline, points.Min(p => Math.Min(p.Train, p.Valid))) - 0.02) * 10) / 10;
double high = Math.Ceiling(points.Max(p => Math.Max(p.Train, p.Valid)) * 10) / 10;
double X(double x) => Left + (x / maxX * (Width - Left - Right));
double Y(double y) => Top + ((high - y) / (high - low) * (Height - Top - Bottom));
string N(double v) => v.ToString("0.#", CultureInfo.InvariantCulture);

StringBuilder svg = new();
svg.Append($"""
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" font-family="sans-serif" font-size="13">
    <rect width="{Width}" height="{Height}" fill="#ffffff"/>

    """);
for (double y = low; y < high + 0.01; y += 0.1)
{
    svg.Append($"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{N(Y(y))}\" y2=\"{N(Y(y))}\" stroke=\"#e4e4e4\"/>\n<text x=\"{Left - 8}\" y=\"{N(Y(y) + 4)}\" text-anchor=\"end\" fill=\"#555\">{y.ToString("0.0", CultureInfo.InvariantCulture)}</text>\n");
}

for (double x = 0; x <= maxX; x++)
{
    svg.Append($"<text x=\"{N(X(x))}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\" fill=\"#555\">{N(x)}</text>\n");
}

svg.Append($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 8}\" text-anchor=\"middle\" fill=\"#333\">million tokens read</text>\n");
svg.Append($"<text transform=\"translate(16 {(Top + Height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\" fill=\"#333\">loss, nats a token</text>\n");
svg.Append($"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{N(Y(baseline))}\" y2=\"{N(Y(baseline))}\" stroke=\"#b45309\" stroke-width=\"1.5\" stroke-dasharray=\"6 4\"/>\n");
Line(p => p.Train, "#9ca3af");
Line(p => p.Valid, "#1d4ed8");

// Labels at the right end, pushed apart where the lines end close together.
(string Text, double Y, string Color)[] labels = [.. new[] { (args[3], Y(baseline), "#b45309"), ("training", Y(points[^1].Train), "#6b7280"), ("validation", Y(points[^1].Valid), "#1d4ed8") }.OrderBy(l => l.Item2)];
double previous = double.NegativeInfinity;
foreach ((string text, double y, string color) in labels)
{
    double at = Math.Max(y + 4, previous + 16);
    previous = at;
    svg.Append($"<text x=\"{Width - Right + 8}\" y=\"{N(at)}\" fill=\"{color}\">{text}</text>\n");
}

svg.Append("</svg>\n");
Console.Out.Write(svg);
return 0;

void Line(Func<(double X, double Train, double Valid), double> value, string color) =>
    svg.Append($"<polyline fill=\"none\" stroke=\"{color}\" stroke-width=\"2\" points=\"{string.Join(' ', points.Select(p => $"{N(X(p.X))},{N(Y(value(p)))}"))}\"/>\n");
