using Unroll.Tasks.Forecast;
using Xunit;

namespace Unroll.Tasks.Tests.Forecast;

public sealed class SeriesReaderTests
{
    [Fact]
    public void A_wide_table_has_a_series_a_column()
    {
        IReadOnlyList<TimeSeries> series = Read("date,a,b,note\n2020-01-01,1,10,7\n2020-01-02,2,20,7\n2020-01-03,3,30,7\n", "data.exclude=note");
        Assert.Equal(["a", "b"], series.Select(s => s.Name));
        Assert.Equal([10, 20, 30], series[1].Values);
        Assert.Equal("2020-01-05", series[0].LabelOf(4));
    }

    [Fact]
    public void One_number_a_line_is_a_series_too()
    {
        TimeSeries series = Assert.Single(Read("5\n6.5\n7\n"));
        Assert.Equal([5, 6.5, 7], series.Values);
        Assert.Equal("+1", series.LabelOf(3));
    }

    [Fact]
    public void A_long_table_has_a_series_a_name()
    {
        IReadOnlyList<TimeSeries> series = Read("shop,month,sales\nx,2020-01,1\ny,2020-01,5\nx,2020-02,2\ny,2020-02,6\n", "data.format=long", "data.series=shop");
        Assert.Equal(["x", "y"], series.Select(s => s.Name));
        Assert.Equal([5, 6], series[1].Values);
        Assert.Equal("2020-03", series[1].LabelOf(2));
    }

    [Fact]
    public void Rows_may_end_early()
    {
        IReadOnlyList<TimeSeries> series = Read("V1,V2,V3,V4\nH1,1,2.125,3\nH2,4,5,\n", "data.format=rows");
        Assert.Equal([1, 2.125, 3], series[0].Values);
        Assert.Equal(("H2", 2), (series[1].Name, series[1].Length));
    }

    [Fact]
    public void What_a_file_writes_in_double_is_read_in_double() =>
        Assert.Equal([0.1, 123456789.125], Assert.Single(Read("V1,V2,V3\nH1,0.1,123456789.125\n", "data.format=rows")).Values);

    [Theory]
    [InlineData("date,a\n2020-01-01,1\n2020-01-02,2\n2020-01-02,3\n", "line 4: the time 2020-01-02 00:00:00 stands there a second time")]
    [InlineData("date,a\n2020-01-01,1\n2020-01-03,2\n2020-01-02,3\n", "line 4: the time 2020-01-02 00:00:00 comes after 2020-01-03")]
    [InlineData("date,a\n2020-01-01,1\n2020-01-02,2\n2020-01-05,3\n2020-01-06,4\n", "line 4: 2 steps are missing between 2020-01-02 and 2020-01-05")]
    [InlineData("date,a\n2020-01-01,1\n2020-01-02,2\n2020-01-03 07:00,3\n2020-01-04 07:00,4\n", "no whole number of steps")]
    [InlineData("date,a\n2020-01-01,1\nsoon,2\n2020-01-03,3\n", "got 'soon', expected a time")]
    [InlineData("date,a\n2020-01-01,1\n2020-01-02,\n2020-01-03,3\n", "line 3, column 'a': the value is missing")]
    [InlineData("date,a\n2020-01-01,1\n2020-01-02,NaN\n2020-01-03,3\n", "column 'a': got 'NaN'")]
    [InlineData("date,a\n2020-01-01,1\n2020-01-02,two\n2020-01-03,3\n", "column 'a': got 'two'")]
    [InlineData("date,a,b\n2020-01-01,1,\n2020-01-02,2,\n", "Series 'b' of 'test.csv': it has no value")]
    public void What_is_wrong_in_time_or_value_is_said_with_its_place(string csv, string expected) =>
        Assert.Contains(expected, Assert.Throws<DataException>(() => Read(csv)).Message);

    [Fact]
    public void Gaps_are_filled_with_what_came_before_if_the_recipe_says_so()
    {
        TimeSeries series = Assert.Single(Read("date,a\n2020-01-01,1\n2020-01-02,2\n2020-01-05,5\n2020-01-06,\n2020-01-07,7\n", "data.gaps=fill"));
        Assert.Equal([1, 2, 2, 2, 5, 5, 7], series.Values);
        Assert.Equal("2020-01-08", series.LabelOf(7));
    }

    [Fact]
    public void Gaps_of_times_are_passed_over_if_the_recipe_says_so_but_not_missing_values()
    {
        TimeSeries series = Assert.Single(Read("date,a\n2020-01-02,1\n2020-01-03,2\n2020-01-06,3\n2020-01-07,4\n", "data.gaps=ignore"));
        Assert.Equal([1, 2, 3, 4], series.Values);
        Assert.Equal(("2020-01-06", "+1"), (series.LabelOf(2), series.LabelOf(4)));
        Assert.Throws<DataException>(() => Read("date,a\n2020-01-02,1\n2020-01-03,\n2020-01-06,3\n", "data.gaps=ignore"));
    }

    [Fact]
    public void Empty_values_before_the_first_and_behind_the_last_are_cut_off()
    {
        TimeSeries series = Assert.Single(Read("date,a\n2020-01-01,\n2020-01-02,2\n2020-01-03,3\n2020-01-04,\n"));
        Assert.Equal([2, 3], series.Values);
        Assert.Equal("2020-01-02", series.LabelOf(0));
    }

    [Fact]
    public void Known_covariates_reach_as_far_as_they_are_known_and_unknown_ones_end_with_the_values()
    {
        TimeSeries series = Assert.Single(Read("date,a,k,u\n2020-01-01,1,0,5\n2020-01-02,2,1,6\n2020-01-03,,1,7\n2020-01-04,,0,\n2020-01-05,,,\n", "data.known=k", "data.unknown=u"));
        Assert.Equal([1, 2], series.Values);
        Assert.Equal([0, 1, 1, 0], Assert.Single(series.Known));
        Assert.Equal(5, series.Unknown[0][0]);
    }

    private static IReadOnlyList<TimeSeries> Read(string csv, params string[] changes) => new SeriesReader(SmallSeries.Options(changes)).Parse(csv, "test.csv");
}
