using System.Text.Json;
using Unroll.Kernels;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.EndToEnd;

public sealed class ResumeTests
{
    [Theory]
    [InlineData("train.optimizer=adam")]
    [InlineData("train.optimizer=adamw", "train.schedule=cosine", "train.weightDecay=0.01", "data.tokens=word")]
    [InlineData("train.optimizer=sgd", "train.momentum=0.9", "train.learningRate=0.5", "train.schedule=step", "train.stepEvery=50")]
    [InlineData("train.optimizer=rmsprop", "train.learningRate=0.003", "train.schedule=plateau", "train.plateauPatience=1", "train.warmupSteps=20")]
    [InlineData("train.patience=100", "data.tokens=bpe", "data.vocabularySize=300", "model.layers=2", "model.cell=lstm")]
    public void Killed_at_random_steps_and_resumed_it_gives_the_same_bits(params string[] changes)
    {
        using TinyTraining training = new();
        string[] set = [.. changes.Append("train.steps=640").SelectMany(c => (string[])["--set", c])];
        training.Train("whole", set);

        CounterRandom random = new((ulong)Environment.TickCount64);
        int kills = 0;
        foreach (int from in (int[])[1, 121])
        {
            string[] command = from == 1 ? ["train", "tiny.jsonc", "--out", "run", .. set] : ["train", "--resume", "run", "--threads", "3"];
            using RunningProcess running = training.Start([.. command, "--json"]);
            if (running.WaitForLine(TinyTraining.ReachedStep(from)))
                Thread.Sleep(random.NextInt32(200));
            running.Signal("KILL");
            kills += running.End().ExitCode == 137 ? 1 : 0;
        }

        Assert.InRange(kills, 1, 2);
        TinyTraining.Expect(0, training.Unroll("train", "--resume", "run"));
        Assert.Equal(training.Model("whole"), training.Model("run"));
        Assert.Equal(training.Checkpoint("whole"), training.Checkpoint("run"));
        Assert.Equal(Losses("whole"), Losses("run"));
        Assert.Empty(Directory.GetFiles(training.File("run"), "*.tmp"));

        string[] Losses(string output) => [.. File.ReadLines(training.File($"{output}/log.jsonl"))
            .Select(l => JsonDocument.Parse(l).RootElement).Select(l => $"{l.Number("step")} {l.Number("validLoss"):R}")];
    }

    [Fact]
    public void A_training_that_is_done_is_reported_again_and_changes_nothing()
    {
        using TinyTraining training = new();
        ProcessResult first = training.Train("run");
        (byte[] model, byte[] checkpoint) = (training.Model("run"), training.Checkpoint("run"));
        ProcessResult again = TinyTraining.Expect(0, training.Unroll("train", "--resume", "run"));
        Assert.Equal(first.Out.Split('\n')[..9], again.Out.Split('\n')[..9]);
        Assert.Equal(model, training.Model("run"));
        Assert.Equal(checkpoint, training.Checkpoint("run"));
    }

    [Fact]
    public void A_training_that_stopped_early_stays_stopped()
    {
        using TinyTraining training = new();
        training.Train("run", "--set", "train.steps=5000", "--set", "train.patience=1", "--set", "train.validateEvery=2");
        (byte[] model, byte[] checkpoint) = (training.Model("run"), training.Checkpoint("run"));
        TinyTraining.Expect(0, training.Unroll("train", "--resume", "run"));
        Assert.Equal(checkpoint, training.Checkpoint("run"));
        Assert.Equal(model, training.Model("run"));
    }

    [Theory]
    [InlineData("another recipe", "--set", "model.hidden=16")]
    [InlineData("another recipe", "--set", "train.steps=500")]
    [InlineData("another recipe", "--seed", "2")]
    [InlineData("another training text", "--set", "data.train=other.txt")]
    public void A_changed_recipe_or_text_is_an_error_and_loses_nothing(string expected, params string[] change)
    {
        using TinyTraining training = new();
        training.Write("other.txt", GrammarText.Write(20_000, seed: 9));
        training.Train("run", "--set", "train.steps=20");
        (byte[] model, byte[] checkpoint) = (training.Model("run"), training.Checkpoint("run"));
        ProcessResult r = TinyTraining.Expect(4, training.Unroll(["train", "--resume", "run", .. change]));
        Assert.Empty(r.Out);
        Assert.Contains($"was made with {expected}", r.Error);
        Assert.Equal(model, training.Model("run"));
        Assert.Equal(checkpoint, training.Checkpoint("run"));
    }

    [Fact]
    public void A_text_that_was_edited_meanwhile_is_noticed()
    {
        using TinyTraining training = new();
        training.Train("run", "--set", "train.steps=20");
        string text = File.ReadAllText(training.File("text.txt"));
        training.Write("text.txt", text.Replace("gull", "bull", StringComparison.Ordinal));
        Assert.Contains("another training text", TinyTraining.Expect(4, training.Unroll("train", "--resume", "run")).Error);
    }

    [Fact]
    public void A_project_can_be_moved_before_it_is_resumed()
    {
        using TinyTraining training = new();
        string[] longer = ["--set", "train.steps=1000"];
        training.Train("whole", longer);
        using (RunningProcess running = training.Start(["train", "tiny.jsonc", "--out", "here/run", "--json", .. longer]))
        {
            Assert.True(running.WaitForLine(TinyTraining.ReachedStep(1)));
            running.Signal("KILL");
            running.End();
        }

        Directory.Move(training.File("here"), training.File("there"));
        TinyTraining.Expect(0, training.Unroll("train", "--resume", "there/run"));
        Assert.Equal(training.Model("whole"), training.Model("there/run"));
    }
}
