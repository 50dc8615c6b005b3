using System.Text.Json;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.EndToEnd;

public sealed class TuneTests
{
    [Fact]
    public void A_search_shows_its_trials_keeps_the_best_model_and_is_the_same_on_any_number_of_threads()
    {
        using TinyItems items = new();
        ProcessResult table = items.Train(0, "r.jsonc", "--tune", "4", "--out", "a", "--threads", "1");
        Assert.Contains("trial", table.Out);
        Assert.Contains("train.learningRate", table.Out);
        Assert.Contains("naive Bayes", table.Out);
        Assert.Contains("The best model: a/model.safetensors", table.Out);

        JsonElement[] lines = JsonLines.All(items.Train(0, "r.jsonc", "--tune", "4", "--out", "b", "--threads", "3", "--json").Out);
        JsonElement[] trials = [.. lines.Where(l => l.Text("event") == "trial")];
        Assert.Equal([1, 2, 3, 4, 1], trials.Select(t => t.GetProperty("trial").GetInt32() is var n && t.GetProperty("rung").GetInt32() == 1 ? n : 1));
        JsonElement tuned = lines[^1];
        Assert.Equal(("tuned", "accuracy"), (tuned.Text("event"), tuned.Text("metric")));
        Assert.Equal(0.03, tuned.Number("best", "values", "train.learningRate"));
        Assert.Equal(4, tuned.GetProperty("trials").GetArrayLength());
        Assert.Equal(File.ReadAllBytes(items.File("a/model.safetensors")), File.ReadAllBytes(items.File("b/model.safetensors")));
        Assert.Equal(items.Read("a/recipe.json"), items.Read("b/recipe.json"));
        Assert.Contains("accuracy", UnrollCommand.Run("evaluate", items.File("a")).Out);
    }

    [Theory]
    [InlineData("KILL", 137)]
    [InlineData("INT", 130)]
    public void Interrupted_it_goes_on_to_the_same_model(string signal, int code)
    {
        using TinyItems items = new();
        string[] longer = ["r.jsonc", "--tune", "4", "--set", "train.epochs=30", "--json"];
        items.Train(0, [.. longer, "--out", "whole"]);
        using (RunningProcess running = items.Start([.. longer, "--out", "run"]))
        {
            Assert.True(running.WaitForLine(line => line.Contains("\"trial\":2,", StringComparison.Ordinal)));
            running.Signal(signal);
            ProcessResult ended = running.End();
            Assert.Equal(code, ended.ExitCode);
            if (signal == "INT")
                Assert.Contains("train --resume run", ended.Error);
        }

        Assert.InRange(File.ReadLines(items.File("run/trials.jsonl")).Count(), 2, 4);
        items.Train(0, "--resume", "run");
        Assert.Equal(File.ReadAllBytes(items.File("whole/model.safetensors")), File.ReadAllBytes(items.File("run/model.safetensors")));
        Assert.Equal(Values("whole"), Values("run"));

        string[] Values(string output) => [.. File.ReadLines(items.File($"{output}/trials.jsonl")).Select(l => JsonDocument.Parse(l).RootElement)
            .Select(l => $"{l.Number("trial")} {l.Number("rung")} {l.GetProperty("values").GetRawText()} {l.GetProperty("metrics").GetRawText()}")];
    }

    [Fact]
    public void A_trial_that_diverges_is_listed_and_the_search_goes_on()
    {
        using TinyItems items = new();
        items.Write("r.jsonc", TinyItems.Recipe.Replace("[1e-6, 0.03]", "[1000, 0.03]", StringComparison.Ordinal).Replace("\"shards\": 2", "\"shards\": 2, \"optimizer\": \"sgd\", \"clipNorm\": 0", StringComparison.Ordinal));
        ProcessResult r = items.Train(0, "r.jsonc", "--tune", "4", "--out", "run");
        Assert.Contains("failed", r.Out);
        Assert.Contains("\"error\":\"Training stopped", items.Read("run/trials.jsonl"));
    }

    [Theory]
    [InlineData("{ }", "r.jsonc:4:11: 'tune' is empty")]
    [InlineData("{ \"model.hiden\": [8] }", "Did you mean 'model.hidden'?")]
    [InlineData("{ \"model.dropout\": { \"from\": 0.5, \"to\": 0.1 } }", "'from' of 'model.dropout' in 'tune' is 0.5")]
    [InlineData("{ \"model.cell\": [\"grew\"] }", "'tune' lets 'model.cell' be \"grew\"")]
    public void A_wrong_section_exits_with_3_and_leaves_nothing(string tune, string expected)
    {
        using TinyItems items = new();
        string recipe = TinyItems.Recipe;
        items.Write("r.jsonc", recipe[..(recipe.IndexOf("\"tune\": ", StringComparison.Ordinal) + 8)] + tune + " }");
        ProcessResult r = items.Train(3, "r.jsonc", "--tune", "4", "--out", "run");
        Assert.Contains(expected, r.Error);
        Assert.False(Directory.Exists(items.File("run")));
    }

    [Fact]
    public void Without_a_section_there_is_nothing_to_search()
    {
        using TinyItems items = new();
        Assert.Contains("there is nothing to search", items.Train(3, "r.jsonc", "--tune", "4", "--out", "run", "--set", "train.learningRate=1", "--set", "model.hidden=8").Error);
    }

    [Fact]
    public void A_search_does_not_go_on_with_another_recipe_and_is_not_overwritten_unasked()
    {
        using TinyItems items = new();
        items.Train(0, "r.jsonc", "--tune", "2", "--out", "run");
        Assert.Contains("made with another recipe", items.Train(4, "--resume", "run", "r.jsonc", "--set", "train.batch=8").Error);
        Assert.Contains("made with another recipe", items.Train(4, "--resume", "run", "--seed", "5").Error);
        Assert.Contains("begun with 2 trials", items.Train(4, "--resume", "run", "--tune", "3").Error);
        Assert.Contains("holds an earlier training", items.Train(2, "r.jsonc", "--tune", "2", "--out", "run").Error);
        items.Train(0, "--resume", "run", "r.jsonc", "--tune", "2");

        // A plain training in its place leaves nothing of the search.
        items.Train(0, "r.jsonc", "--out", "run", "--force");
        Assert.False(File.Exists(items.File("run/tune.json")));
        items.Train(0, "--resume", "run");
    }

    [Theory]
    [InlineData("--tune is '0', expected an integer from 1", "--tune", "0")]
    [InlineData("--folds and --tune are both given", "--tune", "3", "--folds", "3")]
    [InlineData("Did you mean 'accuracy'?", "--tune", "3", "--tune-metric", "acuracy")]
    public void Wrong_options_exit_with_2(string expected, params string[] options)
    {
        using TinyItems items = new();
        Assert.Contains(expected, items.Train(2, ["r.jsonc", "--out", "run", .. options]).Error);
    }
}
