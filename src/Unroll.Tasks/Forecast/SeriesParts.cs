using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Forecast;

/// <summary>How a series is cut in time: [0, ValidStart) is learned from, [ValidStart, TestStart) validates, [TestStart, End) is measured on.</summary>
internal readonly record struct SeriesParts(int ValidStart, int TestStart, int End)
{
    /// <summary>Where what the metrics are of begins: the test part, or the validation part where there is no test part.</summary>
    public int JudgedStart => TestStart < End ? TestStart : ValidStart;

    /// <summary>Cuts a series that is trained on.</summary>
    /// <exception cref="DataException">It is shorter than the parts that the recipe asks for.</exception>
    public static SeriesParts OfTraining(TimeSeries series, ForecastDataOptions options)
    {
        int n = series.Length, test = options.TestPoints;
        int valid = options.Valid is not null ? 0 : options.ValidPoints ?? Math.Max(options.Horizon, (int)(n * options.ValidFraction));
        if (options.TrainPoints is not { } train)
        {
            // A series that is too short has nothing to learn from; that is said later, of all of them together.
            int end = Math.Max(0, n - test - valid);
            return new SeriesParts(end, Math.Max(end, n - test), n);
        }

        return train + valid + test <= n
            ? new SeriesParts(train, train + valid, train + valid + test)
            : throw new DataException($"Series '{series.Name}', {series.Origin}: it has {n} points, expected at least {train + valid + test}, because data.trainPoints is {train}, data.validPoints {valid} and data.testPoints {test}. Lower one of them.");
    }

    /// <summary>Cuts a series that a trained model is measured on.</summary>
    public static SeriesParts OfEvaluation(TimeSeries series, ForecastDataOptions options)
    {
        int n = series.Length, judged = options.TestPoints > 0 ? options.TestPoints : options.ValidPoints ?? options.Horizon;
        if (options.TrainPoints is { } train && train + (options.ValidPoints ?? 0) + options.TestPoints <= n)
        {
            return OfTraining(series, options);
        }

        int start = Math.Max(0, n - Math.Max(judged, options.Horizon));
        return new SeriesParts(start, start, n);
    }
}
