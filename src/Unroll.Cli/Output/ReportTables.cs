using Spectre.Console;
using Unroll.Tasks;

namespace Unroll.Cli.Output;

/// <summary>Reports as tables.</summary>
internal static class ReportTables
{
    /// <summary>Metric, model, baseline; the better of the two stands out.</summary>
    public static Table Metrics(EvaluateReport report)
    {
        Table table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        table.AddColumn("metric");
        table.AddColumn(new TableColumn("model").RightAligned());
        bool hasBaseline = report.Baseline.Count > 0;
        if (hasBaseline)
            table.AddColumn(new TableColumn(Markup.Escape(report.BaselineName)).RightAligned());

        IReadOnlyDictionary<string, double>[] others = [.. (report.Others ?? new Dictionary<string, IReadOnlyDictionary<string, double>>()).Values];
        foreach (string name in report.Others?.Keys ?? [])
            table.AddColumn(new TableColumn(Markup.Escape(name)).RightAligned());

        foreach ((string name, double value) in report.Metrics)
        {
            if (!hasBaseline)
            {
                table.AddRow(Metric.Title(name), Metric.Print(name, value));
                continue;
            }

            bool known = report.Baseline.TryGetValue(name, out double baseline);
            bool wins = known && (Metric.LowerIsBetter(name) ? value < baseline : value > baseline);
            table.AddRow(
            [
                Metric.Title(name),
                wins ? $"[bold green]{Metric.Print(name, value)}[/]" : Metric.Print(name, value),
                known ? Metric.Print(name, baseline) : "-",
                .. others.Select(o => o.TryGetValue(name, out double other) ? Metric.Print(name, other) : "-"),
            ]);
        }

        return table;
    }

    /// <summary>Precision, recall and F1 of every label.</summary>
    public static Table Labels(IReadOnlyList<LabelReport> labels)
    {
        Table table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        table.AddColumn("label");
        foreach (string name in (string[])["count", "precision", "recall", "F1"])
            table.AddColumn(new TableColumn(name).RightAligned());
        foreach (LabelReport l in labels)
            table.AddRow(Markup.Escape(Format.OneLine(l.Label)), Format.Count(l.Count), Share(l.Precision), Share(l.Recall), Share(l.F1));
        return table;

        static string Share(double x) => double.IsFinite(x) ? x.ToString("0.000") : "-";
    }

    /// <summary>Two columns without lines: what, and how much.</summary>
    public static void WriteFacts(IAnsiConsole console, IReadOnlyList<(string Name, string Value)> facts)
    {
        int width = facts.Max(f => f.Name.Length);
        foreach ((string name, string value) in facts)
            console.MarkupLine($"[grey]{name.PadRight(width)}[/]  {Markup.Escape(value)}");
    }

    /// <summary>Name, type and shape of every tensor.</summary>
    public static Table Tensors(IReadOnlyList<TensorInfo> tensors)
    {
        Table table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        table.AddColumns(new TableColumn("tensor"), new TableColumn("type"), new TableColumn("shape"), new TableColumn("numbers").RightAligned());
        foreach (TensorInfo t in tensors)
            table.AddRow(new Text(t.Name), new Text(t.Type), new Text($"[{string.Join(", ", t.Shape)}]"), new Text(Format.Count(t.Shape.Aggregate(1L, (a, b) => a * b))));
        return table;
    }
}
