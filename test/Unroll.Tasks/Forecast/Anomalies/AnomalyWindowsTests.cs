using Unroll.Tasks.Forecast;
using Unroll.Tasks.Forecast.Anomalies;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Forecast.Anomalies;

public sealed class AnomalyWindowsTests : IDisposable
{
    private static readonly TimeSeries s_series = SmallSeries.Of("s", new double[20]) with { Start = new DateTime(2024, 1, 1), Step = new TimeStep(0, TimeSpan.FromDays(1)) };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_window_is_found_by_a_point_in_it_and_an_alarm_that_touches_none_is_false()
    {
        string path = _folder.Write("w.json", """{ "real/s.csv": [["2024-01-05", "2024-01-07 12:00"], ["2024-01-15", "2024-01-16"], ["2023-01-01", "2023-02-01"]], "t.csv": [] }""");
        AnomalyWindows windows = AnomalyWindows.Read(path, "/data/s.csv.gz");

        // Alarms on the 2nd, from the 7th to the 9th, and on the 14th and 17th, which are one alarm around the second window with no point in it.
        SeriesAnomalies scores = Scores([1], [6, 7, 8], [13, 16]);
        Assert.Equal((1, 2, 1), windows.Judge(s_series, scores));
        Assert.Equal(19 / 7.0, AnomalyWindows.Weeks(s_series, scores), 1e-12);
    }

    [Theory]
    [InlineData("""{ "t.csv": [] }""", "no list of windows for 's'")]
    [InlineData("""[["2024-01-05"]]""", "cannot be read")]
    [InlineData("""[["yesterday", "today"]]""", "cannot be read")]
    [InlineData("not json", "cannot be read")]
    public void A_file_of_another_kind_is_refused(string text, string expected)
    {
        string path = _folder.Write("w.json", text);
        Assert.Contains(expected, Assert.Throws<DataException>(() => AnomalyWindows.Read(path, "s.csv")).Message);
        Assert.Null(AnomalyWindows.Find(path, "s.csv"));
    }

    private static SeriesAnomalies Scores(params int[][] alarms)
    {
        AnomalyPoint[] points = [.. Enumerable.Range(0, 20).Select(t => new AnomalyPoint("", 0, 0, 0, alarms.Any(a => a.Contains(t))))];
        return new SeriesAnomalies("s", 0, 1, points, [.. alarms.Select(a => new Alarm(a[0], a[^1], "", "", 2))]);
    }
}
