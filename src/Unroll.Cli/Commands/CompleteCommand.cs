using System.CommandLine;
using Spectre.Console;
using Unroll.Cli.Output;
using Unroll.Tasks;
using Unroll.Tasks.LanguageModel;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll complete</c>: the next words for what was typed so far.</summary>
internal static class CompleteCommand
{
    private const int ShownContext = 48;

    public static Command Create(Terminal terminal)
    {
        Argument<string> model = CommonOptions.Model();
        Argument<string> text = new("TEXT") { Description = "What was typed so far, also ending in the middle of a word; or - to complete each line of standard input" };
        Option<int> count = CommonOptions.Number("--count", "N", "How many ways to go on (default: 5)", 5, 1, 1000);
        Option<int> threads = CommonOptions.Threads();
        Option<bool> json = CommonOptions.Json("Print JSON, one object a text");
        Verb verb = new("complete", "Gives the most likely next words for a text, with their probabilities", "MODEL TEXT|- [options]",
            ("complete runs/autocomplete \"Returns the num\"", "ends in the middle of a word"),
            ("complete runs/autocomplete \"Returns the \" --count 10", "ends between words"),
            ("complete runs/autocomplete - --json < lines.txt", "one object for each line"))
        {
            model,
            text,
            count,
            threads,
            json,
        };
        verb.SetAction(r =>
        {
            string typed = r.GetRequiredValue(text);
            ILanguageModel loaded = ModelPath.Open<ILanguageModel>(r.GetRequiredValue(model), r.GetValue(threads), "complete");
            bool first = true;
            foreach (string line in typed == "-" ? StandardInputLines() : [typed])
            {
                IReadOnlyList<Completion> completions = loaded.Complete(line, r.GetValue(count));
                if (r.GetValue(json))
                    WriteJson(terminal, line, completions);
                else
                    WriteText(terminal, line, completions, blankLineBefore: !first);
                first = false;
            }

            return ExitCode.Done;
        });
        return verb;
    }

    private static IEnumerable<string> StandardInputLines()
    {
        while (Console.In.ReadLine() is { } line)
            yield return line;
    }

    private static void WriteText(Terminal terminal, string text, IReadOnlyList<Completion> completions, bool blankLineBefore)
    {
        if (blankLineBefore)
            terminal.Out.WriteLine();
        string context = Markup.Escape(Format.OneLine(Format.Tail(text, ShownContext)));
        foreach (Completion c in completions)
            terminal.OutConsole.MarkupLine($"{c.Probability * 100,5:0.0} %  [grey]{context}[/][bold]{Markup.Escape(Format.OneLine(c.Text))}[/]");
        terminal.Out.Flush();
        if (completions.Count == 0)
            terminal.Note($"Nothing comes after '{Format.OneLine(Format.Tail(text, ShownContext))}': the model knows no word that begins so. Shorten the last word.");
    }

    private static void WriteJson(Terminal terminal, string text, IReadOnlyList<Completion> completions) => terminal.Json(j =>
    {
        j.WriteString("text", text);
        j.WriteStartArray("completions");
        foreach (Completion c in completions)
        {
            j.WriteStartObject();
            j.WriteString("text", c.Text);
            ReportJson.WriteNumber(j, "probability", c.Probability);
            j.WriteEndObject();
        }

        j.WriteEndArray();
    });
}
