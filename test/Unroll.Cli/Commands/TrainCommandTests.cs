using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.Commands;

public sealed class TrainCommandTests
{
    [Theory]
    [InlineData("train")]
    [InlineData("check")]
    public void A_wrong_recipe_exits_with_3_names_the_place_and_leaves_nothing(string verb)
    {
        using TemporaryFolder folder = new();
        folder.Write("r.jsonc", "{ \"task\": \"language-model\",\n  \"data\": { \"train\": \"t\", \"tokns\": \"char\" } }");
        ProcessResult r = UnrollCommand.RunIn(folder.Path, verb, "r.jsonc");
        Assert.Equal((3, ""), (r.ExitCode, r.Out));
        Assert.Contains("r.jsonc:2:27: unknown key 'data.tokns'. Did you mean 'data.tokens'?", r.Error);
        Assert.Equal([folder.File("r.jsonc")], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Without_a_recipe_the_one_in_the_current_folder_is_taken()
    {
        using TemporaryFolder folder = new();
        Assert.Contains("The recipe 'recipe.jsonc' does not exist", UnrollCommand.RunIn(folder.Path, "train").Error);
        folder.Write("recipe.jsonc", "{ }");
        ProcessResult r = UnrollCommand.RunIn(folder.Path, "train");
        Assert.Equal(3, r.ExitCode);
        Assert.Contains("recipe.jsonc: the key 'task' is missing", r.Error);
    }

    [Fact]
    public void A_recipe_can_come_from_standard_input()
    {
        ProcessResult r = UnrollCommand.RunWith("{ \"task\": 1 }", "check", "-");
        Assert.Equal(3, r.ExitCode);
        Assert.Contains("stdin:1:11: 'task' is 1", r.Error);
    }

    [Fact]
    public void A_wrong_override_exits_with_3_and_a_seed_is_an_override()
    {
        using TemporaryFolder folder = new();
        string recipe = folder.Write("r.jsonc", """{ "task": "language-model", "data": { "train": "t" } }""");
        ProcessResult r = UnrollCommand.Run("train", recipe, "--seed", "3", "--set", "train.batch=0");
        Assert.Equal(3, r.ExitCode);
        Assert.Contains("--set train.batch=0: 'train.batch' is 0, expected an integer from 1", r.Error);
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("checkpoint.safetensors")]
    public void An_earlier_training_is_not_overwritten_unasked(string file)
    {
        using TemporaryFolder folder = new();
        string recipe = folder.Write("r.jsonc", """{ "task": "language-model", "data": { "train": "t" } }""");
        folder.Write($"runs/r/{file}", "earlier");
        ProcessResult r = UnrollCommand.RunIn(folder.Path, "train", recipe);
        Assert.Equal((2, ""), (r.ExitCode, r.Out));
        Assert.Contains("--resume runs/r", r.Error);
        Assert.Contains("--force", r.Error);
        Assert.Equal("earlier", File.ReadAllText(folder.File($"runs/r/{file}")));
    }

    [Fact]
    public void Resuming_where_no_checkpoint_is_exits_with_4()
    {
        using TemporaryFolder folder = new();
        ProcessResult r = UnrollCommand.Run("train", "--resume", folder.Path);
        Assert.Equal((4, ""), (r.ExitCode, r.Out));
        Assert.Contains("holds no checkpoint.safetensors", r.Error);
    }
}
