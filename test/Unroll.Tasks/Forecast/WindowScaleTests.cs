using Unroll.Tasks.Forecast;
using Xunit;

namespace Unroll.Tasks.Tests.Forecast;

public sealed class WindowScaleTests
{
    [Theory]
    [InlineData("window", false)]
    [InlineData("mean", false)]
    [InlineData("series", false)]
    [InlineData("none", false)]
    [InlineData("window", true)]
    [InlineData("series", true)]
    public void Scaling_is_undone_to_the_last_digits(string scale, bool log)
    {
        SeriesFrame frame = SmallSeries.Frame(SmallSeries.Of("s", SmallSeries.Swings(60, level: 1000)), SmallSeries.Options($"data.scale={scale}", $"data.log={(log ? "true" : "false")}"), 40);
        WindowScale w = frame.ScaleAt(30);
        foreach (double raw in (double[])[990, 1000.125, 1234.5])
        {
            double scaled = w.Apply(log ? Math.Log(raw) : raw);
            Assert.Equal(raw, frame.Restore(w, scaled), raw * 1e-13);
        }
    }

    [Fact]
    public void By_hand()
    {
        double[] history = [2, 4, 6, 8];
        SeriesScale series = new(5, 2, 1, 5, 2, [], [], [], []);
        Assert.Equal(new WindowScale(7, 2.5), WindowScale.Of(history, series, SmallSeries.Options("data.season=2")) with { Size = 2.5 });
        Assert.Equal((5 + 3 + 1 + 1) / 4.0, WindowScale.Of(history, series, SmallSeries.Options("data.season=2")).Size);
        Assert.Equal(3, WindowScale.Of(history, series with { Change = 3 }, SmallSeries.Options("data.season=2")).Size);
        Assert.Equal(new WindowScale(0, 5), WindowScale.Of(history, series, SmallSeries.Options("data.scale=mean")));
        Assert.Equal(new WindowScale(5, 2), WindowScale.Of(history, series, SmallSeries.Options("data.scale=series")));
    }

    [Theory]
    [InlineData("window")]
    [InlineData("mean")]
    [InlineData("series")]
    public void A_constant_past_is_scaled_by_one_and_not_by_nothing(string scale)
    {
        foreach (double constant in (double[])[0, 0.1, -3e7])
        {
            double[] values = [.. Enumerable.Repeat(constant, 40)];
            SeriesFrame frame = SmallSeries.Frame(SmallSeries.Of("s", values), SmallSeries.Options($"data.scale={scale}"), 30);
            WindowScale w = frame.ScaleAt(20);
            Assert.True(scale == "mean" && constant != 0 ? w.Size == Math.Abs(constant) || Math.Abs((w.Size / Math.Abs(constant)) - 1) < 1e-12 : w.Size == 1, $"{w}");
            Assert.True(double.IsFinite(w.Apply(constant)));
        }
    }
}
