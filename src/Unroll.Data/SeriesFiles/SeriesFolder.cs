using Unroll.Data.Files;
using Unroll.Data.Tables;

namespace Unroll.Data.SeriesFiles;

/// <summary>Series in files of their own: a CSV with a step a row, whose label is in its name or in a table beside it.</summary>
public static class SeriesFolder
{
    /// <summary>Reads the files of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="pattern">
    /// Which files, as in <see cref="FilePattern"/>: with <c>{label}</c> where the name holds the label, or <c>{id}</c> where a table does.
    /// </param>
    /// <param name="targets">
    /// A CSV with a row for each file: its id in the first column, its label in the second. Null where the pattern has <c>{label}</c>.
    /// </param>
    /// <param name="columns">Which columns are channels, or null for all.</param>
    /// <returns>The series in the ordinal order of the names, or of the rows of the table.</returns>
    /// <exception cref="DataException">A file is malformed, has no label or other channels than the first, or a row of the table has no file.</exception>
    public static IReadOnlyList<LabelledSeries> ReadLabelled(string folder, string pattern, string? targets = null, ColumnChoice? columns = null)
    {
        IReadOnlyList<MatchedFile> files = FilePattern.Find(folder, pattern);
        List<(string Path, string Label)> labelled = targets is null ? ByName(files, pattern) : ByTable(files, pattern, targets);
        List<LabelledSeries> series = new(labelled.Count);
        foreach ((string path, string label) in labelled)
        {
            Series s = SeriesSteps.Read(DelimitedTable.Read(path), columns);
            series.Add(new LabelledSeries(s, label));
            if (s.Channels != series[0].Series.Channels)
            {
                throw new DataException(
                    $"Series '{path}': it has {s.Channels} channels, expected {series[0].Series.Channels} as '{labelled[0].Path}' has. All series need the same "
                    + "channels. Correct the file, or choose columns that all of them have.");
            }
        }

        return series;
    }

    private static List<(string Path, string Label)> ByName(IReadOnlyList<MatchedFile> files, string pattern) =>
        files[0].Fields.ContainsKey("label")
            ? [.. files.Select(f => (f.Path, f.Fields["label"]))]
            : throw new DataException(
                $"Pattern '{pattern}': nothing says what the label of a file is. Write {{label}} where its name holds it, or name a table of labels and write {{id}}.");

    private static List<(string Path, string Label)> ByTable(IReadOnlyList<MatchedFile> files, string pattern, string targets)
    {
        if (!files[0].Fields.ContainsKey("id"))
        {
            throw new DataException($"Pattern '{pattern}': there is a table of labels, but no {{id}} that says which row belongs to a file. Write {{id}} into the pattern.");
        }

        Dictionary<string, string> pathOf = files.ToDictionary(f => f.Fields["id"], f => f.Path, StringComparer.Ordinal);
        DelimitedTable table = DelimitedTable.Read(targets);
        if (table.Columns.Count < 2)
        {
            throw new DataException($"Table '{targets}': it has one column, expected two: the id of a file and its label. Check the delimiter.");
        }

        List<(string Path, string Label)> labelled = [];
        for (int row = 0; row < table.RowCount; row++)
        {
            string id = table.Label(row, 0);
            labelled.Add(pathOf.Remove(id, out string? path)
                ? (path, table.Label(row, 1))
                : throw new DataException(
                    $"Table {table.OriginOf(row)}: there is no file of the id '{id}' (left), looked for as '{pattern}'; or the id stands twice. Add the file, or remove the row."));
        }

        return pathOf.Count == 0
            ? labelled
            : throw new DataException($"Series '{pathOf.Values.First()}': the table '{targets}' has no label for it, nor for {pathOf.Count - 1} other file(s). Add a row.");
    }
}
