using Xunit;

namespace Unroll.Cli.Tests.EndToEnd;

public sealed class SameBitsTests
{
    [Fact]
    public void The_number_of_threads_and_the_place_of_the_output_change_no_bit()
    {
        using TinyTraining training = new();
        training.Train("one", "--threads", "1");
        foreach ((string output, string threads) in (ReadOnlySpan<(string, string)>)[("two", "2"), ("three", "3"), ("a/deeper/place", "4")])
        {
            training.Train(output, "--threads", threads);
            Assert.Equal(training.Model("one"), training.Model(output));
            Assert.Equal(training.Checkpoint("one"), training.Checkpoint(output));
        }
    }

    [Fact]
    public void Computing_segments_again_changes_no_number_and_may_be_chosen_when_training_is_resumed()
    {
        using TinyTraining training = new();
        string[] set = ["--set", "train.context=200", "--set", "train.steps=20", "--set", "train.validateEvery=5"];
        training.Train("kept", set);
        training.Train("again", [.. set, "--set", "train.recompute=auto"]);
        Assert.Equal(Losses("kept"), Losses("again"));
        TinyTraining.Expect(0, training.Unroll("train", "--resume", "kept", "--set", "train.recompute=128"));

        string[] Losses(string output) => [.. File.ReadLines(training.File($"{output}/log.jsonl")).Select(static l => l[..l.IndexOf("\"seconds\"", StringComparison.Ordinal)])];
    }

    [Fact]
    public void Another_seed_gives_another_model()
    {
        using TinyTraining training = new();
        training.Train("one", "--set", "train.steps=20");
        training.Train("two", "--set", "train.steps=20", "--seed", "2");
        Assert.NotEqual(training.Model("one"), training.Model("two"));
    }
}
