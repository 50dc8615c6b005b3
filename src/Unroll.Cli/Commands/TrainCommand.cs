using System.CommandLine;
using Unroll.Cli.Output;
using Unroll.Cli.Progress;
using Unroll.Storage;
using Unroll.Tasks;
using Unroll.Tasks.Recipes;

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
        Option<bool> json = CommonOptions.Json("Print JSON lines: the state each second, then the result");
        Verb verb = new("train", "Trains a model on what a recipe names, and keeps the one that is best on the validation data", "[RECIPE] [options]",
            ("train recipes/autocomplete.jsonc", "leaves runs/autocomplete/model.safetensors"),
            ("train my.jsonc --out runs/wide --set model.hidden=512", "the same recipe with one key changed"),
            ("train --resume runs/autocomplete", "goes on after Ctrl-C"))
        {
            recipe,
            output,
            resume,
            force,
            threads,
            seed,
            set,
            json,
        };
        verb.Details = "The first Ctrl-C saves a checkpoint and says how to go on; the second stops at once.";
        verb.SetAction(r =>
        {
            List<string> overrides = [.. r.GetValue(set) ?? []];
            if (r.GetValue(seed) is { } n)
                overrides.Add($"{TrainKeys.Seed.Path}={n}");
            return r.GetValue(resume) is { } folder
                ? Resume(terminal, folder, r.GetValue(recipe), r.GetValue(output), overrides, r.GetValue(threads), r.GetValue(json))
                : Start(terminal, r.GetValue(recipe) ?? "recipe.jsonc", r.GetValue(output), r.GetValue(force), overrides, r.GetValue(threads), r.GetValue(json));
        });
        return verb;
    }

    private static int Start(Terminal terminal, string recipePath, string? output, bool force, List<string> overrides, int threads, bool asJson)
    {
        Recipe recipe = CommonOptions.ReadRecipe(recipePath, overrides);
        string directory = output ?? Path.Combine("runs", recipe.Name);
        if (!force && RunFolder.IsUsed(directory))
        {
            throw new UsageException($"train: '{directory}' holds an earlier training. Go on with it (--resume {Invoked.Quote(directory)}), " +
                "overwrite it (--force), or choose another folder (--out DIR).");
        }

        return Train(terminal, recipe, new TrainSettings(directory, threads, Resume: false), asJson);
    }

    private static int Resume(Terminal terminal, string directory, string? recipePath, string? output, List<string> overrides, int threads, bool asJson)
    {
        if (output is not null)
            throw new UsageException("train: --out and --resume are both given; expected one, because training goes on in the folder of --resume. Remove --out.");
        if (!File.Exists(Path.Combine(directory, RunFiles.Checkpoint)))
        {
            string model = File.Exists(directory) ? directory : Path.Combine(directory, RunFiles.Model);
            if (File.Exists(model) && SafeTensorsFile.Read(model).Metadata.TryGetValue(Quantization.Key, out string? quantization))
                throw new ModelFileException(Quantization.CannotTrain(model, quantization));
            throw new ModelFileException($"The folder '{directory}' holds no {RunFiles.Checkpoint}, which --resume goes on from. " +
                "Check the path, or start anew with 'unroll train RECIPE'.");
        }

        Recipe recipe = CommonOptions.ReadRecipe(recipePath ?? Path.Combine(directory, RunFiles.Recipe), overrides);
        return Train(terminal, recipe, new TrainSettings(directory, threads, Resume: true), asJson);
    }

    private static int Train(Terminal terminal, Recipe recipe, TrainSettings settings, bool asJson)
    {
        ITask task = TaskCatalog.Of(recipe);
        bool live = !asJson && terminal.ErrorIsTerminal;
        using StopSignal stop = new(terminal, quiet: live);
        ITrainView view = asJson ? new JsonView(terminal)
            : live ? new TerminalView(terminal.ErrorConsole, settings.OutputDirectory, stop.Token)
            : new LineView(terminal.Error);

        TrainReport report;
        try
        {
            report = view.Run(show => task.Train(recipe, settings, show, stop.Token));
        }
        catch (OperationCanceledException)
        {
            terminal.Note("stopped before training began; nothing was saved.");
            return stop.Code;
        }

        TrainResult.Write(terminal, recipe, settings.OutputDirectory, report, asJson);
        return report.Stopped ? stop.Code : ExitCode.Done;
    }
}
