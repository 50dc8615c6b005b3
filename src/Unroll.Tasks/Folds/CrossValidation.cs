using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;

namespace Unroll.Tasks.Folds;

/// <summary>Trains one fold.</summary>
/// <param name="fold">From 1.</param>
/// <param name="recipe">What to train.</param>
/// <param name="settings">Where to, and whether to go on from the checkpoint there.</param>
/// <returns>What came of it.</returns>
public delegate TrainReport FoldTraining(int fold, Recipe recipe, TrainSettings settings);

/// <summary>k-fold cross-validation: trains a recipe k times, each time with another part held back. Folds that are done are not repeated.</summary>
public sealed class CrossValidation
{
    /// <summary>The file that says what is done and what came of it.</summary>
    public const string FileName = "folds.json";

    private readonly FoldRecord _record;
    private readonly string _directory;
    private readonly int _threads;

    private CrossValidation(FoldRecord record, string directory, int threads) => (_record, _directory, _threads) = (record, directory, threads);

    /// <summary>Whether a folder holds a cross-validation.</summary>
    /// <param name="directory">Any folder.</param>
    /// <returns>True when one was begun there.</returns>
    public static bool IsIn(string directory) => File.Exists(Path.Combine(directory, FileName));

    /// <summary>How many folds.</summary>
    public int Folds => _record.Folds;

    /// <summary>Begins; what an earlier training left in the folder is removed.</summary>
    /// <param name="recipe">A recipe of a task with the keys <c>data.folds</c> and <c>data.fold</c>.</param>
    /// <param name="folds">At least 2.</param>
    /// <param name="directory">Where everything goes.</param>
    /// <param name="threads">At least 1; no result depends on it.</param>
    /// <returns>The cross-validation, not yet run.</returns>
    /// <exception cref="DataException">The task has no folds, or the recipe names validation data.</exception>
    /// <exception cref="UnrollException">The folder cannot be written.</exception>
    public static CrossValidation Begin(Recipe recipe, int folds, string directory, int threads)
    {
        if (!RecipeTask.All.Single(t => t.Name == recipe.Task).Keys.Any(k => k.Path == LabelledDataKeys.Folds.Path))
        {
            string[] tasks = [.. RecipeTask.All.Where(t => t.Keys.Any(k => k.Path == LabelledDataKeys.Folds.Path)).Select(t => t.Name)];
            throw new DataException($"{recipe.Source}: the task '{recipe.Task}' has no folds, expected {string.Join(" or ", tasks)}, because its data is not cut into items that could be held back in turn. Train it once, without --folds.");
        }

        if (recipe.Values.OptionalText(DataKeys.Valid) is { } valid)
        {
            throw new DataException($"{recipe.Source}: 'data.valid' is \"{valid}\", expected none with --folds, because each fold holds back a part of the training data. Add --set data.valid=null.");
        }

        FoldRecord record = new(OfFold(recipe, folds, 1), folds, []);
        RunFolders.Make(directory);
        RunFolders.Clear(directory);
        record.Write(directory);

        // Read back, so that models say the same of their data whether it went on or ran through.
        return new CrossValidation(FoldRecord.Read(directory), directory, threads);
    }

    /// <summary>Goes on.</summary>
    /// <param name="recipe">The recipe that it was begun with, or null to take that.</param>
    /// <param name="directory">The folder.</param>
    /// <param name="threads">At least 1; no result depends on it.</param>
    /// <returns>The cross-validation, not yet run.</returns>
    /// <exception cref="ModelFileException">It was begun with another recipe, or its file is broken.</exception>
    public static CrossValidation Resume(Recipe? recipe, string directory, int threads)
    {
        FoldRecord record = FoldRecord.Read(directory);
        if (recipe is not null)
        {
            RunFolders.CheckSame(directory, record.Recipe, OfFold(recipe, record.Folds, 1), "cross-validation");
        }

        return new CrossValidation(record, directory, threads);
    }

    /// <summary>Runs what is not done yet.</summary>
    /// <param name="train">Trains one fold; its report says whether it was stopped.</param>
    /// <param name="finished">Called with each result, also those of an earlier run.</param>
    /// <returns>All folds, or null when it was stopped.</returns>
    public IReadOnlyList<FoldResult>? Run(FoldTraining train, Action<FoldResult> finished)
    {
        for (int fold = 1; fold <= _record.Folds; fold++)
        {
            FoldResult? result = _record.Done.Find(r => r.Fold == fold);
            if (result is null)
            {
                Recipe recipe = OfFold(_record.Recipe, _record.Folds, fold);
                string directory = Path.Combine(_directory, $"fold-{fold}");
                TrainReport report = train(fold, recipe, new TrainSettings(directory, _threads, RunFolders.CanResume(directory, recipe)));
                if (report.Stopped)
                {
                    return null;
                }

                result = new FoldResult(fold, report.Validation, report.Steps, Math.Round(report.Elapsed.TotalSeconds, 3));
                _record.Done.Add(result);
                _record.Write(_directory);
            }

            finished(result);
        }

        return _record.Done;
    }

    private static Recipe OfFold(Recipe recipe, int folds, int fold) => recipe.Varied($"{LabelledDataKeys.Folds.Path}={folds}", $"{LabelledDataKeys.Fold.Path}={fold}");
}
