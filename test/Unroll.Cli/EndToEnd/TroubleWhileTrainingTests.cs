using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.EndToEnd;

/// <summary>What goes wrong while training runs: exit code 1, a message, and what was good before stays.</summary>
public sealed class TroubleWhileTrainingTests
{
    [Theory]
    [InlineData("text.txt/run")]
    [InlineData("/proc/no/such/place")]
    public void An_output_folder_that_cannot_be_made_is_told_with_its_path(string output)
    {
        using TinyTraining training = new();
        ProcessResult r = training.Unroll("train", "tiny.jsonc", "--out", output);
        Assert.Equal((1, ""), (r.ExitCode, r.Out));
        Assert.Contains($"unroll: The output directory '{output}' cannot be made: ", r.Error);
        Assert.DoesNotContain("internal error", r.Error);
        Assert.Equal(2, Directory.GetFileSystemEntries(training.Directory).Length);
    }

    [SmallDiskFact]
    public void A_full_disk_is_told_and_the_last_good_files_stay_whole()
    {
        using TinyTraining training = new();
        using SmallDisk disk = new(training.File("disk"), kilobytes: 320);
        training.Train("disk/run", "--set", "train.steps=20");
        (byte[] model, byte[] checkpoint) = (training.Model("disk/run"), training.Checkpoint("disk/run"));
        disk.Fill();

        ProcessResult r = training.Unroll("train", "--resume", "disk/run");
        Assert.Equal((1, ""), (r.ExitCode, r.Out));
        Assert.Contains("disk/run/", r.Error);
        Assert.Contains("the disk is full", r.Error);
        Assert.Equal(model, training.Model("disk/run"));
        Assert.Equal(checkpoint, training.Checkpoint("disk/run"));
        Assert.Empty(Directory.GetFiles(training.File("disk/run"), "*.tmp"));
        TinyTraining.Expect(0, training.Unroll("complete", "disk/run", "The "));
    }

    [Fact]
    public void A_full_device_on_stdout_is_told()
    {
        using TinyTraining training = new();
        ProcessResult r = ProcessRunner.Run("/bin/sh", ["-c", "\"$0\" \"$1\" check tiny.jsonc > /dev/full", ProcessRunner.DotNet, UnrollCommand.Dll], training.Directory);
        Assert.Equal(1, r.ExitCode);
        Assert.Contains("No space left on device", r.Error);
        Assert.DoesNotContain("internal error", r.Error);
    }

    [Theory]
    [InlineData("train.learningRate=1000", "train.optimizer=adam")]
    [InlineData("train.learningRate=1000", "train.optimizer=sgd", "train.clipNorm=0")]
    [InlineData("train.learningRate=1000", "train.optimizer=sgd", "train.clipNorm=0", "model.cell=rnn-relu")]
    public void A_training_that_diverges_stops_and_says_where_and_why(params string[] changes)
    {
        using TinyTraining training = new();
        ProcessResult r = training.Unroll(["train", "tiny.jsonc", "--out", "run", .. changes.SelectMany(c => (string[])["--set", c])]);
        Assert.Equal((1, ""), (r.ExitCode, r.Out));
        Assert.Matches("unroll: Training stopped at step [0-9]+: ", r.Error);
        Assert.Contains("Lower train.learningRate", r.Error);
        Assert.True(File.Exists(training.File("run/checkpoint.safetensors")));
        Assert.Empty(Directory.GetFiles(training.File("run"), "*.tmp"));
    }

    [Fact]
    public void A_number_that_is_not_finite_is_told_with_layer_and_gate()
    {
        using TinyTraining training = new();
        ProcessResult r = training.Unroll("train", "tiny.jsonc", "--out", "run", "--set", "model.cell=rnn-relu", "--set", "train.optimizer=sgd",
            "--set", "train.learningRate=1000", "--set", "train.clipNorm=0", "--set", "train.validateEvery=1000");
        Assert.Equal((1, ""), (r.ExitCode, r.Out));
        Assert.Matches("unroll: Training stopped at step [0-9]+: .*(rnn|encoder|decoder)", r.Error);
        Assert.Contains("The last good checkpoint is 'run/checkpoint.safetensors'", r.Error);
    }
}
