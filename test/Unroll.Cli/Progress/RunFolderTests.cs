using Unroll.Cli.Progress;
using Unroll.Tasks;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.Progress;

public sealed class RunFolderTests
{
    [Theory]
    [InlineData(RunFiles.Model)]
    [InlineData(RunFiles.Checkpoint)]
    public void A_folder_is_used_once_a_training_has_left_a_model_or_a_checkpoint(string file)
    {
        using TemporaryFolder folder = new();
        folder.Write("notes.txt", "mine");
        Assert.False(RunFolder.IsUsed(folder.Path));
        folder.Write(file, "earlier");
        Assert.True(RunFolder.IsUsed(folder.Path));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_not_used()
    {
        using TemporaryFolder folder = new();
        Assert.False(RunFolder.IsUsed(folder.File("runs/x")));
    }
}
