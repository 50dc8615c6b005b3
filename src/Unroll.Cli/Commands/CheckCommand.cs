using System.CommandLine;
using Spectre.Console;
using Unroll.Cli.Output;
using Unroll.Tasks.LanguageModel;
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
            CheckReport report = TaskCatalog.LanguageModel().Check(read);
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
        ReportTables.WriteFacts(terminal.OutConsole,
        [
            ("task", c.Task),
            ("training text", $"{c.TrainSource}: {Format.Count(c.TrainCharacters)} characters, {Format.Count(c.TrainTokens)} tokens"),
            ("validation text", $"{c.ValidSource}: {Format.Count(c.ValidCharacters)} characters, {Format.Count(c.ValidTokens)} tokens"),
            ("vocabulary", $"{c.VocabularyKind}, {Format.Count(c.VocabularySize)} tokens"),
            ("first tokens", Format.OneLine(string.Join(" | ", c.FirstTokens))),
            ("model", $"{Format.Count(c.Parameters)} parameters"),
            ("training", $"{Format.Count(c.Steps)} steps, {c.Epochs:0.##} epochs"),
            ("memory", $"about {Format.Bytes(c.MemoryBytes)}"),
        ]);
        foreach (string warning in c.Warnings)
            terminal.OutConsole.MarkupLine($"[yellow]warning:[/] {Markup.Escape(warning)}");
    }

    private static void WriteJson(Terminal terminal, CheckReport c) => terminal.Json(j =>
    {
        j.WriteString("task", c.Task);
        j.WriteStartObject("train");
        j.WriteString("source", c.TrainSource);
        j.WriteNumber("characters", c.TrainCharacters);
        j.WriteNumber("tokens", c.TrainTokens);
        j.WriteEndObject();
        j.WriteStartObject("valid");
        j.WriteString("source", c.ValidSource);
        j.WriteNumber("characters", c.ValidCharacters);
        j.WriteNumber("tokens", c.ValidTokens);
        j.WriteEndObject();
        j.WriteStartObject("vocabulary");
        j.WriteString("kind", c.VocabularyKind);
        j.WriteNumber("size", c.VocabularySize);
        j.WriteEndObject();
        j.WriteStartArray("first_tokens");
        foreach (string token in c.FirstTokens)
            j.WriteStringValue(token);
        j.WriteEndArray();
        j.WriteNumber("parameters", c.Parameters);
        j.WriteNumber("steps", c.Steps);
        ReportJson.WriteNumber(j, "epochs", c.Epochs);
        j.WriteNumber("memory_bytes", c.MemoryBytes);
        j.WriteStartArray("warnings");
        foreach (string warning in c.Warnings)
            j.WriteStringValue(warning);
        j.WriteEndArray();
    });
}
