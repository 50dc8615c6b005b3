using System.CommandLine;
using Unroll.Cli.Input;
using Unroll.Cli.Output;
using Unroll.Tasks.Classify;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll classify</c>: the labels of texts, or of what a file holds.</summary>
internal static class ClassifyCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> model = CommonOptions.Model();
        Argument<string[]> text = new("TEXT")
        {
            Description = "Texts to classify, each in quotes; or - for standard input: a text a line, or data as --file takes it where the model reads no text",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<string?> file = new("--file")
        {
            Description = "Classify what a file or folder holds, in the format of the recipe's data but without labels; .gz too, or - for standard input",
            HelpName = "PATH",
        };
        Option<int?> top = CommonOptions.OptionalNumber("--top", "N", "How many labels to give for each item, the likeliest first (default: 1; with --json all)", 1, 1_000_000);
        Option<bool> csv = new("--csv") { Description = "Print a CSV table: item,label,probability" };
        Option<int> threads = CommonOptions.Threads();
        Option<bool> json = CommonOptions.Json("Print one JSON object for each item, a line each");
        Verb verb = new("classify", "Gives the label of a text, series, sound, image or row of a table, with its probability", "MODEL [TEXT...] [--file PATH] [options]",
            ("classify runs/trec \"Who wrote Hamlet ?\"", "one text"),
            ("classify runs/trec - --json < questions.txt", "a text a line"),
            ("classify runs/fsdd --file recordings --top 3", "a folder of sounds"),
            ("classify runs/credit-card-fraud --file new.csv --csv > labels.csv", "the rows of a table"))
        {
            model,
            text,
            file,
            top,
            csv,
            threads,
            json,
        };
        verb.SetAction(r =>
        {
            ClassificationWriter writer = new(terminal, r.GetValue(top), r.GetValue(json), r.GetValue(csv));
            string[] texts = r.GetValue(text) ?? [];
            bool fromPipe = CheckSources(texts, r.GetValue(file));
            IClassifyModel loaded = ModelPath.Open<IClassifyModel>(r.GetRequiredValue(model), r.GetValue(threads), "classify");
            writer.Begin(loaded.Info.Labels!);
            if (r.GetValue(file) is { } path)
                writer.Write(path == "-" ? OfStream(loaded) : loaded.ClassifyFile(path));
            else if (!fromPipe)
                writer.Write(loaded.ReadsText ? loaded.ClassifyTexts(texts) : throw NoText(loaded, texts[0]));
            else if (loaded.ReadsText)
                WriteLines(writer, loaded, isAsked: texts.Length > 0);
            else
                writer.Write(OfStream(loaded));
            return ExitCode.Done;
        });
        return verb;
    }

    /// <summary>Whether standard input is read; an error when nothing, or two things, are to be classified.</summary>
    private static bool CheckSources(string[] texts, string? file)
    {
        if (file is not null)
        {
            return texts.Length == 0
                ? false
                : throw new UsageException($"classify: the text '{Format.Tail(texts[0], 40)}' and --file {file} are both given; expected one of them. Leave one out.");
        }

        if (Array.Exists(texts, string.IsNullOrWhiteSpace))
            throw new UsageException("classify: a TEXT is empty, expected something to classify. Leave it out.");
        bool dash = Array.IndexOf(texts, "-") >= 0;
        if (dash && texts.Length > 1)
            throw new UsageException("classify: - stands beside other texts, expected it alone, because it means standard input. Leave one of them out.");
        return dash || texts.Length > 0 || Console.IsInputRedirected
            ? dash || texts.Length == 0
            : throw new UsageException("classify: there is nothing to classify. Give a TEXT, --file PATH, or lines on standard input.\nTry 'unroll classify --help'.");
    }

    private static IReadOnlyList<Classification> OfStream(IClassifyModel model)
    {
        using Stream input = Console.OpenStandardInput();
        return model.Classify(input, "stdin");
    }

    private static void WriteLines(ClassificationWriter writer, IClassifyModel model, bool isAsked)
    {
        using Stream input = Console.OpenStandardInput();
        bool any = false;
        foreach (IReadOnlyList<string> lines in ArrivingLines.Read(input, "stdin"))
        {
            writer.Write(model.ClassifyTexts(lines));
            any = true;
        }

        if (!any && !isAsked)
            throw new UsageException("classify: there is nothing to classify: no TEXT and no --file, and standard input is empty. Give one of them.");
    }

    private static UsageException NoText(IClassifyModel model, string text)
    {
        string hint = File.Exists(text) || Directory.Exists(text) ? $"'{text}' is a file or folder: give it with --file {Invoked.Quote(text)}." : "Give a file or folder of that format with --file PATH.";
        return new UsageException($"classify: the text '{Format.Tail(text, 40)}' was given, but this model reads {model.Format}, not text. {hint}");
    }
}
