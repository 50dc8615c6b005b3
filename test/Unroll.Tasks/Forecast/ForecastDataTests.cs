using Unroll.Tasks.Forecast;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Forecast;

public sealed class ForecastDataTests
{
    [Fact]
    public void Windows_stay_within_their_part_and_no_target_of_one_part_is_of_another()
    {
        ForecastData data = Read(SmallSeries.Csv(100), "data.stride=1");
        Assert.Equal(new SeriesParts(72, 84, 100), data.Parts[0]);
        Assert.All(data.TrainWindows, w => Assert.InRange(w.Origin, 12, 72 - 4));
        Assert.All(data.ValidWindows, w => Assert.InRange(w.Origin, 72, 84 - 4));
        Assert.All(data.JudgedWindows, w => Assert.InRange(w.Origin, 84, 100 - 4));
        Assert.Equal(2 * 57, data.TrainWindows.Length);
        Assert.Equal(2 * 13, data.JudgedWindows.Length);
    }

    [Fact]
    public void Scales_are_those_of_the_training_part_alone()
    {
        string csv = SmallSeries.Csv(100, columns: 1);
        string[] lines = csv.Split('\n');
        for (int t = 73; t <= 100; t++)
        {
            lines[t] = lines[t].Split(',')[0] + ",1e9";
        }

        Assert.Equivalent(Read(csv).Frames[0].Scale, Read(string.Join('\n', lines)).Frames[0].Scale);
    }

    [Fact]
    public void Points_can_be_counted_from_the_start()
    {
        ForecastData data = Read(SmallSeries.Csv(100), "data.trainPoints=40", "data.validPoints=20", "data.testPoints=10");
        Assert.Equal(new SeriesParts(40, 60, 70), data.Parts[1]);
        DataException e = Assert.Throws<DataException>(() => Read(SmallSeries.Csv(60), "data.trainPoints=40", "data.validPoints=20", "data.testPoints=10"));
        Assert.Contains("it has 60 points, expected at least 70", e.Message);
    }

    [Fact]
    public void Without_a_test_part_the_validation_part_is_judged()
    {
        ForecastData data = Read(SmallSeries.Csv(100), "data.testPoints=0", "data.validPoints=null", "data.validFraction=0.1");
        Assert.Equal(new SeriesParts(90, 100, 100), data.Parts[0]);
        Assert.Equal([90, 94], data.JudgedWindows.Where(w => w.Series == 0).Select(w => w.Origin));
    }

    [Fact]
    public void A_series_that_is_too_short_is_told_and_left_out_and_all_of_them_are_an_error()
    {
        string rows = $"V1,{string.Join(',', Enumerable.Range(2, 100).Select(i => $"V{i}"))}\nlong,{string.Join(',', SmallSeries.Swings(100))}\nshort,{string.Join(',', SmallSeries.Swings(40))}{new string(',', 60)}\n";
        ForecastData data = Read(rows, "data.format=rows");
        Assert.Equal("short", Assert.Single(data.Short).Name);
        Assert.All(data.TrainWindows, w => Assert.Equal(0, w.Series));
        Assert.Contains("1 series is too short to learn from (short)", Assert.Single(ForecastTask.Warnings(data)));

        DataException e = Assert.Throws<DataException>(() => Read(rows, "data.format=rows", "data.history=90"));
        Assert.Contains("the longest, 'long', has 100, of which 72 are for training, expected at least 94", e.Message);
    }

    [Fact]
    public void A_constant_series_is_told_of()
    {
        string csv = "a,b\n" + string.Concat(SmallSeries.Swings(100).Select(v => $"{v},7\n"));
        Assert.Contains("1 series never changes in training (b)", Assert.Single(ForecastTask.Warnings(Read(csv))));
    }

    [Fact]
    public void Another_file_can_validate()
    {
        using TemporaryFolder folder = new();
        folder.Write("series.csv", SmallSeries.Csv(100));
        folder.Write("later.csv", SmallSeries.Csv(50));
        ForecastData data = ForecastData.Read(SmallSeries.Recipe(folder.Path, "data.valid=" + folder.File("later.csv"), "data.testPoints=0", "data.validPoints=8"));
        Assert.Equal(100, data.Parts[0].ValidStart);
        Assert.Equal([(2, 42), (2, 46), (3, 42), (3, 46)], data.JudgedWindows.Select(w => (w.Series, w.Origin)));
        Assert.Equivalent(data.Frames[0].Scale, data.Frames[2].Scale);
    }

    private static ForecastData Read(string csv, params string[] changes)
    {
        using TemporaryFolder folder = new();
        folder.Write("series.csv", csv);
        return ForecastData.Read(SmallSeries.Recipe(folder.Path, changes));
    }
}
