namespace Unroll.Tasks.Forecast;

/// <summary>Something that forecasts windows of series. Neither the order of the windows nor the number of threads changes a bit of a forecast.</summary>
internal interface IForecaster
{
    /// <summary>Forecasts in the units of the data.</summary>
    /// <param name="frames">All series.</param>
    /// <param name="windows">N windows.</param>
    /// <returns>[N][Z · 9]: for each window the deciles of each step.</returns>
    double[][] Predict(IReadOnlyList<SeriesFrame> frames, IReadOnlyList<Window> windows);

    /// <summary>The mean loss of some windows, by which models are compared.</summary>
    double Loss(IReadOnlyList<SeriesFrame> frames, IReadOnlyList<Window> windows);
}
