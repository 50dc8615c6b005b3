using System.Globalization;
using Unroll.Tasks.Classify;

namespace Unroll.Cli.Output;

/// <summary>Items with their labels: for people, as CSV, or as JSON lines.</summary>
internal sealed class ClassificationWriter
{
    private const int WidestLabel = 24;
    private readonly Terminal terminal;
    private readonly bool json, csv;
    private readonly int? top;
    private int labelWidth;
    private bool begun;

    /// <summary>Chooses the form.</summary>
    /// <param name="terminal">Where to write.</param>
    /// <param name="top">How many labels an item, or null for 1; in JSON for all.</param>
    /// <param name="json">JSON lines.</param>
    /// <param name="csv">A CSV table.</param>
    /// <exception cref="UsageException">Two forms are asked for.</exception>
    public ClassificationWriter(Terminal terminal, int? top, bool json, bool csv)
    {
        if (json && csv)
            throw new UsageException("classify: --json and --csv are both given; expected one form of output. Leave one out.");
        (this.terminal, this.top, this.json, this.csv) = (terminal, top, json, csv);
    }

    /// <summary>Writes what comes before the first item.</summary>
    /// <param name="labels">All labels that there are.</param>
    public void Begin(IReadOnlyList<string> labels) => labelWidth = Math.Min(WidestLabel, labels.Max(l => l.Length));

    /// <summary>Writes items.</summary>
    public void Write(IReadOnlyList<Classification> items)
    {
        if (csv && !begun)
            terminal.Out.WriteLine("item,label,probability");
        begun = true;
        foreach (Classification item in items)
        {
            if (json)
                WriteJson(item);
            else if (csv)
                WriteCsv(item);
            else
                WriteText(item);
        }

        terminal.Out.Flush();
    }

    /// <summary>A field of RFC 4180: in quotes where it holds a comma, a quote or a line end.</summary>
    public static string Quote(string field) =>
        field.AsSpan().ContainsAny(",\"\r\n") || field.Length != field.Trim().Length ? $"\"{field.Replace("\"", "\"\"")}\"" : field;

    private void WriteText(Classification item)
    {
        string line = Format.OneLine(item.Item);
        foreach (LabelProbability l in item.Labels.Take(top ?? 1))
        {
            terminal.Out.WriteLine($"{Format.OneLine(l.Label).PadRight(labelWidth)}  {Percent(l.Probability),7}  {line}");
        }
    }

    private void WriteCsv(Classification item)
    {
        foreach (LabelProbability l in item.Labels.Take(top ?? 1))
            terminal.Out.WriteLine($"{Quote(item.Item)},{Quote(l.Label)},{l.Probability.ToString("0.000000", CultureInfo.InvariantCulture)}");
    }

    private void WriteJson(Classification item) => terminal.Out.WriteLine(Terminal.JsonText(j =>
    {
        j.WriteString("item", item.Item);
        j.WriteString("label", item.Labels[0].Label);
        ReportJson.WriteNumber(j, "probability", item.Labels[0].Probability);
        j.WriteStartArray("labels");
        foreach (LabelProbability l in item.Labels.Take(top ?? item.Labels.Count))
        {
            j.WriteStartObject();
            j.WriteString("label", l.Label);
            ReportJson.WriteNumber(j, "probability", l.Probability);
            j.WriteEndObject();
        }

        j.WriteEndArray();
    }));

    private static string Percent(double p) => $"{p * 100:0.0} %";
}
