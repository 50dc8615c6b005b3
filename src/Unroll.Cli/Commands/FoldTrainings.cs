using Spectre.Console;
using Unroll.Cli.Output;
using Unroll.Cli.Progress;
using Unroll.Tasks.Folds;
using Unroll.Tasks.Recipes;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll train --folds K</c>: cross-validation.</summary>
internal static class FoldTrainings
{
    public static int Start(Trainings trainings, Recipe recipe, string directory, int folds) =>
        Run(trainings, CrossValidation.Begin(recipe, folds, directory, trainings.Threads), directory);

    public static int Resume(Trainings trainings, string directory, string? recipePath, List<string> overrides, Several several)
    {
        if (several.Trials is not null)
            throw new UsageException($"train: --tune is given, but '{directory}' holds a cross-validation; expected --resume alone. Search in another folder (--out DIR).");
        Recipe? recipe = recipePath is null ? null : CommonOptions.ReadRecipe(recipePath, overrides);
        if (recipe is null && overrides.Count > 0)
            throw new ModelFileException($"The cross-validation in '{directory}' was made with another recipe, expected it without --set or --seed because its folds are compared with each other. Begin anew in another folder (--out).");
        CrossValidation validation = CrossValidation.Resume(recipe, directory, trainings.Threads);
        return several.Folds is { } folds && folds != validation.Folds
            ? throw new UsageException($"train: --folds is {folds}, but the cross-validation in '{directory}' has {validation.Folds}. Remove --folds, or begin anew in another folder (--out DIR).")
            : Run(trainings, validation, directory);
    }

    private static int Run(Trainings trainings, CrossValidation validation, string directory)
    {
        using StopSignal stop = trainings.ListenForStop();
        IReadOnlyList<FoldResult>? results = validation.Run(
            (fold, recipe, settings) =>
            {
                trainings.Terminal.Note($"fold {fold} of {validation.Folds}");
                return trainings.TrainPart(recipe, settings, stop.Token);
            },
            result => Show(trainings, validation, result));
        if (results is null)
        {
            trainings.SayStopped("the folds that are done are kept, and the one that was running has a checkpoint", directory);
            return stop.Code;
        }

        IReadOnlyList<FoldMetric> metrics = FoldMetric.Of(results);
        if (trainings.AsJson)
            trainings.Terminal.Json(j => WriteJson(j, directory, results, metrics));
        else
            Write(trainings.Terminal, directory, results, metrics);
        return ExitCode.Done;
    }

    private static void Show(Trainings trainings, CrossValidation validation, FoldResult result)
    {
        if (trainings.AsJson)
        {
            trainings.Terminal.Json(j =>
            {
                j.WriteString("event", "fold");
                j.WriteNumber("fold", result.Fold);
                j.WriteNumber("folds", validation.Folds);
                j.WriteNumber("steps", result.Steps);
                ReportJson.WriteNumber(j, "seconds", result.Seconds);
                j.WriteStartObject("validation");
                ReportJson.Write(j, result.Report);
                j.WriteEndObject();
            });
            return;
        }

        string main = result.Report.MainMetric;
        trainings.Terminal.Note($"fold {result.Fold} of {validation.Folds}: {Metric.Title(main)} {Metric.Print(main, result.Report.Metrics[main])}" +
            (result.Report.Baseline.TryGetValue(main, out double baseline) ? $", {result.Report.BaselineName} {Metric.Print(main, baseline)}" : ""));
    }

    private static void Write(Terminal terminal, string directory, IReadOnlyList<FoldResult> results, IReadOnlyList<FoldMetric> metrics)
    {
        terminal.Out.WriteLine($"Over {results.Count} folds, {Format.Count(results.Sum(r => r.Report.Count))} {results[0].Report.Unit} together, each judged by the model that has not seen it:");
        Table table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        table.AddColumn("metric");
        foreach (string name in (string[])["mean", "deviation", "all items", results[0].Report.BaselineName])
            table.AddColumn(new TableColumn(Markup.Escape(name)).RightAligned());
        foreach (FoldMetric m in metrics)
        {
            bool wins = m.Baseline is { } b && (Metric.LowerIsBetter(m.Name) ? m.Mean < b : m.Mean > b);
            string mean = Metric.Print(m.Name, m.Mean);
            table.AddRow(Metric.Title(m.Name), wins ? $"[bold green]{mean}[/]" : mean, Metric.Print(m.Name, m.Deviation), Print(m.Name, m.Pooled), Print(m.Name, m.Baseline));
        }

        terminal.OutConsole.Write(table);
        terminal.Out.WriteLine($"Models and all numbers: {directory} ({CrossValidation.FileName}, fold-1 to fold-{results.Count})");

        static string Print(string name, double? value) => value is { } v ? Metric.Print(name, v) : "-";
    }

    private static void WriteJson(System.Text.Json.Utf8JsonWriter j, string directory, IReadOnlyList<FoldResult> results, IReadOnlyList<FoldMetric> metrics)
    {
        j.WriteString("event", "folds");
        j.WriteString("directory", directory);
        j.WriteNumber("folds", results.Count);
        j.WriteNumber("count", results.Sum(r => r.Report.Count));
        j.WriteString("baseline_name", results[0].Report.BaselineName);
        j.WriteStartObject("metrics");
        foreach (FoldMetric metric in metrics)
        {
            j.WriteStartObject(metric.Name);
            ReportJson.WriteNumber(j, "mean", metric.Mean);
            ReportJson.WriteNumber(j, "sd", metric.Deviation);
            ReportJson.WriteNumber(j, "pooled", metric.Pooled);
            ReportJson.WriteNumber(j, "baseline", metric.Baseline);
            ReportJson.WriteNumber(j, "baseline_pooled", metric.BaselinePooled);
            j.WriteEndObject();
        }

        j.WriteEndObject();
    }
}
