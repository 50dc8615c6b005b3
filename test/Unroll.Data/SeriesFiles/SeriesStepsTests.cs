using Unroll.Data.SeriesFiles;
using Unroll.Data.Tables;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Data.Tests.SeriesFiles;

public sealed class SeriesStepsTests
{
    [Fact]
    public void Rows_are_steps_with_a_label_each()
    {
        DelimitedTable t = DelimitedTable.Parse("time,x,y,state\n9,1,2,a\n10,3,4,b\n", "t");
        StepLabelledSeries s = Assert.Single(SeriesSteps.ReadLabelled(t, "state", new ColumnChoice(Exclude: ["time"])));
        Assert.Equal([1f, 2, 3, 4], s.Series.Values);
        Assert.Equal(["a", "b"], s.Labels);
    }

    [Fact]
    public void A_column_may_say_which_series_a_row_belongs_to()
    {
        DelimitedTable t = DelimitedTable.Parse("video,x,state\nv2,1,a\nv1,2,b\nv2,3,c\n", "t");
        IReadOnlyList<StepLabelledSeries> s = SeriesSteps.ReadLabelled(t, "state", group: "video");
        Assert.Equal([[1f, 3], [2f]], s.Select(x => x.Series.Values));
        Assert.Equal(["a", "c"], s[0].Labels);
        Assert.Equal([2, 3], s.Select(x => x.Series.Origin.Line));
    }

    [Theory]
    [InlineData("x,s\n1,a\n2,\n", "line 3, column 's': the label is empty")]
    [InlineData("x,s\n1,a\n,b\n", "line 3, column 'x': got a missing value")]
    [InlineData("x,y\n1,2\n", "no column 's'")]
    public void Malformed_rows_are_errors(string text, string why) => Assert.Contains(
        why, Assert.Throws<DataException>(() => SeriesSteps.ReadLabelled(DelimitedTable.Parse(text, "t"), "s")).Message, StringComparison.Ordinal);

    [SharedDataFact("occupancy")]
    public void Occupancy_has_a_label_a_minute()
    {
        DelimitedTable t = DelimitedTable.Read(SharedData.PathOf("occupancy", "datatraining.txt.gz"));
        StepLabelledSeries s = Assert.Single(SeriesSteps.ReadLabelled(t, "Occupancy", new ColumnChoice(Exclude: ["date", "Light"])));
        Assert.Equal((8143, 4), (s.Series.Length, s.Series.Channels));
        Assert.Equal([23.18f, 27.272f, 721.25f, 0.00479298817650529f], s.Series.Step(0).ToArray());
        Assert.Equal(["1", "0"], s.Labels.Distinct());
    }

    [SharedDataFact("gesture-phase")]
    public void Gesture_phase_has_a_label_a_frame()
    {
        string folder = SharedData.Find("gesture-phase")!;
        int frames = 0;
        foreach (string video in (string[])["a1", "a2", "b1", "c1"])
        {
            DelimitedTable t = DelimitedTable.Read(Path.Combine(folder, $"{video}_va3.csv.gz"));
            StepLabelledSeries s = Assert.Single(SeriesSteps.ReadLabelled(t, "Phase"));
            Assert.Equal(32, s.Series.Channels);
            Assert.Equal(["D", "H", "P", "R", "S"], s.Labels.Distinct().Order(StringComparer.Ordinal));
            frames += s.Series.Length + 4;
        }

        Assert.InRange(frames, 5100, 5300);
    }
}
