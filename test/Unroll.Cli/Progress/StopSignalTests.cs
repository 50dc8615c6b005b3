using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.Progress;

public sealed class StopSignalTests
{
    private static readonly string[] Long = ["train", "tiny.jsonc", "--out", "run", "--json", "--set", "train.steps=1000000"];

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void A_signal_saves_a_checkpoint_and_says_how_to_go_on(string signal, int code)
    {
        using TinyTraining training = new();
        using RunningProcess running = training.Start(Long);
        Assert.True(running.WaitForLine(TinyTraining.ReachedStep(20)));
        running.Signal(signal);
        ProcessResult r = TinyTraining.Expect(code, running.End());
        Assert.Contains("stopping: saving a checkpoint first", r.Error);
        Assert.Contains("train --resume run\n", r.Error);
        Assert.Equal("stopped", JsonLines.All(r.Out)[^1].Text("event"));
        Assert.True(File.Exists(training.File("run/checkpoint.safetensors")));
        Assert.Empty(Directory.GetFiles(training.File("run"), "*.tmp"));
    }

    [Fact]
    public void A_second_Ctrl_C_stops_at_once()
    {
        // A step of this network takes some seconds, so the first signal is still waiting for its end.
        using TinyTraining training = new();
        using RunningProcess running = training.Start("train", "tiny.jsonc", "--out", "run", "--threads", "1",
            "--set", "model.hidden=512", "--set", "train.batch=32", "--set", "train.context=400");
        Assert.True(running.WaitForLine(l => l.StartsWith("training (", StringComparison.Ordinal)));
        running.Signal("INT");
        running.WaitForLine(l => l.StartsWith("stopping: saving a checkpoint first", StringComparison.Ordinal));
        running.Signal("INT");
        ProcessResult r = TinyTraining.Expect(130, running.End());
        Assert.DoesNotContain("--resume", r.Error);
    }

    [Fact]
    public void Going_on_after_Ctrl_C_gives_the_model_that_was_never_stopped()
    {
        using TinyTraining training = new();
        training.Train("whole", "--set", "train.steps=1000");
        using (RunningProcess running = training.Start("train", "tiny.jsonc", "--out", "run", "--json", "--set", "train.steps=1000"))
        {
            Assert.True(running.WaitForLine(TinyTraining.ReachedStep(20)));
            running.Signal("INT");
            TinyTraining.Expect(130, running.End());
        }

        TinyTraining.Expect(0, training.Unroll("train", "--resume", "run", "--threads", "1"));
        Assert.Equal(training.Model("whole"), training.Model("run"));
        Assert.Equal(training.Checkpoint("whole"), training.Checkpoint("run"));
    }
}
