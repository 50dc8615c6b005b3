using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using Unroll.Cli.Output;
using Unroll.Tasks;
using Unroll.Tasks.Recipes;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll check</c>: what training a recipe would work on.</summary>
internal static class CheckCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string?> recipe = CommonOptions.Recipe();
        Option<string[]> set = CommonOptions.Set();
        Option<bool> json = CommonOptions.Json();
        Verb verb = new("check", "Reads recipe and data and says what training would work on, without training", "[RECIPE] [options]",
            ("check recipes/autocomplete.jsonc", "sizes of data, vocabulary and model"),
            ("check my.jsonc --set model.hidden=512", "the same with one key changed"))
        {
            recipe,
            set,
            json,
        };
        verb.SetAction(r =>
        {
            Recipe read = CommonOptions.ReadRecipe(r.GetValue(recipe) ?? "recipe.jsonc", r.GetValue(set) ?? []);
            CheckReport report = TaskCatalog.Of(read).Check(read);
            if (r.GetValue(json))
                WriteJson(terminal, report);
            else
                WriteText(terminal, report);
            return ExitCode.Done;
        });
        return verb;
    }

    private static void WriteText(Terminal terminal, CheckReport c)
    {
        List<(string, string)> facts = [("task", c.Task), ("training data", Describe(c.Train)), ("validation data", Describe(c.Valid))];
        if (c.Labels is { } labels)
            facts.Add(("labels", Describe(labels)));
        if (c.Vocabulary is { } vocabulary)
            facts.Add(("vocabulary", $"{vocabulary.Kind}, {Format.Count(vocabulary.Size)} tokens"));
        if (c.FirstTokens is { } tokens)
            facts.Add(("first tokens", Format.OneLine(string.Join(" | ", tokens))));
        facts.AddRange(c.Facts.Select(f => (f.Name, Format.OneLine(f.Text))));
        facts.AddRange(
        [
            ("model", $"{c.Network}; {Format.Count(c.Parameters)} parameters"),
            ("training", $"{Format.Count(c.Steps)} steps, {c.Epochs:0.##} epochs"),
            ("memory", $"about {Format.Bytes(c.MemoryBytes)}"),
        ]);
        ReportTables.WriteFacts(terminal.OutConsole, facts);
        foreach (string warning in c.Warnings)
            terminal.OutConsole.MarkupLine($"[yellow]warning:[/] {Markup.Escape(warning)}");
    }

    private static string Describe(DataPart part) => $"{part.Source}: {string.Join(", ", part.Counts.Select(n => $"{Format.Count(n.Count)} {n.Unit}"))}";

    private static string Describe(IReadOnlyList<LabelCount> labels)
    {
        const int Shown = 20;
        string rest = labels.Count > Shown ? $", and {labels.Count - Shown} more" : "";
        return $"{labels.Count}: {string.Join(", ", labels.Take(Shown).Select(l => $"{Format.OneLine(l.Label)} ({Format.Count(l.Count)})"))}{rest}";
    }

    private static void WriteJson(Terminal terminal, CheckReport c) => terminal.Json(j =>
    {
        j.WriteString("task", c.Task);
        WritePart(j, "train", c.Train);
        WritePart(j, "valid", c.Valid);
        if (c.Labels is { } labels)
        {
            j.WriteStartArray("labels");
            foreach (LabelCount label in labels)
            {
                j.WriteStartObject();
                j.WriteString("label", label.Label);
                j.WriteNumber("count", label.Count);
                j.WriteEndObject();
            }

            j.WriteEndArray();
        }

        ReportJson.Write(j, c.Vocabulary);
        if (c.FirstTokens is { } tokens)
            ReportJson.WriteTexts(j, "first_tokens", tokens);
        if (c.Facts.Count > 0)
        {
            j.WriteStartObject("facts");
            foreach (Fact fact in c.Facts)
                j.WriteString(fact.Name, fact.Text);
            j.WriteEndObject();
        }

        j.WriteString("network", c.Network);
        j.WriteNumber("parameters", c.Parameters);
        j.WriteNumber("steps", c.Steps);
        ReportJson.WriteNumber(j, "epochs", c.Epochs);
        j.WriteNumber("memory_bytes", c.MemoryBytes);
        ReportJson.WriteTexts(j, "warnings", c.Warnings);
    });

    private static void WritePart(Utf8JsonWriter j, string name, DataPart part)
    {
        j.WriteStartObject(name);
        j.WriteString("source", part.Source);
        foreach (UnitCount count in part.Counts)
            j.WriteNumber(count.Unit, count.Count);
        j.WriteEndObject();
    }
}
