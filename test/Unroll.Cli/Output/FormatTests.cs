using Unroll.Cli.Output;
using Xunit;

namespace Unroll.Cli.Tests.Output;

public sealed class FormatTests
{
    [Theory]
    [InlineData(0, "0.0 s")]
    [InlineData(-1, "0.0 s")]
    [InlineData(9.94, "9.9 s")]
    [InlineData(59.4, "59 s")]
    [InlineData(123, "2 m 03 s")]
    [InlineData(3600, "1 h 00 m")]
    [InlineData(90061, "25 h 01 m")]
    public void Times_read_as_people_say_them(double seconds, string expected) =>
        Assert.Equal(expected, Format.Duration(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Text_on_one_line_shows_its_line_ends_and_long_text_its_end()
    {
        Assert.Equal("a↵b c", Format.OneLine("a\nb\tc"));
        Assert.Equal("abc", Format.Tail("abc", 3));
        Assert.Equal("…cd", Format.Tail("abcd", 3));
    }

    [Fact]
    public void A_loss_that_is_not_there_is_a_dash()
    {
        Assert.Equal("1.235", Format.Loss(1.2346));
        Assert.Equal("-", Format.Loss(null));
        Assert.Equal("-", Format.Loss(double.NaN));
    }
}
