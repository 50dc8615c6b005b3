using Unroll.Tasks.Classify;
using Unroll.Tasks.Recipes;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Classify;

public sealed class ClassifyTaskTests
{
    [Fact]
    public void A_word_that_tells_the_label_is_learned_and_its_text_classified()
    {
        using TemporaryFolder folder = new();
        IClassifyModel model = Train(folder, TinyItems.Recipe(folder, "items.tsv", TinyItems.Texts(), "train.steps=80"));
        Assert.True(model.ReadsText);
        Assert.Equal(["good", "bad"], model.ClassifyTexts(["two sun three", "four rain one"]).Select(c => c.Labels[0].Label));
        Assert.Equal(1, model.Info.Validation!.Metrics["accuracy"]);
        Assert.Equal(["bad", "good"], model.Info.Labels);
    }

    [Fact]
    public void A_model_gives_on_its_validation_data_what_training_reported()
    {
        using TemporaryFolder folder = new();
        Recipe recipe = TinyItems.Recipe(folder, "items.txt", TinyItems.Blocks(), "data.format=series-blocks");
        IClassifyModel model = Train(folder, recipe);
        EvaluateReport again = model.EvaluateValidation(recipe);
        Assert.Equal(model.Info.Validation!.Metrics, again.Metrics);
        Assert.Equal(model.Info.Validation.Baseline, again.Baseline);
        Assert.Equal(model.Info.Validation.Others!["majority class"], again.Others!["majority class"]);
        Assert.Equal(model.Info.Validation.Confusion, again.Confusion);
    }

    [Fact]
    public void Beside_the_baseline_stands_the_accuracy_of_always_giving_the_commonest_label()
    {
        using TemporaryFolder folder = new();
        Recipe recipe = TinyItems.Recipe(folder, "items.txt", TinyItems.Blocks(), "data.format=series-blocks", "train.steps=1");
        CheckReport check = new ClassifyTask().Check(recipe);
        EvaluateReport report = Train(folder, recipe).Info.Validation!;
        string commonest = check.Labels!.MaxBy(l => l.Count)!.Label;
        double share = report.Labels!.Single(l => l.Label == commonest).Count / (double)report.Count;
        Assert.Equal(share, report.Others!["majority class"]["accuracy"], 12);
    }

    [Fact]
    public void Byte_pairs_read_characters_that_training_never_saw()
    {
        using TemporaryFolder folder = new();
        IClassifyModel model = Train(folder, TinyItems.Recipe(folder, "items.tsv", TinyItems.Texts(), "data.tokens=bpe", "data.vocabularySize=280", "model.wordDropout=0.2"));
        Assert.Equal("bpe", model.Info.Vocabulary!.Kind);
        Assert.Equal(2, Assert.Single(model.ClassifyTexts(["Ж 東京 sun"])).Labels.Count);
    }

    [Fact]
    public void A_feed_forward_network_refuses_series_of_different_lengths()
    {
        using TemporaryFolder folder = new();
        Recipe recipe = TinyItems.Recipe(folder, "items.txt", TinyItems.Blocks(), "data.format=series-blocks", "model.network=feed-forward");
        DataException e = Assert.Throws<DataException>(() => new ClassifyTask().Check(recipe));
        Assert.Contains("model.network is \"feed-forward\", but the series of the training data have different lengths", e.Message, StringComparison.Ordinal);
        Assert.Throws<DataException>(() => Train(folder, recipe));
        Assert.False(Directory.Exists(folder.File("run")));
    }

    [Fact]
    public void Check_counts_items_and_tells_of_what_stands_on_both_sides()
    {
        using TemporaryFolder folder = new();
        CheckReport report = new ClassifyTask().Check(TinyItems.Recipe(folder, "items.tsv", TinyItems.Texts(30) + TinyItems.Texts(30)));
        Assert.Equal((45, 15), (report.Train.Counts[0].Count, report.Valid.Counts[0].Count));
        Assert.Equal(["bad", "good"], report.Labels!.Select(l => l.Label));
        Assert.Equal([22L, 23L], report.Labels!.Select(l => l.Count).Order());
        Assert.Contains(report.Warnings, w => w.Contains("also stand in the training data", StringComparison.Ordinal));
    }

    [Fact]
    public void A_model_that_reads_numbers_refuses_text_and_says_what_to_do()
    {
        using TemporaryFolder folder = new();
        IClassifyModel model = Train(folder, TinyItems.Recipe(folder, "items.txt", TinyItems.Blocks(), "data.format=series-blocks", "train.steps=1"));
        Assert.Equal((false, "series-blocks"), (model.ReadsText, model.Format));
        Assert.Contains("--file", Assert.Throws<DataException>(() => model.ClassifyTexts(["hello"])).Message, StringComparison.Ordinal);
    }

    private static IClassifyModel Train(TemporaryFolder folder, Recipe recipe)
    {
        ClassifyTask task = new();
        TrainReport report = task.Train(recipe, new TrainSettings(folder.File("run"), 2, Resume: false), _ => { }, CancellationToken.None);
        return (IClassifyModel)task.Load(report.ModelPath, 1);
    }
}
