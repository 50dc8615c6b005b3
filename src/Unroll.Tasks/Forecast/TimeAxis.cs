using Unroll.Data.Files;
using Unroll.Data.Tables;

namespace Unroll.Tasks.Forecast;

/// <summary>The rows of a series in order of time, with a place for each step that is missing.</summary>
/// <param name="Rows">The row of the table for each step; −1 where the step is missing and is to be filled.</param>
internal sealed record TimeAxis(int[] Rows)
{
    /// <summary>The time of the first row, where there are times.</summary>
    public DateTime? Start { get; private init; }

    /// <summary>The time between two steps.</summary>
    public TimeStep Step { get; private init; }

    /// <summary>All times, where gaps are ignored.</summary>
    public DateTime[]? Times { get; private init; }

    /// <summary>Reads and checks the times of some rows.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">The rows of the series, as they stand.</param>
    /// <param name="column">The column of the time, or null for steps that are only counted.</param>
    /// <param name="gaps"><c>error</c>, <c>fill</c> or <c>ignore</c>.</param>
    /// <param name="series">What messages call the series.</param>
    /// <param name="dropsRepeated">Whether rows whose time is not after all before are left out.</param>
    /// <exception cref="DataException">Times are unordered, double, irregular or missing.</exception>
    public static TimeAxis Read(DelimitedTable table, int[] rows, int? column, string gaps, string series, bool dropsRepeated = false)
    {
        if (column is not { } c || rows.Any(r => !TimeStep.TryParse(table.Field(r, c), out _)))
        {
            return column is not { } named || rows.All(r => !TimeStep.TryParse(table.Field(r, named), out _)) ? new TimeAxis(rows) : throw NoTime(table, rows, named);
        }

        DateTime[] times = [.. rows.Select(r => TimeStep.TryParse(table.Field(r, c), out DateTime t) ? t : default)];
        if (dropsRepeated)
        {
            (rows, times) = WithoutRepeated(rows, times);
        }

        CheckOrder(table, rows, times, series);
        if (times.Length < 2)
        {
            return new TimeAxis(rows);
        }

        TimeStep step = TimeStep.Of(times);
        if (gaps == "ignore")
        {
            return new TimeAxis(rows) { Start = times[0], Step = step, Times = times };
        }

        List<int> filled = [rows[0]];
        for (int i = 1; i < rows.Length; i++)
        {
            long between = step.Between(times[i - 1], times[i]);
            if (between != 1 && (gaps == "error" || between == 0))
            {
                throw Gap(table, rows[i], step, times[i - 1], times[i], between, series);
            }

            for (long missing = 1; missing < between; missing++)
            {
                filled.Add(-1);
            }

            filled.Add(rows[i]);
        }

        return new TimeAxis([.. filled]) { Start = times[0], Step = step };
    }

    private static (int[] Rows, DateTime[] Times) WithoutRepeated(int[] rows, DateTime[] times)
    {
        List<int> kept = [0];
        for (int i = 1; i < times.Length; i++)
        {
            if (times[i] > times[kept[^1]])
            {
                kept.Add(i);
            }
        }

        return ([.. kept.Select(i => rows[i])], [.. kept.Select(i => times[i])]);
    }

    private static void CheckOrder(DelimitedTable table, int[] rows, DateTime[] times, string series)
    {
        for (int i = 1; i < times.Length; i++)
        {
            if (times[i] == times[i - 1])
            {
                throw new DataException($"Series '{series}', {table.OriginOf(rows[i])}: the time {times[i]:yyyy-MM-dd HH:mm:ss} stands there a second time, expected one value a time. Remove one of the rows; if they are two series, name the column that says which in data.series (format long); if clocks were set back, set \"repeated\": \"drop\".");
            }

            if (times[i] < times[i - 1])
            {
                throw new DataException($"Series '{series}', {table.OriginOf(rows[i])}: the time {times[i]:yyyy-MM-dd HH:mm:ss} comes after {times[i - 1]:yyyy-MM-dd HH:mm:ss}, expected rows in order of time. Sort them; or, if clocks were set back, set \"repeated\": \"drop\".");
            }
        }
    }

    private static DataException Gap(DelimitedTable table, int row, TimeStep step, DateTime before, DateTime time, long between, string series)
    {
        string usual = step.Months > 0 ? $"{step.Months} month{(step.Months == 1 ? "" : "s")}" : step.Span.ToString();
        return between > 1
            ? new DataException($"Series '{series}', {table.OriginOf(row)}: {between - 1} step{(between == 2 ? " is" : "s are")} missing between {step.Print(before)} and {step.Print(time)}, expected a value every {usual}. Add the rows; or set \"gaps\": \"fill\" to take the value before, or \"ignore\" if time stands still there, as on days without trade.")
            : new DataException($"Series '{series}', {table.OriginOf(row)}: from {before:yyyy-MM-dd HH:mm:ss} to {time:yyyy-MM-dd HH:mm:ss} is no whole number of steps of {usual}. Bring the times to equal steps, or set \"gaps\": \"ignore\" if only their order matters.");
    }

    private static DataException NoTime(DelimitedTable table, int[] rows, int column)
    {
        int row = rows.First(r => !TimeStep.TryParse(table.Field(r, column), out _));
        return new DataException($"Table {table.OriginOf(row)}, column '{table.Columns[column]}': got '{table.Field(row, column)}', expected a time such as 2024-01, 2024-01-31 or 2024-01-31 13:00, as other rows have. Correct it, or name another column in data.time.");
    }
}
