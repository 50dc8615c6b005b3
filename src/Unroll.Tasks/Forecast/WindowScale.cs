using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Forecast;

/// <summary>How the values around one forecast become numbers of a common size: (v − location) / size, and back.</summary>
internal readonly record struct WindowScale(double Location, double Size)
{
    /// <summary>As the network sees a value.</summary>
    public double Apply(double value) => (value - Location) / Size;

    /// <summary>As the data has it.</summary>
    public double Invert(double scaled) => Location + (scaled * Size);

    /// <summary>Measures a history.</summary>
    /// <param name="history">The values before the forecast, after the logarithm if there is one; nothing later counts.</param>
    /// <param name="series">What is known of the whole series.</param>
    /// <param name="options">Which scale.</param>
    public static WindowScale Of(ReadOnlySpan<double> history, SeriesScale series, ForecastDataOptions options)
    {
        double location = 0, size = 0;
        switch (options.Scale)
        {
            case "series":
                return new WindowScale(series.Mean, series.Deviation);
            case "none":
                return new WindowScale(0, 1);
            case "window":
                location = TensorPrimitives.Average(history[^Math.Min(options.Season, history.Length)..]);
                break;
        }

        foreach (double v in history)
        {
            size += Math.Abs(v - location);
        }

        // A history that stood still by chance must not make the next step of its series a giant one.
        size = Math.Max(size / history.Length, options.Scale == "window" ? series.Change : 0);
        // A constant history says nothing of the size of what comes: its own units will do.
        return new WindowScale(location, size > 1e-9 * Math.Max(1e-30, Math.Abs(location)) ? size : 1);
    }
}
