using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Unroll.Cli.Output;
using Unroll.Tasks;
using Unroll.Tasks.Recipes;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll evaluate</c>: how good a model is on data, beside a baseline.</summary>
internal static class EvaluateCommand
{

    public static Command Create(Terminal terminal)
    {
        Argument<string> model = CommonOptions.Model();
        Argument<string?> data = new("DATA")
        {
            Description = "Data in the format of the recipe's own, .gz too, or - for standard input (default: the validation data of the model's recipe)",
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
        Verb verb = new("evaluate", "Measures a model on data, beside a simple baseline", "MODEL [DATA] [options]",
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
        ITrainedModel loaded = ModelPath.Open(path, threads);
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
            if (report.Labels is { } labels)
                terminal.OutConsole.Write(ReportTables.Labels(labels));
            terminal.Out.WriteLine($"{Format.Count(report.Count)} {report.Unit} of {data ?? "the recipe's validation data"}");
        }

        return CheckGates(terminal, report, gates);
    }

    private static int CheckGates(Terminal terminal, EvaluateReport report, IReadOnlyList<(string Metric, double Value)> gates)
    {
        int code = ExitCode.Done;
        foreach ((string metric, double value) in gates)
        {
            if (!report.Metrics.TryGetValue(metric, out double got))
                throw new UsageException($"--fail-under names the metric '{metric}', which a {report.Task} model has not; it has {string.Join(", ", report.Metrics.Keys)}.");
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

    private static EvaluateReport EvaluateStandardInput(ITrainedModel model)
    {
        using Stream input = Console.OpenStandardInput();
        return model.Evaluate(input, "stdin");
    }

    private static void CheckGates(OptionResult result)
    {
        foreach (Token token in result.Tokens)
        {
            string[] parts = token.Value.Split('=', 2);
            if (parts.Length != 2 || !double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
                result.AddError($"--fail-under is '{token.Value}', expected METRIC=VALUE, as in --fail-under loss=0.9.");
            else if (!Metric.IsKnown(parts[0]))
                result.AddError($"--fail-under names the metric '{parts[0]}'.{Spelling.DidYouMean(parts[0], Metric.Names)} The metrics are {string.Join(", ", Metric.Names)}.");
        }
    }

    private static (string Metric, double Value)[] ParseGates(string[] gates) =>
        [.. gates.Select(g => g.Split('=', 2)).Select(p => (p[0], double.Parse(p[1], NumberStyles.Float, CultureInfo.InvariantCulture)))];
}
