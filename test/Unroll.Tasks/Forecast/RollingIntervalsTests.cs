using Unroll.Kernels;
using Unroll.Tasks.Forecast;
using Unroll.Tasks.Recipes;
using Xunit;

namespace Unroll.Tasks.Tests.Forecast;

public sealed class RollingIntervalsTests
{
    private const int Horizon = 4, Length = 800;

    [Fact]
    public void Without_forecasts_of_the_past_intervals_stay_as_training_left_them()
    {
        Assert.Equal(1, RollingIntervals.Factor([]), 9);
        SeriesFrame frame = Walk(1);
        RollingIntervals rolling = new(new LastValue(1), [new NewSteps(100, Length)], counts: false);
        Window first = new(0, 100 + Horizon - 1);
        Assert.Equal(new LastValue(1).Predict([frame], [first])[0], rolling.Predict([frame], [first])[0]);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(5)]
    public void Intervals_come_to_hold_eight_of_ten_values_however_wide_they_were(double width)
    {
        SeriesFrame frame = Walk(2);
        RollingIntervals rolling = new(new LastValue(width), [new NewSteps(12, Length)], counts: false);
        Window[] windows = [.. Enumerable.Range(50, Length - 50 - Horizon).Select(o => new Window(0, o))];
        double[][] forecasts = rolling.Predict([frame], windows);
        int inside = windows.Zip(forecasts).Sum(p => Enumerable.Range(0, Horizon).Count(h => Holds(p.Second, h, frame.Series.Values[p.First.Origin + h])));
        Assert.InRange((double)inside / (windows.Length * Horizon), 0.72, 0.88);
        Assert.All(windows.Zip(forecasts), p => Assert.Equal(frame.Series.Values[p.First.Origin - 1], p.Second[Quantiles.Median]));
    }

    [Fact]
    public void What_has_not_come_yet_changes_no_interval()
    {
        Window window = new(0, 400);
        SeriesFrame frame = Walk(3);
        double[] before = Rolling(frame).Predict([frame], [window])[0];
        SeriesFrame later = Frame([.. frame.Series.Values.Select((v, t) => t >= window.Origin ? 1e6 : v)]);
        Assert.Equal(before, Rolling(later).Predict([later], [window])[0]);

        // What has come does, or the test would say nothing; and steps of training do not.
        SeriesFrame seen = Frame([.. frame.Series.Values.Select((v, t) => t == window.Origin - 2 ? v + 100 : v)]);
        Assert.NotEqual(before, Rolling(seen).Predict([seen], [window])[0]);
        SeriesFrame training = Frame([.. frame.Series.Values.Select((v, t) => t < 99 ? v + (100 * (t % 2)) : v)]);
        Assert.Equal(before, Rolling(training).Predict([training], [window])[0]);

        static RollingIntervals Rolling(SeriesFrame frame) => new(new LastValue(1), [new NewSteps(100, frame.Length)], counts: false);
    }

    [Fact]
    public void What_was_forecast_itself_does_not_count_as_having_come()
    {
        SeriesFrame frame = Walk(4), extended = Frame([.. frame.Series.Values, .. Enumerable.Repeat(frame.Series.Values[^1], Horizon)]);
        NewSteps[] steps = [new NewSteps(100, Length)];
        double[] now = new RollingIntervals(new LastValue(1), steps, counts: false).Predict([frame], [new Window(0, Length)])[0];
        double[] next = new RollingIntervals(new LastValue(1), steps, counts: false).Predict([extended], [new Window(0, Length + Horizon)])[0];
        Assert.Equal(now, next);
    }

    [Fact]
    public void Logarithms_keep_values_above_zero_and_counts_do_not_fall_below_it()
    {
        double[] values = [.. Walk(5).Series.Values.Select(v => Math.Exp(v / 10))];
        SeriesFrame log = SmallSeries.Frame(SmallSeries.Of("s", values), SmallSeries.Options("data.log=true"));
        double[] quantiles = new RollingIntervals(new LastValue(100), [new NewSteps(100, Length)], counts: false).Predict([log], [new Window(0, 500)])[0];
        Assert.True(quantiles[Quantiles.Lower] > 0 && quantiles[Quantiles.Upper] > 1.01 * quantiles[Quantiles.Median]);

        SeriesFrame few = Frame([.. Enumerable.Range(0, Length).Select(t => t % 7 == 0 ? 9.0 : 0.0)]);
        Assert.Equal(0, new RollingIntervals(new LastValue(0.1), [new NewSteps(100, Length)], counts: true).Predict([few], [new Window(0, 500)])[0][Quantiles.Lower]);
    }

    private static bool Holds(double[] forecast, int step, double value) =>
        value >= forecast[(step * Quantiles.Count) + Quantiles.Lower] && value <= forecast[(step * Quantiles.Count) + Quantiles.Upper];

    private static SeriesFrame Frame(double[] values) => SmallSeries.Frame(SmallSeries.Of("s", values), SmallSeries.Options());

    private static SeriesFrame Walk(ulong seed)
    {
        CounterRandom random = new(seed);
        double at = 100;
        return Frame([.. Enumerable.Range(0, Length).Select(_ => at += random.NextGaussian())]);
    }

    /// <summary>The last value, with intervals that grow as those of a random walk do.</summary>
    private sealed class LastValue(double width) : IForecaster
    {
        public double[][] Predict(IReadOnlyList<SeriesFrame> frames, IReadOnlyList<Window> windows) => [.. windows.Select(w =>
            (double[])[.. Enumerable.Range(0, Horizon * Quantiles.Count).Select(i => frames[w.Series].Series.Values[w.Origin - 1] + (width * Math.Sqrt((i / Quantiles.Count) + 1) * ((i % Quantiles.Count) - Quantiles.Median) / 4))])];

        public double Loss(IReadOnlyList<SeriesFrame> frames, IReadOnlyList<Window> windows) => 0;
    }
}
