using Unroll.Tasks.Classify;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Tests.Classify;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Runs;

/// <summary>What every run of items promises, with a running mean of the weights.</summary>
public sealed class TrainRunTests
{
    [Theory]
    [InlineData("train.average=0.9", 1)]
    [InlineData("train.average=0.9", 9)]
    [InlineData("train.average=0", 16)]
    public void Stopped_and_resumed_gives_the_bytes_of_never_stopped(string average, int stopAt)
    {
        using TemporaryFolder folder = new();
        Recipe recipe = TinyItems.Recipe(folder, "items.tsv", TinyItems.Texts(), average, "model.wordDropout=0.2");
        Train(recipe, folder.File("whole"), threads: 1);

        using CancellationTokenSource stop = new();
        TrainReport stopped = new ClassifyTask().Train(recipe, new TrainSettings(folder.File("parts"), 2, Resume: false), p => StopAt(p, stopAt, stop), stop.Token);
        Assert.True(stopped.Stopped);
        Assert.InRange(stopped.Steps, stopAt, 23);
        Train(recipe, folder.File("parts"), threads: 2, resume: true);
        foreach (string file in (string[])[RunFiles.Model, RunFiles.Checkpoint])
        {
            Assert.Equal(File.ReadAllBytes(folder.File($"whole/{file}")), File.ReadAllBytes(folder.File($"parts/{file}")));
        }
    }

    [Fact]
    public void Steps_and_epochs_in_the_log_go_up_once_also_after_a_stop()
    {
        using TemporaryFolder folder = new();
        Recipe recipe = TinyItems.Recipe(folder, "items.tsv", TinyItems.Texts());
        using CancellationTokenSource stop = new();
        new ClassifyTask().Train(recipe, new TrainSettings(folder.File("run"), 1, Resume: false), p => StopAt(p, 13, stop), stop.Token);
        Train(recipe, folder.File("run"), threads: 1, resume: true);
        string[] steps = [.. File.ReadLines(folder.File($"run/{RunFiles.Log}")).Select(l => l.Split(',')[0])];
        Assert.Equal(["{\"step\":5", "{\"step\":10", "{\"step\":15", "{\"step\":20", "{\"step\":24"], steps);
    }

    private static void StopAt(TrainProgress p, int step, CancellationTokenSource stop)
    {
        if (p.Step >= step)
        {
            stop.Cancel();
        }
    }

    private static void Train(Recipe recipe, string output, int threads, bool resume = false) =>
        Assert.False(new ClassifyTask().Train(recipe, new TrainSettings(output, threads, resume), _ => { }, CancellationToken.None).Stopped);
}
