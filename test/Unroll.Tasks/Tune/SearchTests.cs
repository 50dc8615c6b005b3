using Unroll.Tasks.Recipes;
using Unroll.Tasks.Tune;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Tune;

/// <summary>The search, over a function of the recipe in place of a training that would take minutes; the last test trains.</summary>
public sealed class SearchTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<string> trained = [];

    private string Directory => folder.File("search");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_best_third_of_each_round_goes_on_and_the_best_of_the_last_round_wins()
    {
        SearchReport report = Begin(9).Run(Train(r => r.Train.LearningRate), _ => { });
        IReadOnlyList<Trial> trials = Trial.Draw(Ranges(), 9);
        int[] best = [.. trials.OrderByDescending(Rate).Select(t => t.Number)];
        string[] expected =
        [
            .. Enumerable.Range(1, 9).Select(t => $"{t} 1/9 100"), .. best.Take(3).Select(t => $"{t} 1/3 300"), $"{best[0]} full 900",
        ];
        Assert.Equal(expected, trained);
        Assert.Equal(best, report.Results.Select(r => r.Trial.Number));
        Assert.Equal("accuracy", report.Metric);
    }

    [Fact]
    public void Of_a_metric_of_which_less_is_better_the_lowest_wins()
    {
        SearchReport report = Begin(9, "loss").Run(Train(r => r.Train.LearningRate), _ => { });
        Assert.Equal(Trial.Draw(Ranges(), 9).MaxBy(Rate)!.Number, report.Results[^1].Trial.Number);
        Assert.Equal(Trial.Draw(Ranges(), 9).MinBy(Rate)!.Number, report.Results[0].Trial.Number);
    }

    [Fact]
    public void Model_and_recipe_of_the_winner_are_those_of_its_folder()
    {
        SearchReport report = Begin(3).Run(Train(r => r.Train.LearningRate), _ => { });
        Assert.Equal(File.ReadAllText(Path.Combine(Directory, report.Results[0].Trial.Folder, RunFiles.Model)), File.ReadAllText(report.ModelPath));
        Recipe kept = Recipe.Load(report.RecipePath);
        Assert.Equal(Rate(report.Results[0].Trial), kept.Train.LearningRate);
        Assert.Equal(folder.File("text.txt"), kept.Resolve(kept.Data.Train));
        Assert.Empty(kept.Tune);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(12)]
    public void Stopped_anywhere_it_goes_on_repeats_nothing_and_comes_to_the_same(int after)
    {
        SearchReport whole = Begin(9).Run(Train(r => r.Train.LearningRate), _ => { });
        string[] all = [.. trained];
        string log = WithoutTime();
        trained.Clear();

        Assert.True(Begin(9).Run(Train(r => r.Train.LearningRate, stopAfter: after), _ => { }).Stopped);
        List<int> shown = [];
        SearchReport resumed = Resume(9).Run(Train(r => r.Train.LearningRate), r => shown.Add(r.Trial.Number));
        Assert.Equal(all, trained);
        Assert.Equal(all.Length, shown.Count);
        Assert.Equal(log, WithoutTime());
        Assert.Equal(whole.Results.Select(r => (r.Trial.Number, r.Value("accuracy"))), resumed.Results.Select(r => (r.Trial.Number, r.Value("accuracy"))));
    }

    [Fact]
    public void A_line_that_a_kill_cut_off_is_trained_again()
    {
        Begin(9).Run(Train(r => r.Train.LearningRate), _ => { });
        string path = Path.Combine(Directory, SearchFiles.Trials), text = File.ReadAllText(path);
        string log = WithoutTime();
        File.WriteAllText(path, text[..^20]);
        trained.Clear();
        Resume(9).Run(Train(r => r.Train.LearningRate), _ => { });
        Assert.Single(trained);
        Assert.Equal(log, WithoutTime());
    }

    [Fact]
    public void A_trial_that_diverges_is_the_worst_and_the_search_goes_on()
    {
        Trial[] best = [.. Trial.Draw(Ranges(), 9).OrderByDescending(Rate)];
        SearchReport report = Begin(9).Run(Train(r => r.Train.LearningRate == Rate(best[0]) ? double.NaN : r.Train.LearningRate), _ => { });
        Assert.Equal(best[1].Number, report.Results[0].Trial.Number);
        Assert.Equal(best[0].Number, report.Results[^1].Trial.Number);
        Assert.Equal("It diverged.", report.Results[^1].Error);
        trained.Clear();
        Resume(9).Run(Train(r => r.Train.LearningRate), _ => { });
        Assert.Empty(trained);
    }

    [Fact]
    public void When_the_best_fail_in_full_the_next_takes_their_place()
    {
        Trial[] best = [.. Trial.Draw(Ranges(), 9).OrderByDescending(Rate)];
        SearchReport report = Begin(9).Run(Train(r => r.Train.Steps == 900 && r.Train.LearningRate >= Rate(best[1]) ? double.NaN : r.Train.LearningRate), _ => { });
        Assert.Equal(best[2].Number, report.Results[0].Trial.Number);
        Assert.Equal([$"{best[0].Number} full 900", $"{best[1].Number} full 900", $"{best[2].Number} full 900"], trained[^3..]);
    }

    [Fact]
    public void When_all_fail_it_says_so() => Assert.Contains("All 3 trials failed in round 1",
        Assert.Throws<NonFiniteException>(() => Begin(3).Run(Train(_ => double.NaN), _ => { })).Message);

    [Fact]
    public void Values_that_do_not_go_together_fail_and_are_listed()
    {
        Recipe recipe = Recipe.Parse("""
            { "task": "language-model", "data": { "train": "text.txt" }, "model": { "tieWeights": true, "hidden": 8 }, "train": { "steps": 9 }, "tune": { "model.embedding": [8, 16] } }
            """, directory: folder.Path);
        SearchReport report = Search.Begin(recipe, new SearchSettings(Directory, 2, null, 1)).Run(Train(r => r.Model.Hidden), _ => { });
        Assert.Equal("model.embedding=8", report.Results[0].Trial.Text);
        Assert.Contains("'model.tieWeights'", report.Results[1].Error);
    }

    [Fact]
    public void It_does_not_go_on_with_another_recipe_number_or_metric()
    {
        Begin(9).Run(Train(r => r.Train.LearningRate, stopAfter: 2), _ => { });
        Assert.Contains("made with another recipe", Assert.Throws<ModelFileException>(() => Search.Resume(Ranges().Varied("model.hidden=9"), Settings(9))).Message);
        Assert.Contains("begun with 9 trials", Assert.Throws<ModelFileException>(() => Resume(10)).Message);
        Assert.Contains("by loss", Assert.Throws<ModelFileException>(() => Resume(9, "loss")).Message);
        string path = Path.Combine(Directory, SearchFiles.Trials);
        File.WriteAllText(path, File.ReadAllText(path).Replace("learningRate\":", "learningRate\":1", StringComparison.Ordinal));
        Assert.Contains("line 1", Assert.Throws<ModelFileException>(() => Resume(9)).Message);
    }

    [Fact]
    public void Without_ranges_there_is_nothing_to_search_and_nothing_is_written()
    {
        Assert.Contains("there is nothing to search", Assert.Throws<DataException>(() => Search.Begin(Ranges().Varied("train.learningRate=1"), Settings(9))).Message);
        Assert.False(System.IO.Directory.Exists(Directory));
    }

    [Fact]
    public void A_metric_that_the_task_does_not_have_is_refused() => Assert.Contains("expected one of loss, accuracy",
        Assert.Throws<UnrollException>(() => Begin(3, "auroc").Run(Train(r => r.Train.LearningRate), _ => { })).Message);

    [Fact]
    public void A_real_search_finds_the_learning_rate_that_learns()
    {
        folder.Write("text.txt", GrammarText.Write(6_000));
        Recipe recipe = Recipe.Parse("""
            { "task": "language-model", "data": { "train": "text.txt", "validFraction": 0.1 }, "model": { "cell": "gru", "hidden": 16, "embedding": 8 },
              "train": { "steps": 60, "batch": 8, "context": 24 }, "tune": { "train.learningRate": [1e-6, 0.02, 1e-5] } }
            """, directory: folder.Path);
        Search search = Search.Begin(recipe, new SearchSettings(Directory, 3, null, 1));
        SearchReport report = search.Run((_, _, r, settings) => TaskCatalog.Of(r).Train(r, settings, static _ => { }, default), _ => { });
        Assert.Equal("train.learningRate=0.02", report.Results[0].Trial.Text);
        Assert.Equal("bitsPerCharacter", report.Metric);

        // The recipe that is left trains to the very model.
        Recipe kept = Recipe.Load(report.RecipePath);
        TrainReport again = TaskCatalog.Of(kept).Train(kept, new TrainSettings(folder.File("again"), 2, Resume: false), static _ => { }, default);
        Assert.Equal(report.Results[0].Report!.Metrics, again.Validation.Metrics);
    }

    private static double Rate(Trial trial) => (double)trial.Values[0].Value!;

    private Recipe Ranges() => Recipe.Parse("""
        { "task": "language-model", "data": { "train": "text.txt" }, "train": { "steps": 900 }, "tune": { "train.learningRate": { "from": 0.1, "to": 0.9 } } }
        """, directory: folder.Path);

    private SearchSettings Settings(int trials, string? metric = null) => new(Directory, trials, metric, 1);

    private Search Begin(int trials, string? metric = null) => Search.Begin(Ranges(), Settings(trials, metric));

    private Search Resume(int trials, string? metric = null) => Search.Resume(Ranges(), Settings(trials, metric));

    private string WithoutTime() => File.ReadAllText(Path.Combine(Directory, SearchFiles.Trials));

    /// <summary>The accuracy is a function of the recipe, and so is the loss; NaN diverges.</summary>
    private TrialTraining Train(Func<Recipe, double> accuracy, int stopAfter = int.MaxValue) => (trial, rung, recipe, settings) =>
    {
        EvaluateReport none = new(recipe.Task, new Dictionary<string, double>(), new Dictionary<string, double>(), "", 0);
        if (--stopAfter < 0)
            return new TrainReport("", "", none, 0, TimeSpan.Zero, Stopped: true);

        trained.Add($"{trial.Number} {rung.Share} {recipe.Train.Steps}");
        double value = accuracy(recipe);
        if (double.IsNaN(value))
            throw new NonFiniteException("It diverged.");
        System.IO.Directory.CreateDirectory(settings.OutputDirectory);
        string model = Path.Combine(settings.OutputDirectory, RunFiles.Model);
        File.WriteAllText(model, $"{trial.Number}");
        Dictionary<string, double> metrics = new(StringComparer.Ordinal) { ["loss"] = value, ["accuracy"] = value };
        return new TrainReport(model, "", none with { Metrics = metrics, Count = 10 }, recipe.Train.Steps!.Value, TimeSpan.FromSeconds(1), Stopped: false);
    };
}
