using System.Globalization;
using Spectre.Console;
using Unroll.Tasks.Forecast.Anomalies;

namespace Unroll.Cli.Output;

/// <summary>Prints how unusual the points of series are.</summary>
internal static class AnomalyWriter
{
    /// <summary>The alarms of each series as a table.</summary>
    public static void WriteText(Terminal terminal, IReadOnlyList<SeriesAnomalies> all)
    {
        foreach (SeriesAnomalies s in all)
        {
            terminal.OutConsole.MarkupLine($"[bold]{Markup.Escape(Format.OneLine(s.Name))}[/]  {Format.Count(s.Points.Count)} points, {s.Alarms.Count} {(s.Alarms.Count == 1 ? "alarm" : "alarms")}, threshold {s.Threshold:0.00}");
            if (s.Alarms.Count == 0)
                continue;
            Table table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
            table.AddColumn("from");
            table.AddColumn("to");
            foreach (string column in (string[])["points", "score"])
                table.AddColumn(new TableColumn(column).RightAligned());
            foreach (Alarm a in s.Alarms)
                table.AddRow(Markup.Escape(a.Begin), Markup.Escape(a.End), Format.Count(a.Last - a.First + 1), a.Score.ToString("0.00"));
            terminal.OutConsole.Write(table);
        }

        terminal.Out.WriteLine("A score is the smoothed -ln of the share of usual points that lie as far from their forecast: 2.3 is one in ten.");
    }

    /// <summary>A line a point.</summary>
    public static void WriteCsv(Terminal terminal, IReadOnlyList<SeriesAnomalies> all)
    {
        terminal.Out.WriteLine("series,step,value,expected,score,alarm");
        foreach (SeriesAnomalies s in all)
        {
            foreach (AnomalyPoint p in s.Points)
                terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Format.CsvField(s.Name)},{Format.CsvField(p.Label)},{p.Value:R},{p.Expected:R},{p.Score:R},{(p.IsAlarm ? 1 : 0)}"));
        }

        terminal.Out.Flush();
    }

    /// <summary>An object a point.</summary>
    public static void WriteJson(Terminal terminal, IReadOnlyList<SeriesAnomalies> all)
    {
        foreach (SeriesAnomalies s in all)
        {
            foreach (AnomalyPoint p in s.Points)
            {
                terminal.Json(j =>
                {
                    j.WriteString("series", s.Name);
                    j.WriteString("step", p.Label);
                    ReportJson.WriteNumber(j, "value", p.Value);
                    ReportJson.WriteNumber(j, "expected", p.Expected);
                    ReportJson.WriteNumber(j, "score", p.Score);
                    ReportJson.WriteNumber(j, "threshold", s.Threshold);
                    j.WriteBoolean("alarm", p.IsAlarm);
                });
            }
        }
    }
}
