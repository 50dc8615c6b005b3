using Unroll.Kernels;
using Unroll.Tasks.Forecast;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Forecast;

public sealed class LinearBaselineTests
{
    [Fact]
    public void A_swing_without_noise_is_forecast_exactly_and_the_same_after_saving()
    {
        using TemporaryFolder folder = new();
        double[] swing = [.. Enumerable.Range(0, 150).Select(t => 5 + (2 * Math.Sin(0.3 * t)) + Math.Cos(0.7 * t))];
        folder.Write("series.csv", "y\n" + string.Concat(swing.Select(v => FormattableString.Invariant($"{v:R}\n"))));
        ForecastData data = ForecastData.Read(SmallSeries.Recipe(folder.Path, "data.scale=series"));
        using WorkerTeam team = new(1);
        LinearBaseline fitted = LinearBaseline.Fit(data, team);
        double[] forecast = fitted.Predict(data.Frames[0], 146);
        Assert.All(Enumerable.Range(0, 4), h => Assert.Equal(swing[146 + h], forecast[h], 0.01));

        LinearBaseline read = LinearBaseline.FromJson(fitted.ToJson(), "model");
        Assert.All(read.Predict(data.Frames[0], 146).Zip(forecast), p => Assert.Equal(p.Second, p.First, 1e-4));
        Assert.Throws<ModelFileException>(() => LinearBaseline.FromJson(fitted.ToJson().Replace("\"features\":12", "\"features\":11"), "model"));
    }
}
