using Unroll.Data.Files;
using Unroll.Data.Tables;

namespace Unroll.Data.SeriesFiles;

/// <summary>Series in the rows of a table: its columns are the values of the first step, then of the second, and so on.</summary>
public static class SeriesRows
{
    private const string What = "Table";

    /// <summary>Makes a labelled series of every row.</summary>
    /// <param name="table">The table.</param>
    /// <param name="label">The column of the label.</param>
    /// <param name="channels">How many values a step has: 1 for a signal, 2 for points x, y; all columns for a single step.</param>
    /// <param name="columns">Which columns are values, or null for all but the label.</param>
    /// <returns>The series, all equally long.</returns>
    /// <exception cref="DataException">A column is missing, a field is no number, or the columns are no whole number of steps.</exception>
    public static IReadOnlyList<LabelledSeries> ReadLabelled(DelimitedTable table, string label, int channels = 1, ColumnChoice? columns = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        int labelColumn = table.ColumnOf(label);
        IReadOnlyList<Series> series = Read(table, channels, (columns ?? new ColumnChoice()).Of(table, label));
        return [.. series.Select((s, row) => new LabelledSeries(s, table.Label(row, labelColumn)))];
    }

    /// <summary>Makes a series of every row.</summary>
    /// <param name="table">The table.</param>
    /// <param name="channels">How many values a step has.</param>
    /// <param name="columns">The columns of the values in order.</param>
    /// <returns>The series, all equally long.</returns>
    /// <exception cref="DataException">A field is no number, or the columns are no whole number of steps.</exception>
    public static IReadOnlyList<Series> Read(DelimitedTable table, int channels, ReadOnlySpan<int> columns)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (channels < 1 || columns.Length % channels != 0)
        {
            throw new DataException(
                $"{What} '{table.Source}': {columns.Length} columns cannot be cut into steps of {channels} values. Check which columns are values, and the "
                + "number of channels.");
        }

        List<Series> series = new(table.RowCount);
        for (int row = 0; row < table.RowCount; row++)
        {
            float[] values = new float[columns.Length];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = table.Single(row, columns[i]);
            }

            series.Add(new Series(values, channels, table.OriginOf(row)));
        }

        return series;
    }

    /// <summary>Makes a series of one channel of every row of a table whose rows end early: empty fields at the end of a row do not count.</summary>
    /// <remarks>So the M4 competition stores many series of different lengths. A missing value within a series is an error.</remarks>
    /// <param name="table">The table.</param>
    /// <param name="name">The column of the names, or null if there is none.</param>
    /// <returns>The series in the order of the rows, each with its name (or its number, counted from 1).</returns>
    /// <exception cref="DataException">A field is no number, or a row is empty.</exception>
    public static IReadOnlyList<LabelledSeries> ReadPadded(DelimitedTable table, string? name)
    {
        ArgumentNullException.ThrowIfNull(table);
        int nameColumn = name is null ? -1 : table.ColumnOf(name);
        int[] columns = new ColumnChoice().Of(table, name);
        List<LabelledSeries> series = new(table.RowCount);
        for (int row = 0; row < table.RowCount; row++)
        {
            int length = columns.Length;
            while (length > 0 && table.IsMissing(row, columns[length - 1]))
            {
                length--;
            }

            if (length == 0)
            {
                throw new DataException($"{What} {table.OriginOf(row)}: the series is empty, expected at least one number. Remove the row.");
            }

            float[] values = new float[length];
            for (int i = 0; i < length; i++)
            {
                values[i] = table.Single(row, columns[i]);
            }

            series.Add(new LabelledSeries(new Series(values, 1, table.OriginOf(row)), nameColumn < 0 ? $"{row + 1}" : table.Label(row, nameColumn)));
        }

        return series;
    }
}
