namespace Unroll.Tasks.Tune;

/// <summary>The names of the files of a search, beside those of its best model (<see cref="RunFiles"/>).</summary>
public static class SearchFiles
{
    /// <summary>What is searched: the recipe with its ranges, the number of trials and the metric.</summary>
    public const string Search = "tune.json";

    /// <summary>A line for each trial in each round.</summary>
    public const string Trials = "trials.jsonl";
}

/// <summary>How to search.</summary>
/// <param name="OutputDirectory">Where everything goes.</param>
/// <param name="Trials">At least 1.</param>
/// <param name="Metric">What decides, or null for the task's own choice.</param>
/// <param name="Threads">At least 1; no result depends on it.</param>
public sealed record SearchSettings(string OutputDirectory, int Trials, string? Metric, int Threads);

/// <summary>What came of a search.</summary>
/// <param name="Metric">What decided.</param>
/// <param name="Results">The last result of each trial that was begun, the best first.</param>
/// <param name="Stopped">Whether it was asked to stop before the end.</param>
public sealed record SearchReport(string Metric, IReadOnlyList<TrialResult> Results, bool Stopped)
{
    /// <summary>The model of the best trial.</summary>
    public string ModelPath { get; init; } = "";

    /// <summary>The recipe of the best trial.</summary>
    public string RecipePath { get; init; } = "";
}

/// <summary>Trains a recipe.</summary>
/// <param name="trial">Which trial it is.</param>
/// <param name="rung">In which round.</param>
/// <param name="recipe">What to train.</param>
/// <param name="settings">Where to, and whether to go on from the checkpoint there.</param>
/// <returns>What came of it.</returns>
public delegate TrainReport TrialTraining(Trial trial, Rung rung, Recipes.Recipe recipe, TrainSettings settings);
