using System.CommandLine;
using System.Security.Cryptography;
using Unroll.Cli.Output;
using Unroll.Tasks;
using Unroll.Tasks.LanguageModel;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll generate</c>: what a model writes.</summary>
internal static class GenerateCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> model = CommonOptions.Model();
        Option<string> prompt = new("--prompt") { Description = "The text to go on from, or - for standard input (default: none)", HelpName = "TEXT", DefaultValueFactory = _ => "" };
        Option<int> length = CommonOptions.Number("--length", "N", "How many tokens to write (default: 400)", 400, 1, int.MaxValue);
        Option<double> temperature = CommonOptions.Number("--temperature", "T", "0 always takes the likeliest; 1 draws as the model believes; more is wilder (default: 0.8)", 0.8, 0.0, 100.0);
        Option<int> topK = CommonOptions.Number("--top-k", "K", "Draw from the K likeliest tokens only; 0 = all (default)", 0, 0, int.MaxValue);
        Option<double> topP = CommonOptions.Number("--top-p", "P", "Draw from the fewest tokens that together have probability P (default: 1, all)", 1.0, 1e-6, 1.0);
        Option<long?> seed = CommonOptions.OptionalNumber("--seed", "N", "The same seed writes the same text (default: another one each time, told on stderr)", 0L, 9007199254740991L);
        Option<int> threads = CommonOptions.Threads();
        Option<bool> json = CommonOptions.Json("Print JSON lines: one a piece of text, then one with \"done\"");
        Verb verb = new("generate", "Writes text as the model would, as it comes", "MODEL [options]",
            ("generate runs/autocomplete --prompt \"Gets the \"", "go on from a beginning"),
            ("generate runs/tiny-shakespeare --length 2000 --seed 7", "the same text each time"),
            ("generate runs/autocomplete --temperature 0.5 --top-p 0.9", "nearer to what is likely"))
        {
            model,
            prompt,
            length,
            temperature,
            topK,
            topP,
            seed,
            threads,
            json,
        };
        verb.SetAction(r =>
        {
            GenerateSettings settings = new(r.GetValue(length), r.GetValue(temperature), r.GetValue(topK), r.GetValue(topP),
                (ulong)(r.GetValue(seed) ?? RandomNumberGenerator.GetInt32(1_000_000)));
            ILanguageModel loaded = ModelPath.Open<ILanguageModel>(r.GetRequiredValue(model), r.GetValue(threads), "generate");
            string text = r.GetRequiredValue(prompt) is "-" ? Console.In.ReadToEnd() : r.GetRequiredValue(prompt);
            if (r.GetValue(json))
                WriteJson(terminal, loaded, text, settings);
            else
                WriteText(terminal, loaded, text, settings, tellSeed: r.GetValue(seed) is null && settings.Temperature > 0);
            return ExitCode.Done;
        });
        return verb;
    }

    private static void WriteText(Terminal terminal, ILanguageModel model, string prompt, GenerateSettings settings, bool tellSeed)
    {
        terminal.Out.Write(prompt);
        terminal.Out.Flush();
        bool endsLine = prompt.EndsWith('\n');
        foreach (string piece in model.Generate(prompt, settings))
        {
            terminal.Out.Write(piece);
            terminal.Out.Flush();
            endsLine = piece.EndsWith('\n') || (piece.Length == 0 && endsLine);
        }

        if (!endsLine)
            terminal.Out.WriteLine();
        if (tellSeed)
            terminal.Note($"(seed {settings.Seed}; the same text again: --seed {settings.Seed})");
    }

    private static void WriteJson(Terminal terminal, ILanguageModel model, string prompt, GenerateSettings settings)
    {
        foreach (string piece in model.Generate(prompt, settings))
            terminal.Json(j => j.WriteString("text", piece));
        terminal.Json(j =>
        {
            j.WriteBoolean("done", true);
            j.WriteString("prompt", prompt);
            j.WriteNumber("length", settings.Length);
            j.WriteNumber("temperature", settings.Temperature);
            j.WriteNumber("top_k", settings.TopK);
            j.WriteNumber("top_p", settings.TopP);
            j.WriteNumber("seed", settings.Seed);
        });
    }
}
