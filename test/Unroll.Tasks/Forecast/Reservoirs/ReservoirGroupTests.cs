using Unroll.Tasks.Forecast;
using Unroll.Tasks.Forecast.Reservoirs;
using Unroll.Tasks.Recipes;
using Xunit;

namespace Unroll.Tasks.Tests.Forecast.Reservoirs;

public sealed class ReservoirGroupTests
{
    private static readonly ForecastDataOptions s_options = SmallSeries.Options("data.scale=none", "data.lags=2, 5", "data.unknown=w", "data.known=k", "data.calendar=false");

    [Fact]
    public void The_inputs_of_a_step_are_what_is_known_of_it_before_its_value()
    {
        double[] input = new double[4];
        Group(_ => { }).WriteInput(7, int.MaxValue, [], input);

        // k of the step, the values 2 and 5 steps before, w of the step before; k and w are standardised by mean 9.5 and deviation 5.77.
        Assert.Equal([(7 - 9.5) / Math.Sqrt(33.25), 105, 102, (6 - 9.5) / Math.Sqrt(33.25)], input.Select(v => v), Near);
    }

    [Fact]
    public void Changing_a_value_changes_no_input_of_its_own_step_or_one_before()
    {
        ReservoirGroup before = Group(_ => { }), after = Group(v => v[9] = 1e6);
        for (int step = 0; step < 20; step++)
        {
            double[] a = new double[4], b = new double[4];
            before.WriteInput(step, int.MaxValue, [], a);
            after.WriteInput(step, int.MaxValue, [], b);
            Assert.Equal(step is 11 or 14, !a.AsSpan(1, 2).SequenceEqual(b.AsSpan(1, 2)));
        }
    }

    [Fact]
    public void Beyond_the_origin_lags_are_those_of_the_forecast_and_unknown_covariates_stay()
    {
        double[] input = new double[4];
        Group(_ => { }).WriteInput(13, 10, [1, 2, 3], input);
        Assert.Equal([2, 108], input[1..3]);
        Assert.Equal((9 - 9.5) / Math.Sqrt(33.25), input[3], 1e-6);
    }

    [Fact]
    public void Before_the_series_began_no_step_is_shown_its_own_value()
    {
        double[] input = new double[4];
        ReservoirGroup group = Group(_ => { });
        group.WriteInput(0, int.MaxValue, [], input);
        Assert.Equal([0, 0], input[1..3]);
        group.WriteInput(1, int.MaxValue, [], input);
        Assert.Equal([100, 100], input[1..3]);
    }

    private static readonly IEqualityComparer<double> Near = EqualityComparer<double>.Create((a, b) => Math.Abs(a - b) < 1e-6, _ => 0);

    private static ReservoirGroup Group(Action<double[]> change)
    {
        double[] values = [.. Enumerable.Range(0, 20).Select(t => 100.0 + t)], count = [.. Enumerable.Range(0, 20).Select(t => (double)t)];
        TimeSeries series = SmallSeries.Of("s", values) with { Known = [count], Unknown = [count] };
        SeriesScale scale = SeriesScale.Fit(series, 20, log: false);
        change(values);
        return new ReservoirGroup([new SeriesFrame(series, scale, new ForecastFeatures(s_options, CalendarFeatures.None))]);
    }
}
