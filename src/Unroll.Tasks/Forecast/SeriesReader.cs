using Unroll.Data.Files;
using Unroll.Data.Generated;
using Unroll.Data.SeriesFiles;
using Unroll.Data.Tables;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Forecast;

/// <summary>Reads the series of a file, in any of the formats that a recipe can name, and checks them.</summary>
internal sealed class SeriesReader(ForecastDataOptions options)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="DataException">It cannot be read, or a series has unordered times, gaps or missing values that the recipe does not allow.</exception>
    public IReadOnlyList<TimeSeries> Read(string path) => Read(DelimitedTable.Read(path, new DelimitedOptions(Encoding: options.Encoding)));

    /// <summary>Computes the series of a known system.</summary>
    /// <exception cref="DataException">As with <see cref="Read(string)"/>.</exception>
    public IReadOnlyList<TimeSeries> Generate(string system) => Read(GeneratedSeries.Table(system, options.GeneratePoints, options.GenerateSeed));

    /// <summary>Reads text that has been read already, such as that of a pipe.</summary>
    /// <exception cref="DataException">As with <see cref="Read(string)"/>.</exception>
    public IReadOnlyList<TimeSeries> Parse(string text, string source) => Read(DelimitedTable.Parse(text, source));

    private IReadOnlyList<TimeSeries> Read(DelimitedTable table) => options.Format switch
    {
        "rows" => [.. SeriesRows.ReadPadded(table, NameColumn(table)).Select((s, row) => new TimeSeries(s.Label, s.Series.Origin, ValuesOf(table, row, s.Series.Length)))],
        "long" => ReadLong(table),
        _ => ReadWide(table),
    };

    /// <summary>The first column, if it holds names.</summary>
    private static string? NameColumn(DelimitedTable table) => double.TryParse(table.Field(0, 0), System.Globalization.CultureInfo.InvariantCulture, out _) ? null : table.Columns[0];

    /// <summary>The values in double: as they are written, and not as a float.</summary>
    private static double[] ValuesOf(DelimitedTable table, int row, int length) =>
        [.. Enumerable.Range(NameColumn(table) is null ? 0 : 1, length).Select(c => table.Number(row, c))];

    private TimeSeries[] ReadWide(DelimitedTable table)
    {
        int? time = TimeColumn(table);
        int[] rows = [.. Enumerable.Range(0, table.RowCount)];
        TimeAxis axis = TimeAxis.Read(table, rows, time, options.Gaps, table.Source, options.DropsRepeated);
        HashSet<int> used = [.. options.Exclude.Concat(options.Known).Concat(options.Unknown).Select(table.ColumnOf)];
        if (time is { } t)
        {
            used.Add(t);
        }

        int[] targets = options.Target is { } names ? [.. names.Select(table.ColumnOf)] : [.. Enumerable.Range(0, table.Columns.Count).Where(c => !used.Contains(c))];
        return targets.Length > 0
            ? [.. targets.Select(c => Build(table, axis, c, table.Columns[c]))]
            : throw new DataException($"Table '{table.Source}': no column is left to forecast; it has {string.Join(", ", table.Columns)}. Name one in data.target.");
    }

    private TimeSeries[] ReadLong(DelimitedTable table)
    {
        if (options.Series is not { } seriesName)
        {
            throw new DataException($"Table '{table.Source}': data.format is \"long\", but nothing says which column names the series of a row; the columns are {string.Join(", ", table.Columns)}. Name it in data.series.");
        }

        int series = table.ColumnOf(seriesName);
        int? time = TimeColumn(table);
        HashSet<int> used = [series, .. options.Exclude.Concat(options.Known).Concat(options.Unknown).Select(table.ColumnOf)];
        if (time is { } t)
        {
            used.Add(t);
        }

        int[] targets = options.Target is { } names ? [.. names.Select(table.ColumnOf)] : [.. Enumerable.Range(0, table.Columns.Count).Where(c => !used.Contains(c))];
        if (targets.Length != 1)
        {
            throw new DataException($"Table '{table.Source}': {targets.Length} columns could be the value of the series, expected one, because data.format is \"long\"; the columns are {string.Join(", ", table.Columns)}. Name it in data.target.");
        }

        return [.. Enumerable.Range(0, table.RowCount).GroupBy(r => table.Label(r, series)).Select(g => Build(table, TimeAxis.Read(table, [.. g], time, options.Gaps, g.Key, options.DropsRepeated), targets[0], g.Key))];
    }

    private int? TimeColumn(DelimitedTable table)
    {
        if (options.Time is { } name)
        {
            return table.ColumnOf(name);
        }

        // A first column of dates is the time; text that is no date is it too, if it is called so, but then steps are only counted.
        for (int c = 0; c < table.Columns.Count && (options.Format == "long" || c == 0); c++)
        {
            if (TimeStep.TryParse(table.Field(0, c), out _) || table.Columns[c].ToLowerInvariant() is "time" or "date" or "month" or "timestamp" or "datetime")
            {
                return c;
            }
        }

        return null;
    }

    private TimeSeries Build(DelimitedTable table, TimeAxis axis, int column, string name)
    {
        double[] values = [.. axis.Rows.Select(r => r < 0 ? double.NaN : table.NumberOrMissing(r, column))];
        int first = Array.FindIndex(values, double.IsFinite), last = Array.FindLastIndex(values, double.IsFinite);
        if (first < 0)
        {
            throw new DataException($"Series '{name}' of '{table.Source}': it has no value, expected numbers. Exclude the column (data.exclude), or check the delimiter.");
        }

        int[] rows = axis.Rows[first..];
        int length = last - first + 1;
        Origin origin = table.OriginOf(rows[0]);
        double[] filled = values[first..(last + 1)];
        Fill(filled, i => Missing(table, rows, i, table.Columns[column], name));
        return new TimeSeries(name, origin, filled)
        {
            Start = axis.Start is { } start && axis.Times is null ? axis.Step.Add(start, first) : null,
            Times = axis.Times?[first..],
            Step = axis.Step,
            Known = [.. options.Known.Select(k => Covariate(table, rows, k, length, ahead: true, name))],
            Unknown = [.. options.Unknown.Select(u => Covariate(table, rows, u, length, ahead: false, name))],
        };
    }

    private double[] Covariate(DelimitedTable table, int[] rows, string column, int length, bool ahead, string name)
    {
        int c = table.ColumnOf(column);
        double[] values = [.. rows.Select(r => r < 0 ? double.NaN : table.NumberOrMissing(r, c))];
        int end = length;
        while (ahead && end < values.Length && double.IsFinite(values[end]))
        {
            end++;
        }

        values = values[..end];
        Fill(values, i => Missing(table, rows, i, column, name));
        return values;
    }

    /// <summary>Takes the value before where one is missing: the only filling that uses nothing of what comes later.</summary>
    private void Fill(double[] values, Func<int, DataException> missing)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i]))
            {
                values[i] = i > 0 && options.Gaps == "fill" ? values[i - 1] : throw missing(i);
            }
        }
    }

    private static DataException Missing(DelimitedTable table, int[] rows, int i, string column, string name)
    {
        int row = rows.Take(i + 1).Last(r => r >= 0);
        return new DataException($"Series '{name}', {table.OriginOf(row)}, column '{column}': the value is missing, expected a number{(i == 0 ? ", because the series begins there" : "")}. Fill it in; {(i == 0 ? "or remove the rows before the first number" : "or set \"gaps\": \"fill\" to take the value before")}.");
    }
}
