using Unroll.Kernels;
using Unroll.Reservoir;
using Unroll.Tasks.Forecast;
using Unroll.Tasks.Forecast.Reservoirs;
using Unroll.Tasks.Recipes;
using Xunit;

namespace Unroll.Tasks.Tests.Forecast.Reservoirs;

public sealed class ReservoirForecasterTests : IDisposable
{
    private readonly SmallReservoirs _small = new();
    private readonly WorkerTeam _team = new(1);

    public void Dispose()
    {
        _small.Dispose();
        _team.Dispose();
    }

    [Fact]
    public void It_forecasts_what_the_library_does_that_is_fitted_forced_and_run_by_hand()
    {
        (ForecastData data, ReservoirModel model) = _small.Fit(_team, "reservoir.ridge=1e-6", "data.scale=none", "data.target=a");
        double[] values = data.Series[0].Values;
        LeakyReservoir<double> reservoir = new(new ReservoirSettings(_small.Recipe().Values).Of(1, 0), inputs: 0, feedback: 1);
        EchoStateFit<double> fit = EchoStateNetwork<double>.Fit(reservoir, [], values.AsSpan(0, 400), 1, new EchoStateOptions { Washout = 50, Ridge = 1e-6, Features = ReadoutFeatures.All });
        EchoStateStream<double> forced = fit.Network.Start(fit.State);
        forced.Follow([], values.AsSpan(400, 37));
        double[] expected = fit.Network.Generate(forced.Save(), 8);

        double[] actual = new ReservoirForecaster(model, 8, _team).Predict(data.Frames, [new Window(0, 437)])[0];
        Assert.All(Enumerable.Range(0, 8), h => Assert.Equal(expected[h], actual[(9 * h) + 4], 1e-9));
    }

    [Fact]
    public void The_order_of_windows_changes_no_bit_and_nothing_later_counts()
    {
        (ForecastData data, ReservoirModel model) = _small.Fit(_team);
        Window[] windows = [new(0, 500), new(1, 470), new(0, 480), new(1, 470), new(0, 500)];
        double[][] together = new ReservoirForecaster(model, 8, _team).Predict(data.Frames, windows);
        ReservoirForecaster another = new(model, 8, _team);
        Assert.All(Enumerable.Range(0, 5), i => Assert.Equal(another.Predict(data.Frames, [windows[i]])[0], together[i]));

        TimeSeries cut = data.Series[0] with { Values = data.Series[0].Values[..480] };
        SeriesFrame frame = new(cut, data.Frames[0].Scale, data.Features);
        Assert.Equal(together[2], new ReservoirForecaster(model, 8, _team).Predict([frame], [new Window(0, 480)])[0]);
    }

    [Fact]
    public void Members_are_fed_back_their_mean_and_the_mean_is_the_forecast()
    {
        (ForecastData data, ReservoirModel model) = _small.Fit(_team, "reservoir.members=3", "data.target=a", "data.scale=none");
        ReservoirForecaster forecaster = new(model, 8, _team);
        EchoStateEnsemble<double> ensemble = new(model.Members);
        EchoState<double>[] states = forecaster.StatesAt(new ReservoirGroup([data.Frames[0]]), [450])[0];
        double[] expected = ensemble.Generate(states, 8), actual = forecaster.Predict(data.Frames, [new Window(0, 450)])[0];
        Assert.All(Enumerable.Range(0, 8), h => Assert.Equal(expected[h], actual[(9 * h) + 4], 1e-12));
    }

    [Fact]
    public void A_forecast_that_runs_away_stays_finite()
    {
        (ForecastData data, ReservoirModel model) = _small.Fit(_team);
        int features = model.Members[0].Readout.Features;
        LinearReadout<double> wild = new(features, [.. Enumerable.Repeat(1e3, features)], [0]);
        ReservoirModel running = new(model.With([wild]), model.Intervals, model.Bound);
        Assert.All(new ReservoirForecaster(running, 8, _team).Predict(data.Frames, [new Window(0, 450)])[0], v => Assert.True(double.IsFinite(v)));
    }

    [Fact]
    public void Known_inputs_alone_can_drive_it()
    {
        (ForecastData data, ReservoirModel model) = _small.Fit(_team, "data.target=b", "data.known=a", "reservoir.feedback=false", "data.horizon=1");
        double[][] errors = new ReservoirForecaster(model, 1, _team).Errors(data.Frames, data.JudgedWindows);

        // b is a function of a and of the a before it.
        Assert.InRange(errors.Average(e => e[0] * e[0]), 0, 1e-4);
        Assert.Equal(1, model.Members[0].Reservoir.Inputs);
        Assert.Equal(0, model.Members[0].Reservoir.Feedback);
    }

    [Fact]
    public void A_system_is_heard_and_forecast_as_one()
    {
        (ForecastData data, ReservoirModel model) = _small.Fit(_team, "reservoir.joint=true");
        Assert.Equal(2, model.Outputs);
        double[][] forecasts = new ReservoirForecaster(model, 8, _team).Predict(data.Frames, [new Window(1, 470), new Window(0, 470)]);
        Assert.NotEqual(forecasts[0][4], forecasts[1][4]);
        Assert.Contains("forecasts so many together", Assert.Throws<DataException>(() => new ReservoirForecaster(model, 8, _team).Predict([data.Frames[0]], [new Window(0, 470)])).Message);
        TimeSeries shorter = data.Series[1] with { Values = data.Series[1].Values[..100] };
        Assert.Contains("expected as many", Assert.Throws<DataException>(() => new ReservoirGroup([data.Frames[0], new SeriesFrame(shorter, data.Frames[1].Scale, data.Features)])).Message);
    }
}
