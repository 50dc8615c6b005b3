using Unroll.Data.Music;
using Unroll.Tasks.Compose;
using Xunit;

namespace Unroll.Tasks.Tests.Compose;

public sealed class ExcerptTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(100)]
    public void Every_step_counts_in_exactly_one_window(int window)
    {
        PianoRoll[] pieces = [.. new[] { 1, 7, 8, 9, 23 }.Select(n => new PianoRoll([.. Enumerable.Repeat(new[] { 60 }, n)], "a"))];
        Excerpt[] excerpts = Excerpt.Windows(pieces, window);
        for (int i = 0; i < pieces.Length; i++)
        {
            Assert.Equal(Enumerable.Range(0, pieces[i].Length), excerpts.Where(e => e.Piece == i).SelectMany(e => Enumerable.Range(e.Start + e.Known, e.Counted)));
        }

        Assert.All(excerpts, e => Assert.InRange(e.Length, 1, window));
        Assert.All(excerpts, e => Assert.Equal(e.Start == 0 ? 0 : window / 2, e.Known));
    }

    [Fact]
    public void Without_windows_pieces_are_read_whole() =>
        Assert.Equal([new Excerpt(0, 0, 3, 0)], Excerpt.Windows([new PianoRoll([[60], [61], [62]], "a")], null));
}
