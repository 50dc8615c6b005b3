using System.Text.Json;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.EndToEnd;

public sealed class StarterTests
{
    [Fact]
    public void New_train_complete_generate_as_the_first_lines_of_a_tutorial_do()
    {
        using TemporaryFolder folder = new();
        ProcessResult made = TinyTraining.Expect(0, UnrollCommand.RunIn(folder.Path, "new", "--out", "my"));
        Assert.Contains("  cd my\n", made.Error);
        string my = folder.File("my");
        ProcessResult trained = TinyTraining.Expect(0, UnrollCommand.RunIn(my, "train"));
        Assert.Contains("complete runs/recipe ", trained.Error);
        Assert.NotEmpty(TinyTraining.Expect(0, UnrollCommand.RunIn(my, "complete", "runs/recipe", "The lighthouse ke")).Out);
        Assert.NotEmpty(TinyTraining.Expect(0, UnrollCommand.RunIn(my, "generate", "runs/recipe", "--prompt", "The lamp ", "--length", "40")).Out);
        TinyTraining.Expect(0, UnrollCommand.RunIn(my, "evaluate", "runs/recipe", "--fail-under", "loss=3"));
    }

    [Fact]
    public void The_first_recipe_learns_another_text_without_any_other_change()
    {
        using TemporaryFolder folder = new();
        UnrollCommand.RunIn(folder.Path, "new", "--out", "my");
        folder.Write("my/text.txt", string.Concat(Enumerable.Repeat("Съешь ещё этих мягких французских булок, да выпей же чаю.\n", 120)));
        string my = folder.File("my");
        TinyTraining.Expect(0, UnrollCommand.RunIn(my, "train", "--set", "train.steps=60"));
        Assert.Contains("Съешь ещё этих", TinyTraining.Expect(0, UnrollCommand.RunIn(my, "complete", "runs/recipe", "Съешь ещё эт")).Out);
    }

    [Theory]
    [InlineData("classify", "My parcel is still not here")]
    [InlineData("classify-series", null)]
    public void The_first_classifier_is_at_least_as_good_as_its_baseline(string kind, string? text)
    {
        using TemporaryFolder folder = new();
        TinyTraining.Expect(0, UnrollCommand.RunIn(folder.Path, "new", kind, "--out", "my"));
        string my = folder.File("my");
        ProcessResult trained = TinyTraining.Expect(0, UnrollCommand.RunIn(my, "train"));
        Assert.Contains(text is null ? "classify runs/recipe --file PATH" : "classify runs/recipe \"a text of yours\"", trained.Error);
        using JsonDocument report = JsonDocument.Parse(TinyTraining.Expect(0, UnrollCommand.RunIn(my, "evaluate", "runs/recipe", "--json")).Out);
        double accuracy = report.RootElement.GetProperty("metrics").GetProperty("accuracy").GetDouble();
        Assert.True(accuracy >= report.RootElement.GetProperty("baseline").GetProperty("accuracy").GetDouble());
        Assert.StartsWith(text is null ? "steady" : "delivery", TinyTraining.Expect(0, UnrollCommand.RunIn(my, text is null ? ["classify", "runs/recipe", "--file", "series.csv"] : ["classify", "runs/recipe", text])).Out);
    }

    [Fact]
    public void The_first_tagger_finds_more_entities_than_the_dictionary_of_training()
    {
        using TemporaryFolder folder = new();
        TinyTraining.Expect(0, UnrollCommand.RunIn(folder.Path, "new", "tag", "--out", "my"));
        string my = folder.File("my");
        TinyTraining.Expect(0, UnrollCommand.RunIn(my, "train"));
        using JsonDocument report = JsonDocument.Parse(TinyTraining.Expect(0, UnrollCommand.RunIn(my, "evaluate", "runs/recipe", "--json")).Out);
        Assert.True(report.RootElement.Number("metrics", "entityF1") > report.RootElement.Number("baseline", "entityF1"));
        Assert.Contains("cups\tB-UNIT\n", TinyTraining.Expect(0, UnrollCommand.RunIn(my, "tag", "runs/recipe", "add two cups of melted butter")).Out);
    }

