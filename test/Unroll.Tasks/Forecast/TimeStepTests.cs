using System.Globalization;
using Unroll.Tasks.Forecast;
using Xunit;

namespace Unroll.Tasks.Tests.Forecast;

public sealed class TimeStepTests
{
    [Theory]
    [InlineData("2020-01 2020-02 2020-03", "2020-03", 2, "2020-05")]
    [InlineData("2020-01-31 2020-02-29 2020-03-31 2020-04-30", "2020-04-30", 10, "2021-02-28")]
    [InlineData("2020-01-15 2020-04-15 2020-07-15", "2020-07-15", 1, "2020-10-15")]
    [InlineData("2019-01-01 2020-01-01 2021-01-01", "2021-01", 1, "2022-01")]
    [InlineData("2020-02-27 2020-02-28 2020-02-29 2020-03-01", "2020-03-01", 1, "2020-03-02")]
    [InlineData("2020-01-01T00:00 2020-01-01T01:00 2020-01-01T02:00", "2020-01-01 02:00", 23, "2020-01-02 01:00")]
    [InlineData("2020-01-01T00:00:10 2020-01-01T00:00:20", "2020-01-01 00:00:20", 1, "2020-01-01 00:00:30")]
    public void Steps_are_found_out_and_go_on(string texts, string last, int more, string later)
    {
        DateTime[] times = [.. texts.Split(' ').Select(Parse)];
        TimeStep step = TimeStep.Of(times);
        Assert.All(Enumerable.Range(1, times.Length - 1), i => Assert.Equal(1, step.Between(times[i - 1], times[i])));
        Assert.Equal(last, step.Print(times[^1]));
        Assert.Equal(later, step.Print(step.Add(times[^1], more)));
    }

    [Fact]
    public void Missing_steps_are_counted_and_uneven_ones_have_no_number()
    {
        TimeStep hour = new(0, TimeSpan.FromHours(1)), month = new(1, TimeSpan.Zero);
        Assert.Equal(3, hour.Between(Parse("2020-01-01T00:00"), Parse("2020-01-01T03:00")));
        Assert.Equal(0, hour.Between(Parse("2020-01-01T00:00"), Parse("2020-01-01T00:30")));
        Assert.Equal(14, month.Between(Parse("2020-01"), Parse("2021-03")));
        Assert.Equal(0, month.Between(Parse("2020-01-01"), Parse("2020-02-02")));
    }

    [Theory]
    [InlineData("1949", false)]
    [InlineData("12.5", false)]
    [InlineData("1-01", false)]
    [InlineData("31.12.2020", true)]
    [InlineData("2020/12/31", true)]
    [InlineData("2020-13-01", false)]
    public void Numbers_are_no_dates(string text, bool isDate) => Assert.Equal(isDate, TimeStep.TryParse(text, out _));

    private static DateTime Parse(string text) => TimeStep.TryParse(text, out DateTime t) ? t : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"'{text}'"));
}
