using Unroll.Tasks.Metrics;
using Xunit;

namespace Unroll.Tasks.Tests.Metrics;

public sealed class EditDistanceTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("intention", "execution", 5)]
    [InlineData("abcd", "bcda", 2)]
    public void The_distance_is_that_of_the_textbooks(string a, string b, int expected) => Assert.Equal(expected, EditDistance.Of<char>(a, b));
}
