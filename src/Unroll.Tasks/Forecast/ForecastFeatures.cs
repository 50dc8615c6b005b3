using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Forecast;

/// <summary>Which numbers the network reads at each step.</summary>
/// <param name="Options">The section <c>data</c>.</param>
/// <param name="Calendar">What it is told of the time.</param>
internal sealed record ForecastFeatures(ForecastDataOptions Options, CalendarFeatures Calendar)
{
    /// <summary>Numbers of a step that are known ahead: calendar and known covariates.</summary>
    public int AheadCount => Calendar.Count + Options.Known.Count;

    /// <summary>Numbers of a step of the past: the value, earlier values, what is known ahead, unknown covariates.</summary>
    public int HistoryCount => 1 + Options.Lags.Count + AheadCount + Options.Unknown.Count;

    /// <summary>Numbers of a step that is forecast: how far ahead it lies, earlier values, what is known ahead.</summary>
    public int FutureCount => 1 + Options.Lags.Count + AheadCount;

    /// <summary>Points before a forecast that can have a part in it.</summary>
    public int Reach => Options.History + Math.Max(Options.Lags.Count > 0 ? Options.Lags[^1] : 0, Math.Min(1, Options.Unknown.Count));

    /// <summary>The features of training data.</summary>
    public static ForecastFeatures Of(ForecastDataOptions options, IReadOnlyList<TimeSeries> series)
    {
        bool timed = options.Calendar && series.All(s => s.Length > 1 && s.TimeAt(0) is not null);
        return new ForecastFeatures(options, timed ? CalendarFeatures.Of(series[0].Step) : CalendarFeatures.None);
    }
}
