using Unroll.Data.Files;
using Unroll.Data.SeriesFiles;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Data.Tests.SeriesFiles;

public sealed class ChannelFilesTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Channels_are_put_side_by_side()
    {
        string x = _scratch.Write("x", " 1 2  3\n4 5 6\n"), y = _scratch.Write("y.gz", Scratch.Gzip("10 20 30\n40 50 60\n"));
        IReadOnlyList<LabelledSeries> w = ChannelFiles.ReadLabelled([x, y], _scratch.Write("l", "5\n1\n"));
        Assert.Equal([4f, 40, 5, 50, 6, 60], w[1].Series.Values);
        Assert.Equal(("1", 2, 2), (w[1].Label, w[1].Series.Channels, w[1].Series.Origin.Line));
    }

    [Theory]
    [InlineData("1 2\n3\n", "1 2\n3 4\n", "a\nb\n", "line 2: the window has 1 steps, expected 2")]
    [InlineData("1 2\n3 4\n", "1 2\n3 4 5\n", "a\nb\n", "line 2: the window has 3 steps, expected 2")]
    [InlineData("1 2\n3 4\n", "1 2\n", "a\nb\n", "has 1 windows, expected 2")]
    [InlineData("1 2\n3 4\n", "1 2\n3 4\n5 6\n", "a\nb\n", "has more windows, expected 2")]
    [InlineData("1 2\n3 4\n", "1 2\n3 inf\n", "a\nb\n", "line 2, number 2: got 'inf'")]
    [InlineData("1 2\n3 4\n", "1 2\n3 4\n", "a\n", "there are 1, but")]
    [InlineData("1 2\n3 4\n", "1 2\n3 4\n", "a\n\nb\n", "line 2: the line is empty")]
    [InlineData("\n", "1 2\n3 4\n", "a\n", "expected at least 1")]
    public void Files_that_do_not_agree_are_errors(string x, string y, string labels, string why)
    {
        string[] channels = [_scratch.Write("x", x), _scratch.Write("y", y)];
        string message = Assert.Throws<DataException>(() => ChannelFiles.ReadLabelled(channels, _scratch.Write("l", labels))).Message;
        Assert.Contains(why, message, StringComparison.Ordinal);
    }

    [SharedDataFact("uci-har")]
    public void Uci_har_has_2400_windows_of_128_steps()
    {
        string folder = SharedData.PathOf("uci-har", "train");
        string[] channels = [.. FilePattern.Find(folder, "{channel}_train.txt.gz").Select(f => f.Path)];
        IReadOnlyList<LabelledSeries> w = ChannelFiles.ReadLabelled(channels, Path.Combine(folder, "y_train.txt"));
        Assert.Equal((2400, 128, 9), (w.Count, w[0].Series.Length, w[0].Series.Channels));
        Assert.Equal([400, 350, 322, 420, 449, 459], w.GroupBy(x => x.Label).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Count()));
        Assert.Equal(-0.003655f, w[0].Series.Values[0]);
    }
}
