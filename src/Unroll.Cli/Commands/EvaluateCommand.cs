using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Unroll.Cli.Output;
using Unroll.Tasks.LanguageModel;
using Unroll.Tasks.Recipes;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll evaluate</c>: how good a model is on data, beside a baseline.</summary>
internal static class EvaluateCommand
{
    private static readonly string[] KnownMetrics = ["loss", "bitsPerCharacter", "perplexity", "top1", "top3", "top5"];

    public static Command Create(Terminal terminal)
    {
        Argument<string> model = CommonOptions.Model();
        Argument<string?> data = new("DATA")
        {
            Description = "A text file, a .gz, a folder, or - for standard input (default: the validation data of the model's recipe)",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string[]> gates = new("--fail-under")
        {
            Description = "Exit with 5 when a metric is worse than this: above it where lower is better (loss, perplexity), else below it; may be repeated",
            HelpName = "METRIC=VALUE",
            Validators = { CheckGates },
        };
        Option<int> threads = CommonOptions.Threads();
        Option<bool> json = CommonOptions.Json();
        Verb verb = new("evaluate", "Measures a model on a text, beside an n-gram baseline", "MODEL [DATA] [options]",
            ("evaluate runs/autocomplete", "on the recipe's validation data"),
            ("evaluate runs/autocomplete other.txt.gz --json", "on other data, for a program to read"),
            ("evaluate runs/autocomplete --fail-under loss=0.9", "a gate for a build: exit code 5 when missed"))
        {
            model,
            data,
            gates,
            threads,
            json,
        };
        verb.SetAction(r => Run(terminal, r.GetRequiredValue(model), r.GetValue(data), ParseGates(r.GetValue(gates) ?? []), r.GetValue(threads), r.GetValue(json)));
        return verb;
    }

    private static int Run(Terminal terminal, string model, string? data, IReadOnlyList<(string Metric, double Value)> gates, int threads, bool asJson)
    {
        string path = ModelPath.Find(model);
        ILanguageModel loaded = ModelPath.Open(path, threads);
        EvaluateReport report = data switch
        {
            null => loaded.EvaluateValidation(RecipeOf(path)),
            "-" => EvaluateStandardInput(loaded),
            _ => loaded.Evaluate(data),
        };
        if (asJson)
        {
            terminal.Json(j => ReportJson.Write(j, report));
        }
        else
        {
            terminal.OutConsole.Write(ReportTables.Metrics(report));
            terminal.Out.WriteLine($"{Format.Count(report.Count)} tokens of {data ?? "the recipe's validation data"}");
        }

        return CheckGates(terminal, report, gates);
    }

    private static int CheckGates(Terminal terminal, EvaluateReport report, IReadOnlyList<(string Metric, double Value)> gates)
    {
        int code = ExitCode.Done;
        foreach ((string metric, double value) in gates)
        {
            double got = report.Metrics.GetValueOrDefault(metric, double.NaN);
            bool lower = Metric.LowerIsBetter(metric);

            // Written so that NaN misses every gate.
            if (lower ? got <= value : got >= value)
                continue;
            terminal.Fail($"the gate --fail-under {metric}={value} is missed: {metric} is {got:0.####}, expected {(lower ? "at most" : "at least")} {value}.");
            code = ExitCode.GateMissed;
        }

        return code;
    }

    /// <summary>The recipe that training left beside the model.</summary>
    private static Recipe RecipeOf(string modelPath)
    {
        string recipe = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(modelPath))!, RunFiles.Recipe);
        return File.Exists(recipe)
            ? Recipe.Load(recipe)
            : throw new UsageException($"evaluate: there is no {RunFiles.Recipe} beside '{modelPath}', which would say what its validation data is. Give the data: unroll evaluate MODEL DATA.");
    }

    private static EvaluateReport EvaluateStandardInput(ILanguageModel model)
    {
        // Data is read from paths; what comes through a pipe is kept in a file for as long as that takes.
        string file = Path.Combine(Path.GetTempPath(), $"unroll-{Guid.NewGuid():n}");
        try
        {
            using (Stream input = Console.OpenStandardInput())
            using (FileStream copy = File.Create(file))
                input.CopyTo(copy);
            if (IsGzip(file))
            {
                File.Move(file, file + ".gz");
                file += ".gz";
            }

            return model.Evaluate(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static bool IsGzip(string file)
    {
        using FileStream f = File.OpenRead(file);
        return f.ReadByte() == 0x1F && f.ReadByte() == 0x8B;
    }

    private static void CheckGates(OptionResult result)
    {
        foreach (Token token in result.Tokens)
        {
            string[] parts = token.Value.Split('=', 2);
            if (parts.Length != 2 || !double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
                result.AddError($"--fail-under is '{token.Value}', expected METRIC=VALUE, as in --fail-under loss=0.9.");
            else if (!KnownMetrics.Contains(parts[0]))
                result.AddError($"--fail-under names the metric '{parts[0]}'.{Spelling.DidYouMean(parts[0], KnownMetrics)} The metrics are {string.Join(", ", KnownMetrics)}.");
        }
    }

    private static (string Metric, double Value)[] ParseGates(string[] gates) =>
        [.. gates.Select(g => g.Split('=', 2)).Select(p => (p[0], double.Parse(p[1], NumberStyles.Float, CultureInfo.InvariantCulture)))];
}
