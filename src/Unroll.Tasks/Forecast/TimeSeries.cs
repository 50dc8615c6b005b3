using Unroll.Data.Files;
using Unroll.Tasks.Forecast.Reservoirs;

namespace Unroll.Tasks.Forecast;

/// <summary>A series as it was read, without gaps: values at equal steps, and what else was known at each.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Origin">Where it stands.</param>
/// <param name="Values">One a step, all finite.</param>
internal sealed record TimeSeries(string Name, Origin Origin, double[] Values)
{
    /// <summary>The time of the first value, or null where times are not known.</summary>
    public DateTime? Start { get; init; }

    /// <summary>All times, where they are not at equal steps; as many as <see cref="Known"/> has steps.</summary>
    public DateTime[]? Times { get; init; }

    /// <summary>The time between two values.</summary>
    public TimeStep Step { get; init; }

    /// <summary>Covariates that are known ahead, an array each; they may be longer than the values.</summary>
    public double[][] Known { get; init; } = [];

    /// <summary>Covariates that are known up to the last value, an array each.</summary>
    public double[][] Unknown { get; init; } = [];

    /// <summary>Where reservoirs that were driven through its past stand, or null.</summary>
    public DrivenState? Driven { get; init; }

    /// <summary>Points.</summary>
    public int Length => Values.Length;

    /// <summary>The time of a step, or null.</summary>
    public DateTime? TimeAt(int step) => Times is { } times ? step < times.Length ? times[step] : Step.Add(times[^1], step - times.Length + 1)
        : Start is { } start ? Step.Add(start, step) : null;

    /// <summary>What a step is called: its time, or its number from 1.</summary>
    public string LabelOf(int step) => (Times is null || step < Times.Length) && TimeAt(step) is { } time ? Step.Print(time)
        : step >= Length ? $"+{step - Length + 1}" : $"{step + 1}";

    /// <summary>A series that goes on with the points of another.</summary>
    public TimeSeries Append(TimeSeries next) => this with
    {
        Origin = next.Origin,
        Values = [.. Values, .. next.Values],
        Known = [.. Known.Zip(next.Known, (a, b) => (double[])[.. a.Take(Length), .. b])],
        Unknown = [.. Unknown.Zip(next.Unknown, (a, b) => (double[])[.. a.Take(Length), .. b])],
        Times = Times is { } times && next.Times is { } more ? [.. times.Take(Length), .. more] : null,
    };

    /// <summary>The last points, with all covariates that belong to them or come after.</summary>
    public TimeSeries Tail(int points)
    {
        int from = Math.Max(0, Length - points);
        return this with
        {
            Values = Values[from..],
            Start = Start is null ? null : TimeAt(from),
            Times = Times?[from..],
            Known = [.. Known.Select(k => k[from..])],
            Unknown = [.. Unknown.Select(u => u[from..])],
        };
    }
}
