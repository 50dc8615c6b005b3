namespace Unroll.Tasks.Forecast;

/// <summary>Where a time lies in the day, the week and the year, each as a point on a circle, so that midnight is near both its sides.</summary>
/// <param name="Hour">Whether the time of day counts: where steps are shorter than a day.</param>
/// <param name="Weekday">Whether the day of the week counts: where steps are shorter than a week.</param>
/// <param name="Year">Whether the time of the year counts: where steps are shorter than a year.</param>
internal sealed record CalendarFeatures(bool Hour, bool Weekday, bool Year)
{
    /// <summary>No calendar.</summary>
    public static CalendarFeatures None { get; } = new(Hour: false, Weekday: false, Year: false);

    /// <summary>Numbers a step.</summary>
    public int Count => 2 * ((Hour ? 1 : 0) + (Weekday ? 1 : 0) + (Year ? 1 : 0));

    /// <summary>What is worth telling of steps of a length.</summary>
    public static CalendarFeatures Of(TimeStep step) =>
        new(step.Length < TimeSpan.FromDays(1), step.Months == 0 && step.Length < TimeSpan.FromDays(7), step.Length < TimeSpan.FromDays(360));

    /// <summary>Writes the features of a time.</summary>
    /// <param name="time">The time.</param>
    /// <param name="to">[<see cref="Count"/>].</param>
    public void Write(DateTime time, Span<float> to)
    {
        int at = 0;
        if (Hour)
        {
            Circle(time.TimeOfDay.TotalDays, to[at..]);
            at += 2;
        }

        if (Weekday)
        {
            Circle((int)time.DayOfWeek / 7.0, to[at..]);
            at += 2;
        }

        if (Year)
        {
            Circle((time.DayOfYear - 1) / 366.0, to[at..]);
        }
    }

    private static void Circle(double turn, Span<float> to)
    {
        to[0] = (float)Math.Sin(2 * Math.PI * turn);
        to[1] = (float)Math.Cos(2 * Math.PI * turn);
    }
}
