using System.Text.Json;
using Unroll.Cli.Progress;
using Unroll.Tasks.LanguageModel;
using Unroll.Tasks.Recipes;
using Unroll.TestKit;
using Xunit;
using static Unroll.Cli.Tests.Progress.TrainHistoryTests;

namespace Unroll.Cli.Tests.Progress;

public sealed class RunFolderTests
{
    private static readonly EvaluateReport NoMetrics = new("language-model", new Dictionary<string, double>(), new Dictionary<string, double>(), "", 0);

    private static Recipe RecipeIn(string directory) =>
        Recipe.Parse("""{ "task": "language-model", "data": { "train": "text.txt" } }""", directory: directory);

    [Fact]
    public void Nothing_is_written_before_the_data_has_been_read()
    {
        using TemporaryFolder folder = new();
        using (RunFolder run = new(folder.File("runs/x"), RecipeIn(folder.Path), resume: false))
            run.Report(At(0, phase: "reading data", steps: 0));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void It_keeps_the_recipe_with_paths_that_hold_there_and_a_log()
    {
        using TemporaryFolder folder = new();
        string directory = folder.File("runs/x");
        using (RunFolder run = new(directory, RecipeIn(folder.Path), resume: false))
        {
            for (int second = 0; second <= 25; second++)
                run.Report(At(second, loss: double.NaN, valid: second >= 5 ? 1.5 : null, seconds: second));
            run.End(new TrainReport("m", "c", NoMetrics, 25, TimeSpan.FromSeconds(25), Stopped: true));
        }

        Recipe kept = Recipe.Load(Path.Combine(directory, RunFiles.Recipe));
        Assert.Equal(folder.File("text.txt"), kept.Resolve(kept.Data.Train));

        JsonElement[] log = [.. File.ReadAllLines(Path.Combine(directory, RunFiles.Log)).Select(l => JsonDocument.Parse(l).RootElement)];
        Assert.Equal([0, 5, 15, 25, 25], log.Select(l => l.GetProperty("step").GetInt32()));
        Assert.Equal(JsonValueKind.Null, log[0].GetProperty("train_loss").ValueKind);
        Assert.Equal("stopped", log[^1].GetProperty("event").GetString());
    }

    [Fact]
    public void A_new_training_removes_what_an_earlier_one_left_and_a_resumed_one_keeps_it()
    {
        using TemporaryFolder folder = new();
        foreach (string file in (string[])[RunFiles.Model, RunFiles.Checkpoint, RunFiles.Log])
            folder.Write(file, "earlier\n");
        using (RunFolder run = new(folder.Path, RecipeIn(folder.Path), resume: true))
            run.Report(At(1));
        Assert.True(RunFolder.IsUsed(folder.Path));
        Assert.StartsWith("earlier\n", File.ReadAllText(folder.File(RunFiles.Log)));

        using (RunFolder run = new(folder.Path, RecipeIn(folder.Path), resume: false))
            run.Report(At(1));
        Assert.False(RunFolder.IsUsed(folder.Path));
        Assert.DoesNotContain("earlier", File.ReadAllText(folder.File(RunFiles.Log)));
    }
}
