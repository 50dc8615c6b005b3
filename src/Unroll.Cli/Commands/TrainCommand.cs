using System.CommandLine;
using Unroll.Cli.Output;
using Unroll.Cli.Progress;
using Unroll.Storage;
using Unroll.Tasks;
using Unroll.Tasks.Folds;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;
using Unroll.Tasks.Tune;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll train</c>: from a recipe to a model.</summary>
internal static class TrainCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string?> recipe = CommonOptions.Recipe();
        Option<string?> output = new("--out") { Description = "The folder for model, checkpoint and log (default: runs/<name of the recipe>)", HelpName = "DIR" };
        Option<string?> resume = new("--resume") { Description = "Go on from the checkpoint in this folder, as if training had never stopped", HelpName = "DIR" };
        Option<bool> force = new("--force") { Description = "Overwrite what an earlier training left in the folder" };
        Option<int> threads = CommonOptions.Threads();
        Option<long?> seed = CommonOptions.OptionalNumber("--seed", "N", "Fix all randomness: short for --set train.seed=N", 0L, 9007199254740991L);
        Option<string[]> set = CommonOptions.Set();
        Option<int?> folds = CommonOptions.OptionalNumber("--folds", "K", "Cross-validation: train K times, each time with another part of the data held back", 2, 100);
        Option<int?> tune = CommonOptions.OptionalNumber("--tune", "N", "Search: try N sets of values from the recipe's section 'tune', and keep the best model", 1, 10_000);
        Option<string?> metric = new("--tune-metric") { Description = "What decides the search (default: the task's own first metric)", HelpName = "NAME", Validators = { TuneTraining.CheckMetric } };
        Option<bool> json = CommonOptions.Json("Print JSON lines: the state each second, then the result");
        Verb verb = new("train", "Trains a model on what a recipe names, and keeps the one that is best on the validation data", "[RECIPE] [options]",
            ("train recipes/autocomplete.jsonc", "leaves runs/autocomplete/model.safetensors"),
            ("train my.jsonc --out runs/wide --set model.hidden=512", "the same recipe with one key changed"),
            ("train recipes/trec.jsonc --folds 10", "mean and deviation over ten folds"),
            ("train my.jsonc --tune 27 --out runs/search", "27 trials of the values in the recipe's section 'tune'"),
            ("train --resume runs/autocomplete", "goes on after Ctrl-C, also with folds and a search"))
        {
            recipe,
            output,
            resume,
            force,
            threads,
            seed,
            set,
            folds,
            tune,
            metric,
            json,
        };
        verb.Details = "The first Ctrl-C saves a checkpoint and says how to go on; the second stops at once.";
        verb.SetAction(r =>
        {
            List<string> overrides = [.. r.GetValue(set) ?? []];
            if (r.GetValue(seed) is { } n)
                overrides.Add($"{TrainKeys.Seed.Path}={n}");
            Trainings trainings = new(terminal, r.GetValue(threads), r.GetValue(json));
            Several several = new(r.GetValue(folds), r.GetValue(tune), r.GetValue(metric));
            several.Check();
            return r.GetValue(resume) is { } folder
                ? Resume(trainings, folder, r.GetValue(recipe), r.GetValue(output), overrides, several)
                : Start(trainings, r.GetValue(recipe) ?? "recipe.jsonc", r.GetValue(output), r.GetValue(force), overrides, several);
        });
        return verb;
    }

    private static int Start(Trainings trainings, string recipePath, string? output, bool force, List<string> overrides, Several several)
    {
        Recipe recipe = CommonOptions.ReadRecipe(recipePath, overrides);
        string directory = output ?? Path.Combine("runs", recipe.Name);
        if (!force && RunFolder.IsUsed(directory))
        {
            throw new UsageException($"train: '{directory}' holds an earlier training. Go on with it (--resume {Invoked.Quote(directory)}), " +
                "overwrite it (--force), or choose another folder (--out DIR).");
        }

        if (several.Trials is { } trials)
            return TuneTraining.Start(trainings, recipe, directory, trials, several.Metric);
        if (several.Folds is { } folds)
            return FoldTrainings.Start(trainings, recipe, directory, folds);
        if (RunFolder.HoldsSeveral(directory))
            RunFolders.Clear(directory);
        return Train(trainings, recipe, new TrainSettings(directory, trainings.Threads, Resume: false));
    }

    private static int Resume(Trainings trainings, string directory, string? recipePath, string? output, List<string> overrides, Several several)
    {
        if (output is not null)
            throw new UsageException("train: --out and --resume are both given; expected one, because training goes on in the folder of --resume. Remove --out.");
        if (SearchRecord.IsIn(directory))
            return TuneTraining.Resume(trainings, directory, recipePath, overrides, several);
        if (CrossValidation.IsIn(directory))
            return FoldTrainings.Resume(trainings, directory, recipePath, overrides, several);
        several.MustBeNone(directory);
        if (!File.Exists(Path.Combine(directory, RunFiles.Checkpoint)))
        {
            string model = File.Exists(directory) ? directory : Path.Combine(directory, RunFiles.Model);
            if (File.Exists(model) && SafeTensorsFile.Read(model).Metadata.TryGetValue(Quantization.Key, out string? quantization))
                throw new ModelFileException(Quantization.CannotTrain(model, quantization));
            throw new ModelFileException($"The folder '{directory}' holds no {RunFiles.Checkpoint}, which --resume goes on from. " +
                "Check the path, or start anew with 'unroll train RECIPE'.");
        }

        Recipe recipe = CommonOptions.ReadRecipe(recipePath ?? Path.Combine(directory, RunFiles.Recipe), overrides);
        return Train(trainings, recipe, new TrainSettings(directory, trainings.Threads, Resume: true));
    }

    private static int Train(Trainings trainings, Recipe recipe, TrainSettings settings)
    {
        using StopSignal stop = trainings.ListenForStop();
        TrainReport report;
        try
        {
            report = trainings.Train(recipe, settings, stop.Token);
        }
        catch (OperationCanceledException)
        {
            trainings.Terminal.Note("stopped before training began; nothing was saved.");
            return stop.Code;
        }

        TrainResult.Write(trainings.Terminal, recipe, settings.OutputDirectory, report, trainings.AsJson);
        return report.Stopped ? stop.Code : ExitCode.Done;
    }
}
