using Unroll.Data.Music;
using Xunit;

namespace Unroll.Data.Tests.Music;

public sealed class NoteNameTests
{
    [Theory]
    [InlineData("C4", 60)]
    [InlineData("a0", 21)]
    [InlineData("C8", 108)]
    [InlineData("F#3", 54)]
    [InlineData("Bb5", 82)]
    [InlineData("Cb4", 59)]
    [InlineData("E##4", 66)]
    [InlineData("B♭5", 82)]
    [InlineData("72", 72)]
    public void Names_and_numbers_of_keys_are_understood(string name, int pitch)
    {
        Assert.True(NoteName.TryParse(name, out int parsed));
        Assert.Equal(pitch, parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("H4")]
    [InlineData("C")]
    [InlineData("C#")]
    [InlineData("20")]
    [InlineData("109")]
    [InlineData("C9")]
    [InlineData("C-1")]
    [InlineData("C4.5")]
    [InlineData("b")]
    public void What_no_piano_has_a_key_for_is_refused(string name) => Assert.False(NoteName.TryParse(name, out _));

    [Fact]
    public void Every_key_has_a_name_that_leads_back_to_it()
    {
        Assert.All(Enumerable.Range(PianoRoll.Lowest, PianoRoll.Keys), pitch => Assert.True(NoteName.TryParse(NoteName.Of(pitch), out int back) && back == pitch));
        Assert.Equal("C#4", NoteName.Of(61));
    }
}
