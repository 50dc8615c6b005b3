namespace Unroll.Tasks.Forecast.Anomalies;

/// <summary>How unusual the points of a series are.</summary>
/// <param name="Name">The series.</param>
/// <param name="First">The step of the first point that is scored: before it there is no whole history.</param>
/// <param name="Threshold">The score above which there is an alarm.</param>
/// <param name="Points">From the first to the last point.</param>
/// <param name="Alarms">Stretches above the threshold.</param>
public sealed record SeriesAnomalies(string Name, int First, double Threshold, IReadOnlyList<AnomalyPoint> Points, IReadOnlyList<Alarm> Alarms);

/// <summary>A point and its score.</summary>
/// <param name="Label">Its time, or its number from 1.</param>
/// <param name="Value">What came.</param>
/// <param name="Expected">The median forecast.</param>
/// <param name="Score">−ln of the share of usual points that lie as far from their forecast, smoothed.</param>
/// <param name="IsAlarm">Whether the score is above the threshold.</param>
public readonly record struct AnomalyPoint(string Label, double Value, double Expected, double Score, bool IsAlarm);

/// <summary>An alarm.</summary>
/// <param name="First">Its first step.</param>
/// <param name="Last">Its last step.</param>
/// <param name="Begin">The time of the first step, or its number from 1.</param>
/// <param name="End">The time of the last step, or its number from 1.</param>
/// <param name="Score">The highest score.</param>
public readonly record struct Alarm(int First, int Last, string Begin, string End, double Score);
