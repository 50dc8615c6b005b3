namespace Unroll.Tasks.Report;

/// <summary>A small picture of a series: the channels over each other, in hues of their own and on one scale.</summary>
internal static class Sparkline
{
    /// <summary>More lines than this over each other cannot be told apart.</summary>
    public const int MostChannels = 8;

    private const double Width = 260, Height = 84, Margin = 4;

    /// <summary>The picture, of the first channels.</summary>
    public static Markup Svg(SeriesContent series)
    {
        int steps = series.Values.Length / series.Channels, shown = Math.Min(series.Channels, MostChannels);
        (double X, double Y)[][] channels = [.. Enumerable.Range(0, shown).Select(c =>
            Enumerable.Range(0, steps).Select(t => ((double)t, (double)series.Values[(t * series.Channels) + c])).ToArray())];
        Axis x = Axis.Linear(0, Math.Max(1, steps - 1), Margin, Width - Margin);
        Axis y = Axis.Over(channels.SelectMany(static c => c).Select(static p => p.Y), Height - Margin, Margin);
        if (y.IsLogarithmic)
        {
            // A series is shown as it is; that is what the model saw.
            y = Axis.Linear(y.Min, y.Max, y.From, y.To);
        }

        Markup svg = new();
        svg.Add($"""<svg xmlns="http://www.w3.org/2000/svg" class="sparkline" viewBox="0 0 {Width} {Height}" role="img" aria-label="{Describe(series)}">""");
        if (y.Min < 0 && y.Max > 0)
            svg.Add($"""<line class="grid" x1="{Margin}" y1="{y.Position(0)}" x2="{Width - Margin}" y2="{y.Position(0)}"/>""");
        for (int c = 0; c < shown; c++)
        {
            svg.Add($"""<path class="line thin s{c}" d="{LinePath.Of(channels[c], x, y)}"/>""");
        }

        return svg.Add($"</svg>");
    }

    /// <summary>Length, channels and range, in words.</summary>
    public static string Describe(SeriesContent series)
    {
        int steps = series.Values.Length / series.Channels;
        double[] finite = [.. series.Values.Where(float.IsFinite).Select(static v => (double)v)];
        string channels = series.Channels switch
        {
            1 => "1 channel",
            <= MostChannels => $"{series.Channels} channels",
            _ => $"the first {MostChannels} of {series.Channels} channels",
        };
        string range = finite.Length == 0 ? "no values" : $"values from {Rounded.Number(finite.Min())} to {Rounded.Number(finite.Max())}";
        string missing = finite.Length == series.Values.Length ? "" : $", {Rounded.Count(series.Values.Length - finite.Length)} missing";
        return $"{Rounded.Count(steps)} {(steps == 1 ? "step" : "steps")}, {channels}, {range}{missing}";
    }
}
