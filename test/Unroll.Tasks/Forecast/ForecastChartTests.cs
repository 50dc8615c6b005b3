using System.Xml.Linq;
using Unroll.Tasks.Forecast;
using Xunit;

namespace Unroll.Tasks.Tests.Forecast;

public sealed class ForecastChartTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(40, 12)]
    public void A_picture_is_well_formed_and_has_a_band_a_series(int series, int drawn)
    {
        SeriesForecast[] forecasts = [.. Enumerable.Range(0, series).Select(i => new SeriesForecast($"a<b>&\"{i}\"", SmallSeries.Swings(30), [new ForecastStep("+1", 10, 8, 11), new ForecastStep("+2", 12, 8, 20)]))];
        XElement svg = XElement.Parse(ForecastChart.Svg(forecasts));
        Assert.Equal(drawn, svg.Descendants().Count(e => (string?)e.Attribute("class") == "band"));
        Assert.Contains(svg.Descendants(), e => e.Value == "a<b>&\"0\"");
    }

    [Fact]
    public void Flat_series_and_single_points_can_be_drawn() =>
        Assert.NotNull(XElement.Parse(ForecastChart.Svg([new SeriesForecast("flat", [0], [new ForecastStep("+1", 0, 0, 0)])])));
}
