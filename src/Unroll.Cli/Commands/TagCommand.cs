using System.CommandLine;
using System.Globalization;
using Unroll.Cli.Output;
using Unroll.Tasks.Tag;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll tag</c>: a label for every word or step.</summary>
internal static class TagCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> model = CommonOptions.Model();
        Argument<string[]> text = new("TEXT")
        {
            Description = "Sentences, each cut at blanks and marks; or - for standard input: a sentence a line, of a series a table",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<string?> file = new("--file") { Description = "A file or folder in the format of the recipe's data, tags or none, or - for standard input", HelpName = "PATH" };
        Option<int> threads = CommonOptions.Threads();
        Option<bool> json = CommonOptions.Json("Print JSON lines, one object a sentence or series");
        Verb verb = new("tag", "Gives a label to every word of a sentence, or to every step of a series", "MODEL [TEXT...] [options]",
            ("tag runs/ud-english-ewt \"The cat sat on the mat.\"", "a word and its tag a line"),
            ("tag runs/wnut17 - --json < sentences.txt", "one object for each line"),
            ("tag runs/occupancy --file sensors.csv > labels.csv", "a label for each row of a table"))
        {
            model,
            text,
            file,
            threads,
            json,
        };
        verb.Details = "Words and tags are printed as CoNLL columns: a tab between them, an empty line behind a sentence. Of series a CSV is printed, with the columns series, step, label and probability.";
        verb.SetAction(r =>
        {
            ITagModel loaded = ModelPath.Open<ITagModel>(r.GetRequiredValue(model), r.GetValue(threads), "tag");
            IReadOnlyList<TaggedSequence> tagged = Tag(loaded, r.GetValue(text) ?? [], r.GetValue(file));
            if (r.GetValue(json))
                WriteJson(terminal, tagged, loaded.ReadsWords);
            else if (loaded.ReadsWords)
                WriteWords(terminal, tagged);
            else
                WriteSteps(terminal, tagged);
            return ExitCode.Done;
        });
        return verb;
    }

    private static IReadOnlyList<TaggedSequence> Tag(ITagModel model, string[] texts, string? file)
    {
        if (file is not null && texts.Length > 0)
            throw new UsageException("tag: got both TEXT and --file, expected one of them. Give sentences as arguments, or a file of them.");
        if (file is not null and not "-")
            return model.TagFile(file);
        if (file is null && texts.Length > 0 && texts is not ["-"])
        {
            return model.ReadsWords
                ? model.TagTexts(texts)
                : throw new UsageException($"tag: got the text '{Format.OneLine(Format.Tail(texts[0], 40))}', expected a file, because the model tags the steps of series. Give it with --file.");
        }

        if (file is null && texts.Length == 0 && !Console.IsInputRedirected)
            throw new UsageException("tag: there is nothing to tag. Give sentences as arguments, a file with --file, or - to read standard input.");
        using Stream input = Console.OpenStandardInput();
        return file is null && model.ReadsWords ? model.TagTexts([.. Lines(input)]) : model.Tag(input, "stdin");
    }

    private static IEnumerable<string> Lines(Stream input)
    {
        using StreamReader reader = new(input);
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    private static void WriteWords(Terminal terminal, IReadOnlyList<TaggedSequence> tagged)
    {
        foreach (TaggedSequence sentence in tagged)
        {
            foreach ((string word, StepTag tag) in sentence.Words.Zip(sentence.Tags))
                terminal.Out.WriteLine($"{word}\t{tag.Tag}");
            terminal.Out.WriteLine();
        }
    }

    private static void WriteSteps(Terminal terminal, IReadOnlyList<TaggedSequence> tagged)
    {
        terminal.Out.WriteLine("series,step,label,probability");
        for (int i = 0; i < tagged.Count; i++)
        {
            for (int t = 0; t < tagged[i].Tags.Count; t++)
            {
                (string tag, double probability) = tagged[i].Tags[t];
                terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{i + 1},{t + 1},{Format.CsvField(tag)},{probability:0.######}"));
            }
        }
    }

    private static void WriteJson(Terminal terminal, IReadOnlyList<TaggedSequence> tagged, bool words)
    {
        foreach (TaggedSequence sequence in tagged)
        {
            terminal.Json(j =>
            {
                if (!words)
                    j.WriteString("source", sequence.Source);
                if (words)
                {
                    j.WriteStartArray("words");
                    foreach (string word in sequence.Words)
                        j.WriteStringValue(word);
                    j.WriteEndArray();
                }

                j.WriteStartArray("tags");
                foreach (StepTag tag in sequence.Tags)
                    j.WriteStringValue(tag.Tag);
                j.WriteEndArray();
                j.WriteStartArray("probabilities");
                foreach (StepTag tag in sequence.Tags)
                    j.WriteNumberValue(Math.Round(tag.Probability, 6));
                j.WriteEndArray();
            });
        }
    }
}
