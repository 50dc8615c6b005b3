using System.Globalization;
using System.Text;
using Unroll.Reservoir;
using Unroll.Reservoir.Measures;

// Measures memory capacity over spectral radius and draws it as SVG: dotnet run -c Release --project eng/PlotMemoryCapacity > docs/images/memory-capacity.svg
const int Units = 100, Delays = 200, Seeds = 5;
double[] radii = [.. Enumerable.Range(1, 30).Select(i => i * 0.05)];
(double Scaling, string Color, double[] Capacity)[] curves =
[
    (0.01, "#1d4ed8", Measure(0.01)),
    (0.1, "#0f766e", Measure(0.1)),
    (1, "#b45309", Measure(1)),
];

const int Width = 760, Height = 340, Left = 60, Right = 190, Top = 20, Bottom = 45;
double high = 10 * Math.Ceiling(curves.Max(c => c.Capacity.Max()) / 10);
double X(double x) => Left + (x / 1.5 * (Width - Left - Right));
double Y(double y) => Top + ((high - y) / high * (Height - Top - Bottom));
string N(double v) => v.ToString("0.#", CultureInfo.InvariantCulture);

StringBuilder svg = new();
svg.Append($"""
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" font-family="sans-serif" font-size="13">
    <rect width="{Width}" height="{Height}" fill="#ffffff"/>

    """);
for (double y = 0; y <= high; y += 10)
{
    svg.Append($"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{N(Y(y))}\" y2=\"{N(Y(y))}\" stroke=\"#e4e4e4\"/>\n<text x=\"{Left - 8}\" y=\"{N(Y(y) + 4)}\" text-anchor=\"end\" fill=\"#555\">{N(y)}</text>\n");
}

for (double x = 0; x <= 1.51; x += 0.25)
{
    svg.Append($"<text x=\"{N(X(x))}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\" fill=\"#555\">{x.ToString("0.##", CultureInfo.InvariantCulture)}</text>\n");
}

svg.Append($"<line x1=\"{N(X(1))}\" x2=\"{N(X(1))}\" y1=\"{Top}\" y2=\"{Height - Bottom}\" stroke=\"#9ca3af\" stroke-dasharray=\"4 4\"/>\n");
svg.Append($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 8}\" text-anchor=\"middle\" fill=\"#333\">spectral radius</text>\n");
svg.Append($"<text transform=\"translate(16 {(Top + Height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\" fill=\"#333\">memory capacity, steps</text>\n");
for (int i = 0; i < curves.Length; i++)
{
    (double scaling, string color, double[] capacity) = curves[i];
    svg.Append($"<polyline fill=\"none\" stroke=\"{color}\" stroke-width=\"2\" points=\"{string.Join(' ', capacity.Select((c, k) => $"{N(X(radii[k]))},{N(Y(c))}"))}\"/>\n");
    svg.Append($"<text x=\"{Width - Right + 12}\" y=\"{Top + 20 + (20 * i)}\" fill=\"{color}\">input scaling {scaling.ToString(CultureInfo.InvariantCulture)}</text>\n");
    Console.Error.WriteLine($"input scaling {scaling}: most {capacity.Max():F1} at radius {radii[Array.IndexOf(capacity, capacity.Max())]:F2}; at 0.5 {capacity[9]:F1}, at 0.9 {capacity[17]:F1}, at 1.5 {capacity[29]:F1}");
}

svg.Append("</svg>\n");
Console.Out.Write(svg);

// Mean over some reservoirs of 100 units with ten links each; the input is uniform in [-0.8, 0.8].
double[] Measure(double scaling) => [.. radii.Select(radius => Enumerable.Range(1, Seeds).Average(seed => MemoryCapacity.Of(
    new LeakyReservoir<double>(new ReservoirOptions { Units = Units, SpectralRadius = radius, InputScaling = scaling, Seed = (ulong)seed }, 1), Delays, steps: 3000, ridge: 1e-12).Sum()))];
