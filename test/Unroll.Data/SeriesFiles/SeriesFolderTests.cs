using Unroll.Data.SeriesFiles;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Data.Tests.SeriesFiles;

public sealed class SeriesFolderTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public SeriesFolderTests()
    {
        _scratch.Write("s/run_1.csv", "x,y\n1,2\n3,4\n");
        _scratch.Write("s/run_2.csv", "x,y\n5,6\n");
    }

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_table_gives_the_label_of_an_id()
    {
        string targets = _scratch.Write("targets.csv", "#id, label\n2,-1\n1,1\n");
        IReadOnlyList<LabelledSeries> s = SeriesFolder.ReadLabelled(Path.Combine(_scratch.Path, "s"), "run_{id}.csv", targets);
        Assert.Equal([("-1", 1), ("1", 2)], s.Select(x => (x.Label, x.Series.Length)));
    }

    [Fact]
    public void The_name_of_a_file_or_folder_may_be_the_label()
    {
        _scratch.Write("c/walk/a.csv", "1 2\n3 4\n");
        _scratch.Write("c/run/b.csv", "5 6\n7 8\n");
        Assert.Equal(["run", "walk"], SeriesFolder.ReadLabelled(Path.Combine(_scratch.Path, "c"), "{label}/*.csv").Select(s => s.Label));
    }

    [Theory]
    [InlineData("id,label\n1,a\n", "run_{id}.csv", "has no label for it")]
    [InlineData("id,label\n1,a\n2,b\n3,c\n", "run_{id}.csv", "no file of the id '3'")]
    [InlineData("id,label\n1,a\n2,b\n1,c\n", "run_{id}.csv", "stands twice")]
    [InlineData("id,label\n1,a\n2,b\n", "run_{take}.csv", "no {id}")]
    [InlineData(null, "run_{id}.csv", "nothing says what the label")]
    public void Labels_and_files_must_belong_together(string? targets, string pattern, string why)
    {
        string? path = targets is null ? null : _scratch.Write("targets.csv", targets);
        string message = Assert.Throws<DataException>(() => SeriesFolder.ReadLabelled(Path.Combine(_scratch.Path, "s"), pattern, path)).Message;
        Assert.Contains(why, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Series_with_other_channels_are_an_error()
    {
        _scratch.Write("s/run_3.csv", "x,y,z\n5,6,7\n");
        string targets = _scratch.Write("targets.csv", "id,label\n1,a\n2,b\n3,c\n");
        string message = Assert.Throws<DataException>(() => SeriesFolder.ReadLabelled(Path.Combine(_scratch.Path, "s"), "run_{id}.csv", targets)).Message;
        Assert.Contains("3 channels, expected 2", message, StringComparison.Ordinal);
    }

    [SharedDataFact("indoor-movement")]
    public void Indoor_movement_has_210_series_of_4_channels()
    {
        IReadOnlyList<LabelledSeries> s = SeriesFolder.ReadLabelled(
            SharedData.PathOf("indoor-movement", "dataset"), "MovementAAL_RSS_{id}.csv", SharedData.PathOf("indoor-movement", "dataset/MovementAAL_target.csv"));
        Assert.Equal((210, 19, 119), (s.Count, s.Min(x => x.Series.Length), s.Max(x => x.Series.Length)));
        Assert.Equal(["1", "-1"], s.Select(x => x.Label).Distinct());
        Assert.Equal([-0.90476f, -0.48f, 0.28571f, 0.3f], s[0].Series.Step(0).ToArray());
    }
}
