using System.CommandLine.Parsing;
using Unroll.Cli.Output;
using Unroll.Cli.Progress;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Tune;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll train --tune N</c>: a search over the ranges of a recipe.</summary>
internal static class TuneTraining
{
    public static int Start(Trainings trainings, Recipe recipe, string directory, int trials, string? metric)
    {
        SearchSettings settings = new(directory, trials, metric, trainings.Threads);
        return Run(trainings, Search.Begin(recipe, settings), settings);
    }

    public static int Resume(Trainings trainings, string directory, string? recipePath, List<string> overrides, Several several)
    {
        if (several.Folds is not null)
            throw new UsageException($"train: --folds is given, but '{directory}' holds a search; expected --resume alone. Cross-validate in another folder (--out DIR).");
        SearchRecord begun = SearchRecord.Read(directory);
        Recipe recipe = recipePath is null ? begun.Recipe.Varied(overrides) : CommonOptions.ReadRecipe(recipePath, overrides);
        SearchSettings settings = new(directory, several.Trials ?? begun.Trials, several.Metric ?? begun.Metric, trainings.Threads);
        return Run(trainings, Search.Resume(recipe, settings), settings);
    }

    /// <summary>Refuses a metric that no task has.</summary>
    public static void CheckMetric(OptionResult result)
    {
        foreach (Token token in result.Tokens.Where(t => !Metric.IsKnown(t.Value)))
            result.AddError($"--tune-metric is '{token.Value}', expected one of {string.Join(", ", Metric.Names)}.{Spelling.DidYouMean(token.Value, Metric.Names)}");
    }

    private static int Run(Trainings trainings, Search search, SearchSettings settings)
    {
        using StopSignal stop = trainings.ListenForStop();
        SearchReport report = search.Run(
            (trial, rung, recipe, run) =>
            {
                trainings.Terminal.Note($"round {rung.Number} of {search.Rungs.Count} ({rung.Share} budget), trial {trial.Number}: {trial.Text}");
                return trainings.TrainPart(recipe, run, stop.Token);
            },
            result => Show(trainings, search, result));
        if (report.Stopped)
        {
            trainings.SayStopped("the trials that are done are kept, and the one that was running has a checkpoint", settings.OutputDirectory);
            return stop.Code;
        }

        if (trainings.AsJson)
            trainings.Terminal.Json(j => TuneResult.WriteJson(j, report, settings.OutputDirectory));
        else
            TuneResult.Write(trainings.Terminal, report, settings.OutputDirectory);
        return ExitCode.Done;
    }

    private static void Show(Trainings trainings, Search search, TrialResult result)
    {
        if (trainings.AsJson)
        {
            trainings.Terminal.Json(j =>
            {
                j.WriteString("event", "trial");
                TuneResult.WriteMembers(j, result, search.Metric);
            });
            return;
        }

        string outcome = result.Error is not null || search.Metric is not { } metric ? $"failed: {result.Error}" : $"{Metric.Title(metric)} {Metric.Print(metric, result.Value(metric))}";
        trainings.Terminal.Note($"round {result.Rung.Number} of {search.Rungs.Count}, trial {result.Trial.Number}: {outcome}");
    }
}
