using System.Text.Json;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.EndToEnd;

public sealed class FoldTests
{
    [Fact]
    public void Every_item_is_judged_once_and_the_numbers_are_those_of_the_folds()
    {
        using TinyItems items = new(items: 60);
        JsonElement[] lines = JsonLines.All(items.Train(0, "r.jsonc", "--folds", "3", "--out", "f", "--json").Out);
        double[] accuracies = [.. lines.Where(l => l.Text("event") == "fold").Select(l => l.Number("validation", "metrics", "accuracy"))];
        Assert.Equal(3, accuracies.Length);
        JsonElement all = lines[^1];
        Assert.Equal("folds", all.Text("event"));
        Assert.Equal(60, all.Number("count"));
        Assert.Equal(accuracies.Average(), all.Number("metrics", "accuracy", "mean"), 12);
        double mean = accuracies.Average();
        Assert.Equal(Math.Sqrt(accuracies.Sum(a => (a - mean) * (a - mean)) / 2), all.Number("metrics", "accuracy", "sd"), 12);
        Assert.Equal(mean, all.Number("metrics", "accuracy", "pooled"), 12);
        JsonElement written = JsonDocument.Parse(items.Read("f/folds.json")).RootElement;
        Assert.Equal(all.Number("metrics", "accuracy", "mean"), written.Number("metrics", "accuracy", "mean"));
        Assert.All((int[])[1, 2, 3], k => Assert.True(File.Exists(items.File($"f/fold-{k}/model.safetensors"))));

        string table = items.Train(0, "--resume", "f").Out;
        Assert.Contains("Over 3 folds, 60 texts together", table);
        Assert.Contains("deviation", table);
        Assert.Contains("naive Bayes", table);
    }

    [Theory]
    [InlineData("KILL", 137)]
    [InlineData("INT", 130)]
    public void Interrupted_it_goes_on_and_comes_to_the_same(string signal, int code)
    {
        using TinyItems items = new();
        string[] longer = ["r.jsonc", "--folds", "3", "--set", "train.epochs=30", "--json"];
        string whole = items.Train(0, [.. longer, "--out", "whole"]).Out.TrimEnd('\n').Split('\n')[^1];
        using (RunningProcess running = items.Start([.. longer, "--out", "run"]))
        {
            Assert.True(running.WaitForLine(line => line.Contains("\"event\":\"fold\"", StringComparison.Ordinal)));
            running.Signal(signal);
            ProcessResult ended = running.End();
            Assert.Equal(code, ended.ExitCode);
            if (signal == "INT")
                Assert.Contains("train --resume run", ended.Error);
        }

        string resumed = items.Train(0, "--resume", "run", "--json", "--threads", "1").Out.TrimEnd('\n').Split('\n')[^1];
        Assert.Equal(whole.Replace("\"whole\"", "\"run\"", StringComparison.Ordinal), resumed);
        Assert.Equal(File.ReadAllBytes(items.File("whole/fold-2/model.safetensors")), File.ReadAllBytes(items.File("run/fold-2/model.safetensors")));
    }

    [Fact]
    public void What_has_no_folds_exits_with_3_and_leaves_nothing()
    {
        using TinyItems items = new();
        items.Write("text.jsonc", """{ "task": "language-model", "data": { "train": "items.tsv" } }""");
        Assert.Contains("the task 'language-model' has no folds", items.Train(3, "text.jsonc", "--folds", "3", "--out", "f").Error);
        Assert.Contains("'data.valid' is", items.Train(3, "r.jsonc", "--folds", "3", "--out", "f", "--set", "data.valid=items.tsv").Error);
        Assert.False(Directory.Exists(items.File("f")));
        Assert.Contains("--folds is '1', expected an integer from 2", items.Train(2, "r.jsonc", "--folds", "1", "--out", "f").Error);
    }

    [Fact]
    public void It_does_not_go_on_with_another_recipe_or_another_number()
    {
        using TinyItems items = new(items: 40);
        items.Train(0, "r.jsonc", "--folds", "2", "--out", "f", "--set", "train.epochs=1");
        Assert.Contains("made with another recipe", items.Train(4, "--resume", "f", "r.jsonc").Error);
        Assert.Contains("made with another recipe", items.Train(4, "--resume", "f", "--seed", "3").Error);
        Assert.Contains("has 2", items.Train(2, "--resume", "f", "--folds", "3").Error);
        items.Train(0, "--resume", "f", "r.jsonc", "--folds", "2", "--set", "train.epochs=1");
    }
}