    [Fact]
    public void The_first_forecast_is_better_than_the_last_week_again()
    {
        using TemporaryFolder folder = new();
        TinyTraining.Expect(0, UnrollCommand.RunIn(folder.Path, "new", "forecast", "--out", "my"));
        string my = folder.File("my");
        TinyTraining.Expect(0, UnrollCommand.RunIn(my, "train"));
        using JsonDocument report = JsonDocument.Parse(TinyTraining.Expect(0, UnrollCommand.RunIn(my, "evaluate", "runs/recipe", "--json")).Out);
        Assert.True(report.RootElement.Number("metrics", "mase") < report.RootElement.Number("baseline", "mase"));
        Assert.Contains("2025-06-24", TinyTraining.Expect(0, UnrollCommand.RunIn(my, "forecast", "runs/recipe")).Out);
    }

    [Fact]
    public void The_first_translator_writes_numbers_that_it_never_saw()
    {
        using TemporaryFolder folder = new();
        TinyTraining.Expect(0, UnrollCommand.RunIn(folder.Path, "new", "translate", "--out", "my"));
        string my = folder.File("my");
        Assert.Contains("translate runs/recipe \"a text of yours\"", TinyTraining.Expect(0, UnrollCommand.RunIn(my, "train")).Error);
        TinyTraining.Expect(0, UnrollCommand.RunIn(my, "evaluate", "runs/recipe", "--fail-under", "exact=0.8"));
        Assert.DoesNotContain("742", File.ReadAllText(folder.File("my/numbers.tsv")));
        Assert.Equal("742\n", TinyTraining.Expect(0, UnrollCommand.RunIn(my, "translate", "runs/recipe", "seven hundred and forty-two")).Out);
    }

    [Fact]
    public void The_first_chat_answers_most_questions_in_other_words()
    {
        using TemporaryFolder folder = new();
        TinyTraining.Expect(0, UnrollCommand.RunIn(folder.Path, "new", "chat", "--out", "my"));
        string my = folder.File("my");
        Assert.Contains("chat runs/recipe\n", TinyTraining.Expect(0, UnrollCommand.RunIn(my, "train")).Error);
        TinyTraining.Expect(0, UnrollCommand.RunIn(my, "evaluate", "runs/recipe", "questions.yml", "--fail-under", "exact=0.95", "--fail-under", "paraphrased=0.8"));
        Assert.Equal("Comma.\n", TinyTraining.Expect(0, UnrollCommand.RunIn(my, "chat", "runs/recipe", "--once", "Hey, what's the name of the cat?")).Out);
    }

    /// <summary>Other labels, another separator, another alphabet, other lengths.</summary>
    [Fact]
    public void Replacing_the_data_of_the_first_classifiers_needs_no_other_change()
    {
        using TemporaryFolder folder = new();
        UnrollCommand.RunIn(folder.Path, "new", "classify", "--out", "text");
        folder.Write("text/messages.tsv", string.Concat(Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? $"хорошо очень вкусный суп {i}\r\n" : $"плохо холодный суп {i}\r\n")));
        UnrollCommand.RunIn(folder.Path, "new", "classify-series", "--out", "series");
        folder.Write("series/series.csv", string.Concat(Enumerable.Range(0, 30).Select(i => $"{i % 3};{2 * (i % 3)};{i % 7};class {i % 3}\n")));
        foreach (string my in (string[])["text", "series"])
            TinyTraining.Expect(0, UnrollCommand.RunIn(folder.File(my), "train", "--set", "train.steps=60"));
        Assert.StartsWith("плохо", TinyTraining.Expect(0, UnrollCommand.RunIn(folder.File("text"), "classify", "runs/recipe", "холодный суп")).Out);
        Assert.Equal(30, TinyTraining.Expect(0, UnrollCommand.RunIn(folder.File("series"), "classify", "runs/recipe", "--file", "series.csv")).Out.TrimEnd('\n').Split('\n').Length);
    }
}
