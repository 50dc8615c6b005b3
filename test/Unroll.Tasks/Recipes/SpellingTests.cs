using Unroll.Tasks.Recipes;
using Xunit;

namespace Unroll.Tasks.Tests.Recipes;

public sealed class SpellingTests
{
    [Theory]
    [InlineData("hiden", "hidden")]
    [InlineData("hiddne", "hidden")]
    [InlineData("HIDDEN", "hidden")]
    [InlineData("learning_rate", "learningRate")]
    [InlineData("learnRate", "learningRate")]
    [InlineData("drop", "dropout")]
    [InlineData("dropoutRate", "dropout")]
    [InlineData("qwertyuiop", null)]
    [InlineData("", null)]
    public void The_nearest_word_is_found_or_none(string typed, string? meant) =>
        Assert.Equal(meant, Spelling.Nearest(typed, ["hidden", "layers", "learningRate", "dropout"]));
}
