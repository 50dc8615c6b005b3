using Unroll.Data.SeriesFiles;
using Unroll.Data.Tables;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Data.Tests.SeriesFiles;

public sealed class SeriesRowsTests
{
    [Fact]
    public void A_row_is_cut_into_steps()
    {
        LabelledSeries s = SeriesRows.ReadLabelled(DelimitedTable.Parse("1,2,3,4,7\n5,6,7,8,9\n", "t"), "-1", channels: 2)[1];
        Assert.Equal(("9", 2, 2, 2), (s.Label, s.Series.Length, s.Series.Channels, s.Series.Origin.Line));
        Assert.Equal([7f, 8], s.Series.Step(1).ToArray());
    }

    [Fact]
    public void Columns_can_be_chosen_or_left_out()
    {
        DelimitedTable t = DelimitedTable.Parse("id,a,b,kind\nx,1,2,k\n", "t");
        Assert.Equal([2f, 1], SeriesRows.ReadLabelled(t, "kind", 1, new ColumnChoice(["b", "a"]))[0].Series.Values);
        Assert.Equal([1f, 2], SeriesRows.ReadLabelled(t, "kind", 1, new ColumnChoice(Exclude: ["id"]))[0].Series.Values);
        Assert.Contains("column 'id': got 'x'", Assert.Throws<DataException>(() => SeriesRows.ReadLabelled(t, "kind")).Message, StringComparison.Ordinal);
        Assert.Contains("no column is left", Assert.Throws<DataException>(() => SeriesRows.ReadLabelled(t, "kind", 1, new ColumnChoice(Exclude: ["id", "a", "b"]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_that_are_no_whole_number_of_steps_are_an_error() => Assert.Contains(
        "3 columns cannot be cut into steps of 2",
        Assert.Throws<DataException>(() => SeriesRows.ReadLabelled(DelimitedTable.Parse("1,2,3,4\n", "t"), "4", 2)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Padded_rows_end_where_their_numbers_do_and_gaps_are_errors()
    {
        DelimitedTable t = DelimitedTable.Parse("\"V1\",\"V2\",\"V3\",\"V4\"\n\"A\",\"1\",\"2\",\n\"B\",\"1.5\",,\n", "t");
        IReadOnlyList<LabelledSeries> s = SeriesRows.ReadPadded(t, "V1");
        Assert.Equal([("A", 2), ("B", 1)], s.Select(x => (x.Label, x.Series.Length)));
        DelimitedTable gap = DelimitedTable.Parse("n,a,b\nA,,2\n", "t");
        Assert.Contains("line 2, column 'a'", Assert.Throws<DataException>(() => SeriesRows.ReadPadded(gap, "n")).Message, StringComparison.Ordinal);
        DelimitedTable empty = DelimitedTable.Parse("n,a,b\nA,1,2\nB,,\n", "t");
        Assert.Contains("line 3", Assert.Throws<DataException>(() => SeriesRows.ReadPadded(empty, "n")).Message, StringComparison.Ordinal);
    }

    [SharedDataFact("pendigits")]
    public void Pendigits_has_8_points_and_a_digit()
    {
        IReadOnlyList<LabelledSeries> items = SeriesRows.ReadLabelled(DelimitedTable.Read(SharedData.PathOf("pendigits", "pendigits.tra")), "-1", 2);
        Assert.Equal((7494, 10), (items.Count, items.Select(i => i.Label).Distinct().Count()));
        Assert.Equal(("8", 8), (items[0].Label, items[0].Series.Length));
        Assert.Equal([40f, 98], items[0].Series.Step(7).ToArray());
    }

    [SharedDataFact("mnist1d")]
    public void Mnist1d_has_signals_of_40_steps()
    {
        IReadOnlyList<LabelledSeries> items = SeriesRows.ReadLabelled(DelimitedTable.Read(SharedData.PathOf("mnist1d", "train.csv.gz")), "label");
        Assert.Equal((4000, 40, 1), (items.Count, items[0].Series.Length, items[0].Series.Channels));
        Assert.Equal(("2", -0.332006f), (items[0].Label, items[0].Series.Values[0]));
    }

    [SharedDataFact("m4")]
    public void M4_has_its_series_of_different_lengths()
    {
        IReadOnlyList<LabelledSeries> hourly = SeriesRows.ReadPadded(DelimitedTable.Read(SharedData.PathOf("m4", "Hourly-train.csv.gz")), "V1");
        Assert.Equal((414, 700, 960), (hourly.Count, hourly.Min(s => s.Series.Length), hourly.Max(s => s.Series.Length)));
        IReadOnlyList<LabelledSeries> weekly = SeriesRows.ReadPadded(DelimitedTable.Read(SharedData.PathOf("m4", "Weekly-train.csv.gz")), "V1");
        Assert.Equal((359, 80, 2597), (weekly.Count, weekly.Min(s => s.Series.Length), weekly.Max(s => s.Series.Length)));
        Assert.Equal(("W1", 1089.2f), (weekly[0].Label, weekly[0].Series.Values[0]));
    }
}
