using Unroll.Data.Tables;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Data.Tests.Tables;

/// <summary>Tables as they are found in the world, with the counts that their collection states.</summary>
public sealed class RealTablesTests
{
    [SharedDataFact("credit-card-fraud")]
    public void Credit_card_fraud_has_its_rows_and_frauds()
    {
        DelimitedTable t = Read("credit-card-fraud", "train.csv");
        int label = t.ColumnOf("Class");
        Assert.Equal((1391, 32), (t.RowCount, t.Columns.Count));
        Assert.Equal("column 1", t.Columns[0]);
        Assert.Equal(403, Enumerable.Range(0, t.RowCount).Count(r => t.Label(r, label) == "1"));
        Assert.Equal(145177, t.Number(0, t.ColumnOf("Time")));
    }

    [SharedDataFact("optdigits")]
    public void Optdigits_has_no_header_and_the_digit_last()
    {
        Assert.Equal(2999, Read("optdigits", "optdigits.tra").RowCount);
        DelimitedTable t = Read("optdigits", "optdigits.hol");
        Assert.Equal((824, 65, false), (t.RowCount, t.Columns.Count, t.HasHeader));
        Assert.Equal(["2", "3", "7"], Enumerable.Range(0, 3).Select(r => t.Label(r, t.ColumnOf("-1"))));
    }

    [SharedDataFact("dna-splice")]
    public void Dna_splice_is_all_text_under_a_header()
    {
        DelimitedTable t = Read("dna-splice", "train.csv");
        Assert.Equal(2546, t.RowCount);
        Assert.Equal(["label", "instance_name", "sequence"], t.Columns);
        Assert.All(Enumerable.Range(0, t.RowCount), r => Assert.Equal(60, t.Field(r, 2).Length));
    }

    [SharedDataFact("occupancy")]
    public void Occupancy_has_row_names_that_its_header_does_not_count()
    {
        DelimitedTable t = Read("occupancy", "datatraining.txt.gz");
        Assert.Equal((8143, true), (t.RowCount, t.RowNames));
        Assert.Equal(["row", "date", "Temperature", "Humidity", "Light", "CO2", "HumidityRatio", "Occupancy"], t.Columns);
        Assert.Equal("2015-02-04 17:51:00", t.Field(0, 1).ToString());
        Assert.Equal(2665, Read("occupancy", "datatest.txt.gz").RowCount);
    }

    [SharedDataFact("gesture-phase")]
    public void Gesture_phase_counts_its_columns_in_the_header()
    {
        DelimitedTable t = Read("gesture-phase", "a1_va3.csv.gz");
        Assert.True(t.HasHeader);
        Assert.Equal(33, t.Columns.Count);
        DelimitedTable raw = Read("gesture-phase", "b1_raw.csv.gz");
        Assert.Equal("lhx", raw.Columns[0]);
        Assert.Equal(1, Enumerable.Range(0, raw.RowCount).Count(r => raw.Label(r, raw.ColumnOf("phase")) == "Preparação"));
    }

    [SharedDataFact("time-series")]
    public void Pollution_has_missing_values_in_one_column()
    {
        DelimitedTable t = Read("time-series", "pollution.csv.gz");
        Assert.Equal(43_824, t.RowCount);
        IEnumerable<string> missing = t.Columns.Where((_, c) => Enumerable.Range(0, t.RowCount).Any(r => t.IsMissing(r, c)));
        Assert.Equal(["pm2.5"], missing);
        DelimitedTable airline = Read("time-series", "airline-passengers.csv");
        Assert.Equal((144, 432.0), (airline.RowCount, airline.Number(143, 1)));
    }

    [SharedDataFact("ett")]
    public void Ett_has_its_hours()
    {
        DelimitedTable t = Read("ett", "ETTh1.csv.gz");
        Assert.Equal((17_420, 7), (t.RowCount, t.ColumnOf("OT")));
    }

    private static DelimitedTable Read(string folder, string file) => DelimitedTable.Read(SharedData.PathOf(folder, file));
}
