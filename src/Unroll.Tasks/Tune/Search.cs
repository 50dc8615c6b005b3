using Unroll.Storage;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;

namespace Unroll.Tasks.Tune;

/// <summary>
/// Random search with successive halving over the ranges of a recipe (Jamieson and Talwalkar 2016; Li et al. 2018). Each round trains its
/// trials anew with a larger budget, so that every result is that of a schedule which has come to its end, and the winner's model is the
/// one that its recipe alone gives. Finished rounds of trials are in a log, and are not repeated when a search goes on.
/// </summary>
public sealed class Search
{
    private readonly Recipe _recipe;
    private readonly SearchSettings _settings;
    private readonly IReadOnlyList<Trial> _trials;
    private readonly string _log;
    private readonly List<TrialResult> _done = [];

    private Search(Recipe recipe, SearchSettings settings)
    {
        if (recipe.Tune.Count == 0)
        {
            throw new DataException($"{recipe.Source}: there is nothing to search, expected a section such as \"tune\": {{ \"train.learningRate\": {{ \"from\": 1e-4, \"to\": 1e-2, \"log\": true }} }} "
                + "with at least one key that no --set fixes. Add it to the recipe.");
        }

        (_recipe, _settings) = (recipe, settings);
        _trials = Trial.Draw(recipe, settings.Trials);
        Rungs = Rung.Of(recipe, settings.Trials);
        _log = Path.Combine(settings.OutputDirectory, SearchFiles.Trials);
    }

    /// <summary>The rounds.</summary>
    public IReadOnlyList<Rung> Rungs { get; }

    /// <summary>What decides; null before the first result, where the task is to choose.</summary>
    public string? Metric => _settings.Metric ?? (_recipe.Train.BestByLoss ? "loss" : _done.Select(r => r.Report?.MainMetric).FirstOrDefault(m => m is not null));

    /// <summary>Begins a search; what an earlier one left in the folder is removed.</summary>
    /// <param name="recipe">With ranges.</param>
    /// <param name="settings">How to search.</param>
    /// <returns>The search, not yet run.</returns>
    /// <exception cref="DataException">The recipe has no ranges; nothing has been written.</exception>
    /// <exception cref="UnrollException">The folder cannot be written.</exception>
    public static Search Begin(Recipe recipe, SearchSettings settings)
    {
        _ = new Search(recipe, settings);
        RunFolders.Make(settings.OutputDirectory);
        RunFolders.Clear(settings.OutputDirectory);
        new SearchRecord(recipe, settings.Trials, settings.Metric).Write(settings.OutputDirectory);

        // Read back, so that models say the same of their data whether a search went on or ran through.
        return new Search(SearchRecord.Read(settings.OutputDirectory).Recipe, settings);
    }

    /// <summary>Goes on with a search.</summary>
    /// <param name="recipe">The recipe that it was begun with.</param>
    /// <param name="settings">How it was begun.</param>
    /// <returns>The search, not yet run.</returns>
    /// <exception cref="ModelFileException">It was begun otherwise, or its files are broken.</exception>
    public static Search Resume(Recipe recipe, SearchSettings settings)
    {
        string directory = settings.OutputDirectory;
        SearchRecord begun = SearchRecord.Read(directory);
        RunFolders.CheckSame(directory, begun.Recipe, recipe, "search");
        if (begun.Trials != settings.Trials || begun.Metric != settings.Metric)
        {
            throw new ModelFileException($"The search in '{directory}' was begun with {begun.Trials} trials by {begun.Metric ?? "the task's own metric"}, not with {settings.Trials} by {settings.Metric ?? "the task's own metric"}. "
                + "Go on with the same, or begin a new one in another folder.");
        }

        Search search = new(begun.Recipe, settings);
        search._done.AddRange(TrialLog.Read(search._log, search._trials, search.Rungs));
        return search;
    }

