using System.Globalization;

namespace Unroll.Tasks.Forecast;

/// <summary>From one point of a series to the next: some months, or a span of time.</summary>
/// <param name="Months">At least 1, or 0 where <paramref name="Span"/> counts.</param>
/// <param name="Span">The time between two points.</param>
/// <param name="Ends">Whether points lie on the last day of their months, so that after 28 February comes 31 March.</param>
internal readonly record struct TimeStep(int Months, TimeSpan Span, bool Ends = false)
{
    private static readonly string[] s_formats =
    [
        "yyyy-MM", "yyyy-MM-dd", "yyyy/MM/dd", "yyyy/MM", "yyyyMMdd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss",
        "yyyy-MM-ddTHH:mm:ssZ", "yyyy/MM/dd HH:mm", "yyyy/MM/dd HH:mm:ss", "dd.MM.yyyy", "dd.MM.yyyy HH:mm", "dd.MM.yyyy HH:mm:ss",
    ];

    /// <summary>About how long a step is.</summary>
    public TimeSpan Length => Months > 0 ? TimeSpan.FromDays(30 * Months) : Span;

    /// <summary>Reads a date with or without a time of day; a year alone is a number and no date.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTime time) =>
        DateTime.TryParseExact(text.Trim(), s_formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);

    /// <summary>The step that most neighbours have between them.</summary>
    /// <param name="times">At least two, rising.</param>
    public static TimeStep Of(IReadOnlyList<DateTime> times)
    {
        bool sameDay = times.All(t => t.Day == times[0].Day && t.TimeOfDay == times[0].TimeOfDay);
        bool ends = !sameDay && times.All(t => t.Day == DateTime.DaysInMonth(t.Year, t.Month) && t.TimeOfDay == times[0].TimeOfDay);
        IEnumerable<int> neighbours = Enumerable.Range(1, times.Count - 1);
        if ((sameDay || ends) && neighbours.All(i => times[i] - times[i - 1] >= TimeSpan.FromDays(28)))
        {
            return new TimeStep(MostFrequent(neighbours.Select(i => MonthsBetween(times[i - 1], times[i]))), TimeSpan.Zero, ends);
        }

        return new TimeStep(0, MostFrequent(neighbours.Select(i => times[i] - times[i - 1])));
    }

    /// <summary>How many steps lie between two times, or 0 where it is no whole number of them.</summary>
    public long Between(DateTime from, DateTime to)
    {
        if (Months > 0)
        {
            int months = MonthsBetween(from, to);
            return months % Months == 0 && Add(from, months / Months) == to ? months / Months : 0;
        }

        TimeSpan span = to - from;
        return span.Ticks % Span.Ticks == 0 ? span.Ticks / Span.Ticks : 0;
    }

    /// <summary>Some steps later.</summary>
    public DateTime Add(DateTime time, long steps)
    {
        if (Months == 0)
        {
            return time.AddTicks(Span.Ticks * steps);
        }

        DateTime later = time.AddMonths((int)(Months * steps));
        return Ends ? later.AddDays(DateTime.DaysInMonth(later.Year, later.Month) - later.Day) : later;
    }

    /// <summary>A time as it is printed: no more of it than the step needs.</summary>
    public string Print(DateTime time) => time.ToString(Months > 0 && time.Day == 1 ? "yyyy-MM" : Months > 0 || (Span.Ticks % TimeSpan.TicksPerDay == 0 && time.TimeOfDay == TimeSpan.Zero) ? "yyyy-MM-dd"
        : Span.Ticks % TimeSpan.TicksPerMinute == 0 ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static int MonthsBetween(DateTime from, DateTime to) => (12 * (to.Year - from.Year)) + to.Month - from.Month;

    private static T MostFrequent<T>(IEnumerable<T> values) => values.GroupBy(v => v).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).First().Key;
}
