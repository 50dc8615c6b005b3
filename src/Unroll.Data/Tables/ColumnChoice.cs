namespace Unroll.Data.Tables;

/// <summary>Which columns of a table are inputs.</summary>
/// <param name="Columns">Their names in order, or null for all that have no other use.</param>
/// <param name="Exclude">Names that are left out, or null.</param>
public sealed record ColumnChoice(IReadOnlyList<string>? Columns = null, IReadOnlyList<string>? Exclude = null)
{
    /// <summary>The columns chosen in a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="used">Columns that have another use, such as the label; they and names of rows are no inputs. Null stands for none.</param>
    /// <returns>Their numbers, at least one.</returns>
    /// <exception cref="DataException">A name is not in the table, or no column is left.</exception>
    public int[] Of(DelimitedTable table, params ReadOnlySpan<string?> used)
    {
        ArgumentNullException.ThrowIfNull(table);
        HashSet<int> taken = [.. (Exclude ?? []).Select(table.ColumnOf)];
        foreach (string? name in used)
        {
            if (name is not null)
            {
                taken.Add(table.ColumnOf(name));
            }
        }

        if (table.RowNames)
        {
            taken.Add(0);
        }

        int[] chosen = Columns is null
            ? [.. Enumerable.Range(0, table.Columns.Count).Where(c => !taken.Contains(c))]
            : [.. Columns.Select(table.ColumnOf)];
        return chosen.Length > 0
            ? chosen
            : throw new DataException(
                $"Table '{table.Source}': no column is left as input; it has {string.Join(", ", table.Columns)}. Exclude fewer of them, and check the delimiter.");
    }
}
