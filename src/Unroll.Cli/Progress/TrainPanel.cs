using Spectre.Console;
using Spectre.Console.Rendering;
using Unroll.Cli.Output;
using Unroll.Tasks;

namespace Unroll.Cli.Progress;

/// <summary>One frame of the live display.</summary>
internal static class TrainPanel
{
    private const int SampleLines = 4, Narrow = 68;

    /// <param name="history">What has been reported, at least one state.</param>
    /// <param name="title">The output directory.</param>
    /// <param name="width">Columns.</param>
    /// <param name="since">The time since the newest state was reported.</param>
    /// <param name="stopping">Whether Ctrl-C has been pressed.</param>
    /// <param name="ending">How it ended, or null while it runs.</param>
    public static IRenderable Render(TrainHistory history, string title, int width, TimeSpan since, bool stopping, string? ending)
    {
        TrainProgress p = history.Latest!;
        if (ending is null)
            p = p with { Elapsed = p.Elapsed + since, Remaining = p.Remaining is { } r ? TimeSpan.FromTicks(Math.Max(0, (r - since).Ticks)) : null };
        int inner = width - 4;
        string phase = ending is null && stopping ? "[yellow]stopping: saving a checkpoint (Ctrl-C again stops at once)[/]" : Markup.Escape(ending ?? p.Phase);
        List<IRenderable> rows = [new Markup(phase)];
        if (p.Steps > 0)
        {
            rows.Add(new Markup(Bar(p, inner)));
            rows.Add(new Markup(Times(p, inner < Narrow)));
            rows.Add(new Text(""));
            rows.Add(Numbers(history, p, inner < Narrow));
            if (history.Sparkline(inner - 12) is { Length: > 0 } curve)
                rows.Add(new Markup($"[grey]loss curve[/]  [blue]{curve}[/]"));
            if (p.Sample is not null)
                rows.Add(Sample(p.Sample, inner));
        }
        else
        {
            rows.Add(new Markup($"[grey]{Format.Duration(p.Elapsed)}[/]"));
        }

        return new Panel(new Rows(rows))
        {
            Header = new PanelHeader($" [bold]unroll train[/] {Markup.Escape(title)} "),
            Border = BoxBorder.Rounded,
            BorderStyle = new Style(Color.Grey),
            Width = width,
        };
    }

    private static string Bar(TrainProgress p, int width)
    {
        double share = Math.Clamp((double)p.Step / p.Steps, 0, 1);
        int columns = width - 6;
        int full = (int)(share * columns);
        return $"[green]{new string('━', full)}[/][grey]{new string('─', columns - full)}[/] {share * 100,3:0} %";
    }

    private static string Times(TrainProgress p, bool narrow)
    {
        string left = p.Remaining is { } r && p.Step < p.Steps ? $"  [bold]{Format.Duration(r)} left[/]" : "";
        string epoch = narrow ? "" : $"epoch {p.Epoch:0.00}  ";
        return $"step {Format.Count(p.Step)} of {Format.Count(p.Steps)}  [grey]{epoch}{Format.Duration(p.Elapsed)} gone[/]{left}";
    }

    private static Grid Numbers(TrainHistory history, TrainProgress p, bool narrow)
    {
        Grid grid = new Grid().Expand();
        for (int i = 0; i < 4; i++)
            grid.AddColumn(new GridColumn().NoWrap().Padding(0, 0, 2, 0));
        string loss = narrow ? "" : " loss", at = narrow ? "at" : "at step", unit = narrow ? "" : $" {p.Unit}/s";
        grid.AddRow($"[grey]training{loss}[/]", $"[grey]validation{loss}[/]", "[grey]best[/]", narrow ? $"[grey]{p.Unit}/s[/]" : "[grey]speed[/]");
        string best = history.BestStep is { } step ? $"[bold green]{Format.Loss(history.BestLoss)}[/] [grey]{at} {Format.Count(step)}[/]" : "-";
        grid.AddRow(Format.Loss(p.TrainLoss), Format.Loss(p.ValidLoss), best, $"{Format.Count((long)p.Speed)}{unit}");
        return grid;
    }

    /// <summary>The beginning of what the network writes, within its own lines.</summary>
    private static Rows Sample(string sample, int width)
    {
        List<IRenderable> rows = [new Text(""), new Markup("[grey]it writes by now[/]")];
        IEnumerable<string> lines = sample.Split('\n').SelectMany(l => l.Length == 0 ? [""] : l.EnumerateRunes().Chunk(width - 2).Select(c => string.Concat(c)));
        rows.AddRange(lines.Take(SampleLines).Select(l => new Padder(new Text(Format.OneLine(l), new Style(Color.Aqua))).Padding(2, 0, 0, 0)));
        return new Rows(rows);
    }
}