    /// <summary>Runs what is not done yet.</summary>
    /// <param name="train">Trains one trial; its report says whether it was stopped.</param>
    /// <param name="finished">Called with each result, also those of an earlier run.</param>
    /// <returns>The trials, the best first; its model and recipe lie in the folder of the search.</returns>
    /// <exception cref="NonFiniteException">No trial came to an end.</exception>
    public SearchReport Run(TrialTraining train, Action<TrialResult> finished)
    {
        IReadOnlyList<Trial> candidates = _trials;
        foreach (Rung rung in Rungs)
        {
            List<TrialResult> results = [];
            foreach (Trial trial in candidates)
            {
                // The next best take the place of trials that failed, but only until one has not.
                if (results.Count >= rung.Trials && results.Exists(r => r.Error is null))
                {
                    break;
                }

                if ((Finished(trial, rung) ?? Train(trial, rung, train)) is not { } result)
                {
                    return new SearchReport(Metric ?? "", Ranked(), Stopped: true);
                }

                results.Add(result);
                finished(result);
            }

            if (results.TrueForAll(r => r.Error is not null))
            {
                throw new NonFiniteException($"All {results.Count} trials failed in round {rung.Number} of the search in '{_settings.OutputDirectory}'. The first: {results[0].Error} Narrow the ranges in 'tune'.");
            }

            candidates = [.. TrialResult.BestFirst(results, Metric!).Where(r => r.Error is null).Select(r => r.Trial)];
        }

        return Conclude();
    }

    private TrialResult? Finished(Trial trial, Rung rung) => _done.Find(r => r.Trial.Number == trial.Number && r.Rung.Number == rung.Number);

    /// <summary>Trains a trial and logs the result; null when it was stopped.</summary>
    private TrialResult? Train(Trial trial, Rung rung, TrialTraining train)
    {
        Recipe recipe;
        try
        {
            recipe = rung.Shorten(trial.Apply(_recipe));
        }
        catch (DataException e)
        {
            return Log(new TrialResult(trial, rung, null, e.Message, 0, 0));
        }

        string directory = Path.Combine(_settings.OutputDirectory, trial.Folder);
        try
        {
            TrainReport report = train(trial, rung, recipe, new TrainSettings(directory, _settings.Threads, RunFolders.CanResume(directory, recipe)));
            if (report.Stopped)
            {
                return null;
            }

            CheckMetric(report.Validation);
            return Log(new TrialResult(trial, rung, report.Validation, null, report.Steps, report.Elapsed.TotalSeconds));
        }
        catch (Exception e) when (e is NonFiniteException || (e is DataException && recipe.IsSolvedAtOnce))
        {
            // A reservoir that cannot be drawn or solved says so in data's terms: another draw may do.
            return Log(new TrialResult(trial, rung, null, e.Message, 0, 0));
        }
    }

    private TrialResult Log(TrialResult result)
    {
        _done.Add(result);
        TrialLog.Add(_log, result);
        return result;
    }

    private void CheckMetric(EvaluateReport report)
    {
        if (_settings.Metric is { } metric && !report.Metrics.ContainsKey(metric))
        {
            throw new UnrollException($"The search is by the metric '{metric}', which a model of the task '{report.Task}' does not have here, expected one of {string.Join(", ", report.Metrics.Keys)}. Begin a new search with --tune-metric NAME.");
        }
    }

    private IReadOnlyList<TrialResult> Ranked() => Metric is { } metric
        ? TrialResult.BestFirst(_done.GroupBy(r => r.Trial.Number).Select(g => g.MaxBy(r => r.Rung.Number)!), metric)
        : [.. _done];

    private SearchReport Conclude()
    {
        IReadOnlyList<TrialResult> ranked = Ranked();
        Trial best = ranked[0].Trial;
        string from = Path.Combine(_settings.OutputDirectory, best.Folder), recipe = Path.Combine(_settings.OutputDirectory, RunFiles.Recipe);
        foreach (string file in (string[])[RunFiles.Model, RunFiles.Log, RunFiles.Report])
        {
            if (File.Exists(Path.Combine(from, file)))
            {
                AtomicFile.Write(Path.Combine(_settings.OutputDirectory, file), target => CopyTo(Path.Combine(from, file), target));
            }
        }

        AtomicFile.WriteText(recipe, best.Apply(_recipe).ToJson(_settings.OutputDirectory));
        return new SearchReport(Metric!, ranked, Stopped: false) { ModelPath = Path.Combine(_settings.OutputDirectory, RunFiles.Model), RecipePath = recipe };
    }

    private static void CopyTo(string path, Stream target)
    {
        using FileStream source = File.OpenRead(path);
        source.CopyTo(target);
    }
}
