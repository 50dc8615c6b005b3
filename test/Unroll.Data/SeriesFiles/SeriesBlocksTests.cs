using Unroll.Data.SeriesFiles;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Data.Tests.SeriesFiles;

public sealed class SeriesBlocksTests : IDisposable
{
    private const string Named = "# yes\n1 2\n3 4\n\n# no\n5,6\n";
    private const string Plain = "1 2\n3 4\n\n\n5 6\n\n7 8\n";
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Blank_lines_part_series()
    {
        IReadOnlyList<Series> series = SeriesBlocks.Parse(Plain, "a");
        Assert.Equal([2, 1, 1], series.Select(s => s.Length));
        Assert.Equal([1, 5, 7], series.Select(s => s.Origin.Line));
        Assert.Equal([1f, 2, 3, 4], series[0].Values);
        Assert.Equal([3f, 4], series[0].Step(1).ToArray());
    }

    [Fact]
    public void Labels_stand_above_their_series_or_come_from_counts_or_from_a_file_of_counts()
    {
        Assert.Equal([("yes", 2), ("no", 1)], Labels(SeriesBlocks.ReadLabelled(_scratch.Write("a", Named))));
        string plain = _scratch.Write("b", Plain);
        Assert.Equal([("1", 2), ("3", 1), ("3", 1)], Labels(SeriesBlocks.ReadLabelled(plain, [1, 0, 2])));
        _scratch.Write("size_b", "2 1\n");
        Assert.Equal([("1", 2), ("1", 1), ("2", 1)], Labels(SeriesBlocks.ReadLabelled(plain, [1, 0, 2])));
    }

    [Fact]
    public void Series_without_labels_are_an_error_that_says_how_to_give_them()
    {
        string plain = _scratch.Write("b", Plain);
        Assert.Contains("size_b", Assert.Throws<DataException>(() => SeriesBlocks.ReadLabelled(plain)).Message, StringComparison.Ordinal);
        Assert.Contains("are for 4", Assert.Throws<DataException>(() => SeriesBlocks.ReadLabelled(plain, [3, 1])).Message, StringComparison.Ordinal);
        string half = _scratch.Write("c", "# yes\n1\n\n2\n");
        Assert.Contains("'c', line 4", Assert.Throws<DataException>(() => SeriesBlocks.ReadLabelled(half)).Message.Replace(_scratch.Path + "/", ""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1 2\n3\n", 2, "1 numbers, expected 2")]
    [InlineData("1 2\n\n3 4 5\n", 3, "3 numbers, expected 2")]
    [InlineData("1 2\n3 x\n", 2, "number 2: got 'x'")]
    [InlineData("1 2\n3 nan\n", 2, "not finite")]
    [InlineData("# a\n\n1 2\n", 2, "'a' has no steps")]
    public void A_malformed_line_is_an_error_that_names_file_and_line(string text, int line, string why)
    {
        string message = Assert.Throws<DataException>(() => SeriesBlocks.Parse(text, "a.txt")).Message;
        Assert.Contains($"'a.txt', line {line}", message, StringComparison.Ordinal);
        Assert.Contains(why, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_numbers_is_an_error() =>
        Assert.Contains("no numbers", Assert.Throws<DataException>(() => SeriesBlocks.Parse("\n\n", "a.txt")).Message, StringComparison.Ordinal);

    [SharedDataFact("japanese-vowels")]
    public void Japanese_vowels_has_30_series_of_each_of_9_speakers()
    {
        IReadOnlyList<LabelledSeries> items = SeriesBlocks.ReadLabelled(SharedData.PathOf("japanese-vowels", "ae.train"), [.. Enumerable.Repeat(30, 9)]);
        Assert.Equal(270, items.Count);
        Assert.Equal((7, 26), (items.Min(i => i.Series.Length), items.Max(i => i.Series.Length)));
        Assert.All(items, i => Assert.Equal(12, i.Series.Channels));
        Assert.Equal((1.860936f, "1", "9"), (items[0].Series.Values[0], items[0].Label, items[^1].Label));
    }

    private static IEnumerable<(string Label, int Length)> Labels(IEnumerable<LabelledSeries> items) => items.Select(i => (i.Label, i.Series.Length));
}
