using System.CommandLine;
using System.CommandLine.Invocation;
using Unroll.Cli.Commands;
using Unroll.Cli.Output;

namespace Unroll.Cli;

/// <summary>Shows a help page on stdout.</summary>
internal sealed class HelpTextAction(Terminal terminal) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        HelpText.Write(parseResult.CommandResult.Command, terminal.Out, terminal.OutWidth);
        return ExitCode.Done;
    }
}

/// <summary>The help pages: what it is, how to call it, examples to copy, then every argument and option.</summary>
internal static class HelpText
{
    private static readonly (string Line, string What)[] FirstSteps =
    [
        ("train recipes/autocomplete.jsonc", "learn API English in three minutes"),
        ("complete runs/autocomplete \"Returns the num\"", "see how the model would go on"),
        ("new --out hello", "start with a text of your own"),
    ];

    public static void Write(Command command, TextWriter to, int terminalWidth)
    {
        Page page = new(to, Math.Clamp(terminalWidth, 60, 100));
        if (command is Verb verb)
            WriteVerb(page, verb);
        else
            WriteRoot(page, command);
    }

    private static void WriteRoot(Page page, Command root)
    {
        page.Paragraph($"unroll: {LowerFirst(root.Description!)}.");
        page.Title("Usage");
        page.Line("unroll COMMAND [arguments] [options]");
        page.Title("Commands");
        page.Pairs(root.Subcommands.Select(c => (c.Name, c.Description!)));
        page.Title("First steps");
        page.Pairs(FirstSteps.Select(e => ("unroll " + e.Line, e.What)));
        page.Title("Everywhere");
        page.Pairs(
        [
            ("COMMAND --help", "what a command takes, with examples"),
            ("--json", "one JSON object instead of text; one a line where it streams"),
            ("-", "standard input, in place of a file or a text"),
            ("--version", "the version"),
        ]);
        page.Paragraph("\nAnswers go to stdout, everything else to stderr. NO_COLOR=1 turns colours off; UNROLL_DEBUG=1 shows where an error comes from.");
        page.Paragraph($"Exit codes: {ExitCode.Explained}.");
    }

    private static void WriteVerb(Page page, Verb verb)
    {
        page.Paragraph($"{verb.Description}.{(verb.Details.Length > 0 ? " " + verb.Details : "")}");
        page.Title("Usage");
        page.Line($"unroll {verb.Name} {verb.Usage}");
        page.Title("Examples");
        page.Pairs(verb.Examples.Select(e => ("unroll " + e.Line, e.What)));
        if (verb.Arguments.Count > 0)
        {
            page.Title("Arguments");
            page.Pairs(verb.Arguments.Select(a => (a.Name, a.Description!)));
        }

        page.Title("Options");
        page.Pairs(verb.Options.Where(o => !o.Hidden).Select(o => (OptionTitle(o), o.Description!)).Append(("--help", "Show this help")));
    }

    private static string OptionTitle(Option option) =>
        string.Join(", ", option.Aliases.Append(option.Name)) + (option.HelpName is null ? "" : " " + option.HelpName);

    private static string LowerFirst(string s) => char.ToLowerInvariant(s[0]) + s[1..];

    /// <summary>Lays out titles, paragraphs and two-column lists.</summary>
    private sealed class Page(TextWriter to, int width)
    {
        public void Title(string title) => to.Write($"\n{title}:\n");

        public void Line(string text) => to.Write($"  {text}\n");

        public void Paragraph(string text)
        {
            foreach (string line in Wrap(text, width))
                to.Write(line + "\n");
        }

        public void Pairs(IEnumerable<(string Left, string Right)> rows)
        {
            (string Left, string Right)[] all = [.. rows];
            int left = all.Max(r => r.Left.Length);

            // Long command lines get their explanation below, so that the column stays readable.
            bool below = left > width - 34;
            foreach ((string name, string text) in all)
            {
                string[] lines = Wrap(text, below ? width - 6 : width - left - 4);
                to.Write(below ? $"  {name}\n      {lines[0]}\n" : $"  {name.PadRight(left)}  {lines[0]}\n");
                foreach (string line in lines.Skip(1))
                    to.Write(new string(' ', below ? 6 : left + 4) + line + "\n");
            }
        }

        private static string[] Wrap(string text, int columns)
        {
            List<string> lines = [];
            foreach (string paragraph in text.Split('\n'))
            {
                string line = "";
                foreach (string word in paragraph.Split(' '))
                {
                    if (line.Length > 0 && line.Length + 1 + word.Length > columns)
                    {
                        lines.Add(line);
                        line = word;
                    }
                    else
                    {
                        line = line.Length == 0 ? word : $"{line} {word}";
                    }
                }

                lines.Add(line);
            }

            return [.. lines];
        }
    }
}
