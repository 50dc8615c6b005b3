using Unroll.Autodiff;
using Unroll.Tasks.Forecast;
using Unroll.Tasks.Recipes;
using Xunit;

namespace Unroll.Tasks.Tests.Forecast;

public sealed class SeriesFrameTests
{
    private const int Origin = 40;

    [Theory]
    [InlineData("window")]
    [InlineData("mean")]
    [InlineData("series")]
    public void No_input_changes_with_a_value_of_the_future(string scale)
    {
        ForecastDataOptions options = SmallSeries.Options($"data.scale={scale}", "data.lags=1, 3, 4, 9", "data.unknown=u", "data.known=k");
        float[] before = Inputs(Make(options, t => 0), options);
        for (int t = Origin; t < 60; t++)
        {
            Assert.Equal(before, Inputs(Make(options, u => u == t ? 1e6 : 0), options));
        }

        // The last value before the forecast is seen, or the test would say nothing.
        Assert.NotEqual(before, Inputs(Make(options, u => u == Origin - 1 ? 1e6 : 0), options));
    }

    [Fact]
    public void Each_number_stands_where_it_belongs()
    {
        ForecastDataOptions options = SmallSeries.Options("data.scale=none", "data.lags=1, 4", "data.known=k", "data.unknown=u");
        double[] values = [.. Enumerable.Range(0, 60).Select(t => 100.0 + t)], other = [.. Enumerable.Range(0, 60).Select(t => (double)(t % 5))];
        TimeSeries series = SmallSeries.Of("s", values) with { Known = [other], Unknown = [other] };
        SeriesScale unit = new(0, 1, 0, 0, 1, [0], [1], [0], [1]);
        SeriesFrame frame = new(series, unit, new ForecastFeatures(options, CalendarFeatures.None));
        float[] history = new float[frame.Features.HistoryCount], future = new float[frame.Features.FutureCount];
        frame.WriteHistory(33, frame.ScaleAt(Origin), history);
        Assert.Equal([133, 132, 129, 3, 3], history);

        // Of the second step ahead the value one step before is not known: that two before is. So with four steps, once they are passed.
        frame.WriteFuture(Origin, 1, frame.ScaleAt(Origin), future);
        Assert.Equal([2 / 4f, 139, 137, 1], future);
        frame.WriteFuture(Origin, 5, frame.ScaleAt(Origin), future);
        Assert.Equal([6 / 4f, 139, 137, 0], future);
    }

    [Fact]
    public void A_covariate_that_is_not_known_ahead_is_an_error_that_says_until_when_it_is()
    {
        ForecastDataOptions options = SmallSeries.Options("data.known=price");
        TimeSeries series = SmallSeries.Of("s", SmallSeries.Swings(60)) with { Known = [SmallSeries.Swings(62)] };
        SeriesFrame frame = SmallSeries.Frame(series, options);
        float[] future = new float[frame.Features.FutureCount];
        frame.WriteFuture(60, 1, frame.ScaleAt(60), future);
        DataException e = Assert.Throws<DataException>(() => frame.WriteFuture(60, 2, frame.ScaleAt(60), future));
        Assert.Contains("'price' is known up to step +2, expected it also at +3", e.Message);
    }

    [Fact]
    public void Logarithms_of_what_is_not_positive_are_refused()
    {
        DataException e = Assert.Throws<DataException>(() => SmallSeries.Frame(SmallSeries.Of("s", 1, 2, 0, 4), SmallSeries.Options("data.log=true")));
        Assert.Contains("point 3 is 0", e.Message);
    }

    private static SeriesFrame Make(ForecastDataOptions options, Func<int, double> change)
    {
        double[] values = SmallSeries.Swings(60);
        TimeSeries series = SmallSeries.Of("s", [.. values.Select((v, t) => v + change(t))]) with
        {
            // Known covariates may be seen ahead; those that are not known change with the values.
            Known = [[.. values.Select((_, t) => (double)(t % 7))]],
            Unknown = [[.. values.Select((v, t) => v + change(t))]],
        };
        return SmallSeries.Frame(series, options, trainEnd: Origin);
    }

    private static float[] Inputs(SeriesFrame frame, ForecastDataOptions options)
    {
        Tape tape = new();
        tape.Begin();
        WindowBatch batch = WindowBatch.Load(tape, [frame], [new Window(0, Origin)]);
        double[] others =
        [
            .. SimpleForecasts.Naive(frame.Series.Values.AsSpan(0, Origin), options.Horizon),
            .. SeasonalIndices.Fit(frame.Series.Values.AsSpan(0, Origin), options.Season).Naive2(frame.Series.Values, Origin, options.Horizon),
        ];
        return [.. batch.History.Values, .. batch.Future.Values, .. batch.Values.Values, (float)batch.Scales[0].Location, (float)batch.Scales[0].Size, .. others.Select(v => (float)v)];
    }
}
