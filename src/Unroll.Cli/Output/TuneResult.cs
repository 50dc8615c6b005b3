using System.Text.Json;
using Spectre.Console;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Tune;

namespace Unroll.Cli.Output;

/// <summary>What is said when a search has ended: the trials, the best first, and where the best model lies.</summary>
internal static class TuneResult
{
    /// <summary>With more columns than this their sections are left out, for want of room.</summary>
    private const int MostPaths = 3;

    private const int MostRows = 30;

    public static void Write(Terminal terminal, SearchReport report, string directory)
    {
        TrialResult best = report.Results[0];
        Table table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        foreach (string name in (string[])["trial", "budget", Metric.Title(report.Metric), best.Report!.BaselineName])
            table.AddColumn(new TableColumn(Markup.Escape(name)).RightAligned());
        foreach ((Key key, object? _) in best.Trial.Values)
            table.AddColumn(new TableColumn(Markup.Escape(best.Trial.Values.Count > MostPaths ? key.Name : key.Path)).RightAligned());
        foreach (TrialResult result in report.Results.Take(MostRows))
            table.AddRow([.. Row(result, report.Metric, isBest: result == best)]);

        terminal.OutConsole.Write(table);
        if (report.Results.Count > MostRows)
            terminal.Out.WriteLine($"and {report.Results.Count - MostRows} more in {Path.Combine(directory, SearchFiles.Trials)}");
        if (report.Results.Count(r => r.Error is not null) is > 0 and var failed)
            terminal.Out.WriteLine($"{failed} {(failed == 1 ? "trial" : "trials")} failed; {SearchFiles.Trials} says why.");
        if (report.Results.Max(r => r.Rung.Number) == 1 && report.Results.Sum(r => r.Seconds) is > 0 and var seconds)
            terminal.Out.WriteLine($"{Format.Count(report.Results.Count)} trials in {seconds:0.0} s of training: {Format.Count((long)(report.Results.Count * 60 / seconds))} a minute.");
        terminal.Out.WriteLine($"The best model: {report.ModelPath} (trial {best.Trial.Number}). Its recipe: {report.RecipePath}");
        string folder = Invoked.Quote(directory);
        terminal.Note($"\nNext:\n  {Invoked.As} evaluate {folder}\n  {Invoked.As} inspect {folder}");
    }

    public static void WriteJson(Utf8JsonWriter j, SearchReport report, string directory)
    {
        j.WriteString("event", "tuned");
        j.WriteString("directory", directory);
        j.WriteString("metric", report.Metric);
        j.WriteString("model", report.ModelPath);
        j.WriteString("recipe", report.RecipePath);
        j.WriteStartObject("best");
        WriteMembers(j, report.Results[0], report.Metric);
        j.WriteEndObject();
        j.WriteStartArray("trials");
        foreach (TrialResult result in report.Results)
        {
            j.WriteStartObject();
            WriteMembers(j, result, report.Metric);
            j.WriteEndObject();
        }

        j.WriteEndArray();
    }

    /// <summary>The members of a result.</summary>
    public static void WriteMembers(Utf8JsonWriter j, TrialResult result, string? metric)
    {
        j.WriteNumber("trial", result.Trial.Number);
        j.WriteNumber("rung", result.Rung.Number);
        j.WriteString("budget", result.Rung.Share);
        j.WriteStartObject("values");
        foreach ((Key key, object? value) in result.Trial.Values)
            WriteValue(j, key.Path, value);
        j.WriteEndObject();
        j.WriteNumber("steps", result.Steps);
        ReportJson.WriteNumber(j, "seconds", Math.Round(result.Seconds, 3));
        ReportJson.WriteNumber(j, "value", metric is null ? null : result.Value(metric));
        j.WriteString("error", result.Error);
        if (result.Report is { } report)
        {
            j.WriteStartObject("validation");
            ReportJson.Write(j, report);
            j.WriteEndObject();
        }
    }

    private static IEnumerable<string> Row(TrialResult result, string metric, bool isBest)
    {
        yield return result.Trial.Number.ToString();
        yield return result.Rung.Share;
        string value = result.Report is null ? "failed" : Metric.Print(metric, result.Value(metric));
        yield return isBest ? $"[bold green]{value}[/]" : value;
        yield return result.Report?.Baseline.TryGetValue(metric, out double baseline) == true ? Metric.Print(metric, baseline) : "-";
        foreach ((Key _, object? tuned) in result.Trial.Values)
            yield return Markup.Escape(tuned as string ?? Key.Print(tuned));
    }

    private static void WriteValue(Utf8JsonWriter j, string name, object? value)
    {
        switch (value)
        {
            case long i:
                j.WriteNumber(name, i);
                break;
            case double d:
                j.WriteNumber(name, d);
                break;
            case bool b:
                j.WriteBoolean(name, b);
                break;
            default:
                j.WriteString(name, (string?)value);
                break;
        }
    }
}
