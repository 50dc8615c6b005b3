using Unroll.Tasks.Folds;
using Unroll.Tasks.Recipes;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Folds;

public sealed class CrossValidationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public CrossValidationTests() => folder.Write("items.tsv", string.Concat(Enumerable.Range(0, 36).Select(i => i % 2 == 0 ? $"even\tred {i}\n" : $"odd\tblue {i}\n")));

    private string Directory => folder.File("folds");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Each_item_is_held_back_once_and_going_on_repeats_nothing()
    {
        List<int> trained = [];
        CrossValidation validation = CrossValidation.Begin(Items(), 3, Directory, 1);
        Assert.Null(validation.Run((fold, recipe, settings) => fold == 3 ? Stopped() : Train(fold, recipe, settings), _ => { }));
        IReadOnlyList<FoldResult> results = CrossValidation.Resume(null, Directory, 1).Run(Train, _ => { })!;
        Assert.Equal([1, 2, 3], trained);
        Assert.Equal(36, results.Sum(r => r.Report.Count));
        string done = File.ReadAllText(Path.Combine(Directory, CrossValidation.FileName));

        IReadOnlyList<FoldResult> again = CrossValidation.Resume(Items(), Directory, 1).Run(Train, _ => { })!;
        Assert.Equal(3, trained.Count);
        Assert.Equal(FoldMetric.Of(results), FoldMetric.Of(again));
        Assert.Equal(done, File.ReadAllText(Path.Combine(Directory, CrossValidation.FileName)));

        TrainReport Train(int fold, Recipe recipe, TrainSettings settings)
        {
            trained.Add(fold);
            return TaskCatalog.Of(recipe).Train(recipe, settings, static _ => { }, default);
        }
    }

    [Fact]
    public void It_does_not_go_on_with_another_recipe()
    {
        CrossValidation.Begin(Items(), 3, Directory, 1);
        Assert.Contains("made with another recipe", Assert.Throws<ModelFileException>(() => CrossValidation.Resume(Items().Varied("model.hidden=9"), Directory, 1)).Message);
    }

    [Fact]
    public void A_task_without_folds_and_a_recipe_with_validation_data_are_refused_and_nothing_is_written()
    {
        Recipe text = Recipe.Parse("""{ "task": "language-model", "data": { "train": "t" } }""", directory: folder.Path);
        Assert.Contains("the task 'language-model' has no folds, expected classify", Assert.Throws<DataException>(() => CrossValidation.Begin(text, 3, Directory, 1)).Message);
        Assert.Contains("'data.valid' is", Assert.Throws<DataException>(() => CrossValidation.Begin(Items().Varied("data.valid=items.tsv"), 3, Directory, 1)).Message);
        Assert.False(System.IO.Directory.Exists(Directory));
    }

    private static TrainReport Stopped() => new("", "", new EvaluateReport("classify", new Dictionary<string, double>(), new Dictionary<string, double>(), "", 0), 0, TimeSpan.Zero, Stopped: true);

    private Recipe Items() => Recipe.Parse("""
        { "task": "classify", "data": { "train": "items.tsv" }, "model": { "cell": "gru", "hidden": 4, "embedding": 4 }, "train": { "epochs": 1, "batch": 8 } }
        """, directory: folder.Path);
}
