using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Unroll.Cli.Input;
using Unroll.Cli.Output;
using Unroll.Data.Files;
using Unroll.Data.Text;
using Unroll.Storage;
using Unroll.Tasks.Translate;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll translate</c>: a text for each text.</summary>
internal static class TranslateCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> model = CommonOptions.Model();
        Argument<string?> text = new("TEXT") { Description = "A text; or a file, a text a line, .gz too; or - for standard input (default)", Arity = ArgumentArity.ZeroOrOne };
        Option<int?> beam = CommonOptions.OptionalNumber("--beam", "N", "How many beginnings go on at each step; 1 is greedy (default: the recipe's decode.beam)", 1, 1000);
        Option<int> best = CommonOptions.Number("--best", "N", "How many translations of each text to print, with their scores (default: 1)", 1, 1, 1000);
        Option<bool> stream = new("--stream") { Description = "Print words as they come, greedily; as is done without it when you type" };
        Option<string?> attention = new("--attention") { Description = "Write where the decoder looked as a picture; with --json the weights are printed too", HelpName = "FILE.svg" };
        Option<int> threads = CommonOptions.Threads();
        Option<bool> json = CommonOptions.Json("Print JSON lines, one object a text");
        Verb verb = new("translate", "Writes a text for each text: another language, a pronunciation, an answer", "MODEL [TEXT|FILE|-] [options]",
            ("translate runs/multi30k \"Zwei Hunde spielen im Schnee.\"", "one text"),
            ("translate runs/multi30k val.de.gz > val.out", "a line for each line, in order"),
            ("translate runs/cmudict unroll --best 3 --json", "three answers with their scores"),
            ("translate runs/multi30k \"Ein Hund.\" --attention map.svg", "and where the decoder looked"))
        {
            model,
            text,
            beam,
            best,
            stream,
            attention,
            threads,
            json,
        };
        verb.Details = "One line in, one line out. With --best several lines come out for each: rank, score and text, with tabs between.";
        verb.SetAction(r =>
        {
            TranslateSettings settings = new() { Beam = r.GetValue(beam), Best = r.GetValue(best), Attention = r.GetValue(attention) is not null };
            string? given = r.GetValue(text);
            bool typed = given is null && !Console.IsInputRedirected;
            bool streams = r.GetValue(stream) || (typed && !r.GetValue(json) && settings.Best == 1 && settings.Beam is null);
            Check(settings, r.GetValue(stream));
            ITranslationModel loaded = ModelPath.Open<ITranslationModel>(r.GetRequiredValue(model), r.GetValue(threads), "translate");
            Run(terminal, loaded, given, settings, streams, r.GetValue(json), r.GetValue(attention));
            return ExitCode.Done;
        });
        return verb;
    }

    private static void Check(TranslateSettings settings, bool stream)
    {
        if (stream && (settings.Best > 1 || settings.Beam is > 1 || settings.Attention))
            throw new UsageException("translate: --stream writes the likeliest word at each step and cannot go back; expected none of --beam, --best, --attention with it. Leave --stream out.");
    }

    private static void Run(Terminal terminal, ITranslationModel model, string? given, TranslateSettings settings, bool streams, bool json, string? picture)
    {
        foreach ((IReadOnlyList<string> texts, Origin place) in Texts(given))
        {
            if (streams)
            {
                for (int i = 0; i < texts.Count; i++)
                    Stream(terminal, model, texts[i], place with { Line = place.Line + i }, json);
                continue;
            }

            IReadOnlyList<Translation> translations = model.Translate(texts, settings with { Place = place });
            if (picture is not null)
                Draw(translations, place, picture);
            foreach (Translation translation in translations)
                Write(terminal, translation, settings.Best, json);
            terminal.Out.Flush();
        }
    }

    private static IEnumerable<(IReadOnlyList<string> Texts, Origin Place)> Texts(string? given)
    {
        if (given is not null and not "-" && !File.Exists(given))
        {
            yield return ([given], default);
            yield break;
        }

        string name = given is null or "-" ? "stdin" : given;
        using Stream input = name == "stdin" ? Console.OpenStandardInput() : new MemoryStream(Encoding.UTF8.GetBytes(TextFile.Read(given!)));
        int line = 1;
        foreach (IReadOnlyList<string> group in ArrivingLines.Read(input, name))
        {
            yield return (group, new Origin(name, line));
            line += group.Count;
        }
    }

    private static void Stream(Terminal terminal, ITranslationModel model, string text, Origin place, bool json)
    {
        foreach (string piece in model.Stream(text, place))
        {
            if (json)
                terminal.Json(j => j.WriteString("text", piece));
            else
                terminal.Out.Write(piece);
            terminal.Out.Flush();
        }

        if (json)
        {
            terminal.Json(j =>
            {
                j.WriteBoolean("done", true);
                j.WriteString("source", text);
            });
        }
        else
        {
            terminal.Out.WriteLine();
        }

        terminal.Out.Flush();
    }

    private static void Write(Terminal terminal, Translation translation, int best, bool json)
    {
        if (json)
        {
            terminal.Json(j => WriteJson(j, translation, best));
        }
        else if (best == 1)
        {
            terminal.Out.WriteLine(Format.OneLine(translation.Targets[0].Text));
        }
        else
        {
            foreach ((int rank, TranslatedText target) in translation.Targets.Index())
                terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rank + 1}\t{target.Score:0.0000}\t{Format.OneLine(target.Text)}"));
        }
    }

    private static void WriteJson(Utf8JsonWriter j, Translation translation, int best)
    {
        j.WriteString("source", translation.Source);
        WriteTarget(j, translation.Targets[0]);
        if (best == 1)
            return;
        j.WriteStartArray("best");
        foreach (TranslatedText target in translation.Targets)
        {
            j.WriteStartObject();
            WriteTarget(j, target);
            j.WriteEndObject();
        }

        j.WriteEndArray();
    }

    private static void WriteTarget(Utf8JsonWriter j, TranslatedText target)
    {
        j.WriteString("target", target.Text);
        ReportJson.WriteNumber(j, "score", target.Score);
        ReportJson.WriteNumber(j, "log_probability", target.LogProbability);
        if (target.Attention is not { } attention)
            return;
        j.WriteStartObject("attention");
        ReportJson.WriteTexts(j, "source", attention.Source);
        ReportJson.WriteTexts(j, "target", attention.Target);
        j.WriteStartArray("weights");
        foreach (IReadOnlyList<float> row in attention.Weights)
        {
            j.WriteStartArray();
            foreach (float weight in row)
                j.WriteNumberValue(Math.Round(weight, 5));
            j.WriteEndArray();
        }

        j.WriteEndArray();
        j.WriteEndObject();
    }

    private static void Draw(IReadOnlyList<Translation> translations, Origin place, string picture)
    {
        if (translations.Count > 1 || place.Line > 1)
            throw new UsageException("translate: --attention draws one text, and there are several. Give one.");
        AttentionWeights attention = translations[0].Targets[0].Attention
            ?? throw new UsageException("translate: --attention needs a model with attention, and this one was trained with \"attention\": \"none\". Leave it out.");
        AtomicFile.WriteText(picture, AttentionMap.Svg(attention) + "\n");
    }
}
