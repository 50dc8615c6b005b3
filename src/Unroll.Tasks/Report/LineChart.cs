namespace Unroll.Tasks.Report;

/// <summary>A line of a chart.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Style">Its class: <c>train</c>, <c>valid</c>, or <c>s0</c> to <c>s7</c>.</param>
/// <param name="Points">In order of x; what is not finite is a gap.</param>
internal sealed record ChartLine(string Name, string Style, IReadOnlyList<(double X, double Y)> Points);

/// <summary>A point of a chart that has a text beside it.</summary>
internal sealed record ChartMark(double X, double Y, string Text);

/// <summary>Lines over common axes.</summary>
internal sealed record LineChart
{
    private const double Left = 62, Right = 14, Top = 34, Bottom = 48, LegendEntry = 26;

    /// <summary>What is to be seen, for those who do not see it.</summary>
    public required string Label { get; init; }

    /// <summary>What the axis across stands for.</summary>
    public required string XTitle { get; init; }

    /// <summary>What the axis upwards stands for.</summary>
    public required string YTitle { get; init; }

    /// <summary>The lines, the last on top.</summary>
    public required IReadOnlyList<ChartLine> Lines { get; init; }

    /// <summary>A point that stands out, or none.</summary>
    public ChartMark? Mark { get; init; }

    /// <summary>Units of the picture across; a letter is 12 of them high.</summary>
    public double Width { get; init; } = 560;

    /// <summary>Units of the picture upwards.</summary>
    public double Height { get; init; } = 320;

    /// <summary>The picture.</summary>
    public Markup Svg()
    {
        Axis x = Axis.Linear(0, Lines.SelectMany(static l => l.Points).Select(static p => p.X).Where(Axis.Has).DefaultIfEmpty(1).Max(), Left, Width - Right);
        Axis y = Axis.Over(Lines.SelectMany(static l => l.Points).Select(static p => p.Y), Height - Bottom, Top);
        string title = y.IsLogarithmic ? YTitle + " (logarithmic)" : YTitle;
        Markup svg = new();
        svg.Add($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" role="img" aria-label="{Label}">""");
        svg.Add($"""<text class="axis-title" x="6" y="18">{title}</text>{Legend()}""");
        foreach ((double at, string label) in y.Marks)
        {
            svg.Add($"""<line class="grid" x1="{Left}" y1="{at}" x2="{Width - Right}" y2="{at}"/><text class="tick" x="{Left - 7}" y="{at + 4}" text-anchor="end">{label}</text>""");
        }

        foreach ((double at, string label) in x.Marks)
        {
            svg.Add($"""<line class="edge" x1="{at}" y1="{Height - Bottom}" x2="{at}" y2="{Height - Bottom + 5}"/><text class="tick" x="{(at > Width - 40 ? Width : at)}" y="{Height - Bottom + 19}" text-anchor="{(at > Width - 40 ? "end" : "middle")}">{label}</text>""");
        }

        svg.Add($"""<line class="edge" x1="{Left}" y1="{Height - Bottom}" x2="{Width - Right}" y2="{Height - Bottom}"/>""");
        svg.Add($"""<text class="axis-title" x="{(Left + Width - Right) / 2}" y="{Height - 8}" text-anchor="middle">{XTitle}</text>""");
        foreach (ChartLine line in Lines)
        {
            svg.Add($"""<path class="line {line.Style}" d="{LinePath.Of(line.Points, x, y)}"/>""");
        }

        return svg.Add($"{Marked(x, y)}</svg>");
    }

    /// <summary>Name by name from the right; a single line is what the axis says.</summary>
    private Markup Legend()
    {
        Markup legend = new();
        double end = Width - Right;
        foreach (ChartLine line in Lines.Count < 2 ? [] : Lines.Reverse())
        {
            // Room for the larger letters that a small screen has.
            double start = end - (9 * line.Name.Length) - LegendEntry;
            legend.Add($"""<path class="line {line.Style}" d="M{start} 14h18"/><text class="axis-title" x="{start + 24}" y="18">{line.Name}</text>""");
            end = start - 14;
        }

        return legend;
    }

    private Markup Marked(Axis x, Axis y)
    {
        Markup svg = new();
        if (Mark is null || !Axis.Has(Mark.X) || !Axis.Has(Mark.Y))
            return svg;
        double atX = x.Position(Mark.X), atY = y.Position(Mark.Y), middle = (Left + Width - Right) / 2;
        string anchor = atX > middle ? "end" : "start";
        double textX = atX + (atX > middle ? 4 : -4);
        // Where a validation loss is lowest, the training loss lies below it as a rule.
        double textY = atY < Top + 26 ? atY + 24 : atY - 13;
        svg.Add($"""<circle class="mark" cx="{atX}" cy="{atY}" r="5"/><text class="mark-text" x="{textX}" y="{textY}" text-anchor="{anchor}">{Mark.Text}</text>""");
        return svg;
    }
}
