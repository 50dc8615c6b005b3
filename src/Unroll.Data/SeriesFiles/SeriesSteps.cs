using Unroll.Data.Tables;

namespace Unroll.Data.SeriesFiles;

/// <summary>Series down the rows of a table: a step a row.</summary>
public static class SeriesSteps
{
    /// <summary>The rows of a table as one series.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">Which columns are channels, or null for all.</param>
    /// <returns>The series.</returns>
    /// <exception cref="DataException">A column is missing, or a field is no number.</exception>
    public static Series Read(DelimitedTable table, ColumnChoice? columns = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        return Of(table, [.. Enumerable.Range(0, table.RowCount)], (columns ?? new ColumnChoice()).Of(table));
    }

    /// <summary>The rows of a table as a series with a label at every step; or as several, where a column says which.</summary>
    /// <param name="table">The table.</param>
    /// <param name="label">The column of the labels.</param>
    /// <param name="columns">Which columns are channels, or null for all but <paramref name="label"/> and <paramref name="group"/>.</param>
    /// <param name="group">The column that names the series of a row, or null if all rows are one.</param>
    /// <returns>The series in the order in which they first appear, with their rows in order.</returns>
    /// <exception cref="DataException">A column is missing, a field is no number, or a label is empty.</exception>
    public static IReadOnlyList<StepLabelledSeries> ReadLabelled(DelimitedTable table, string label, ColumnChoice? columns = null, string? group = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        int labelColumn = table.ColumnOf(label);
        int groupColumn = group is null ? -1 : table.ColumnOf(group);
        int[] chosen = (columns ?? new ColumnChoice()).Of(table, label, group);
        Dictionary<string, List<int>> rowsOf = new(StringComparer.Ordinal);
        for (int row = 0; row < table.RowCount; row++)
        {
            string name = groupColumn < 0 ? "" : table.Label(row, groupColumn);
            if (!rowsOf.TryGetValue(name, out List<int>? rows))
            {
                rowsOf.Add(name, rows = []);
            }

            rows.Add(row);
        }

        // A dictionary that nothing is removed from keeps the order of adding.
        return [.. rowsOf.Values.Select(rows => new StepLabelledSeries(Of(table, rows, chosen), [.. rows.Select(r => table.Label(r, labelColumn))]))];
    }

    private static Series Of(DelimitedTable table, List<int> rows, int[] columns)
    {
        float[] values = new float[rows.Count * columns.Length];
        int at = 0;
        foreach (int row in rows)
        {
            foreach (int column in columns)
            {
                values[at++] = table.Single(row, column);
            }
        }

        return new Series(values, columns.Length, table.OriginOf(rows[0]));
    }
}
