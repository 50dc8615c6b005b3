using System.Text.Json.Serialization;
using Unroll.Data.Records;

namespace Unroll.Data.Tables;

/// <summary>What the fields of a column are.</summary>
public enum ColumnKind
{
    /// <summary>Numbers, which stay what they are.</summary>
    Number,

    /// <summary>One of a few texts, each of which becomes a column of 0 and 1.</summary>
    Category,
}

/// <summary>How a column of a table becomes numbers.</summary>
/// <param name="Name">The name of the column.</param>
/// <param name="Kind">What its fields are.</param>
/// <param name="Mean">What stands in for a missing number: the mean of training.</param>
/// <param name="Categories">The texts seen in training in ordinal order; none for numbers.</param>
/// <param name="Mode">What stands in for a missing text: the most frequent of training; empty for numbers.</param>
/// <param name="Indicator">Whether a further column says which values were missing: where some were in training.</param>
public sealed record EncodedColumn(string Name, ColumnKind Kind, double Mean, IReadOnlyList<string> Categories, string Mode, bool Indicator)
{
    /// <summary>How many numbers it becomes.</summary>
    [JsonIgnore]
    public int Width => (Kind == ColumnKind.Number ? 1 : Categories.Count) + (Indicator ? 1 : 0);
}

/// <summary>How the rows of a table become numbers, learned from training data only and stored in the model.</summary>
/// <param name="Columns">The columns in order.</param>
public sealed record TableEncoding(IReadOnlyList<EncodedColumn> Columns)
{
    private const int MostCategories = 256;

    /// <summary>How many numbers a row becomes.</summary>
    [JsonIgnore]
    public int Width => Columns.Sum(c => c.Width);

    /// <summary>A name for each number of a row: <c>age</c>, <c>colour=red</c>, <c>age missing</c>.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> FeatureNames =>
    [
        .. Columns.SelectMany(c => (c.Kind == ColumnKind.Number ? [c.Name] : c.Categories.Select(v => $"{c.Name}={v}"))
            .Concat(c.Indicator ? [$"{c.Name} missing"] : [])),
    ];

    /// <summary>Learns from training data. A column is of numbers if most of its fields are; then every other text in it is an error.</summary>
    /// <param name="train">The table.</param>
    /// <param name="columns">Which columns are inputs, or null for all but the label.</param>
    /// <param name="label">The column of the label, or null.</param>
    /// <param name="categories">Columns whose numbers are names, such as a postal code; or null.</param>
    /// <param name="rows">The rows to learn from, or null for all.</param>
    /// <returns>The encoding.</returns>
    /// <exception cref="DataException">A column is missing or empty, a field is no number, or a column has too many different texts.</exception>
    public static TableEncoding Fit(DelimitedTable train, ColumnChoice? columns = null, string? label = null, IReadOnlyList<string>? categories = null, IReadOnlyList<int>? rows = null)
    {
        ArgumentNullException.ThrowIfNull(train);
        rows ??= [.. Enumerable.Range(0, train.RowCount)];
        HashSet<int> named = [.. (categories ?? []).Select(train.ColumnOf)];
        return new TableEncoding([.. (columns ?? new ColumnChoice()).Of(train, label)
            .Select(c => !named.Contains(c) && IsOfNumbers(train, c, rows) ? FitNumber(train, c, rows) : FitCategory(train, c, rows))]);
    }

    /// <summary>The rows of a table as numbers. A text that was not seen in training is 0 in every column of its category.</summary>
    /// <param name="table">A table with the columns of training, in any order.</param>
    /// <returns>[rows, <see cref="Width"/>]</returns>
    /// <exception cref="DataException">A column is missing, or a field is no number.</exception>
    public float[] Encode(DelimitedTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        int width = Width, at = 0;
        float[] encoded = new float[table.RowCount * width];
        foreach (EncodedColumn column in Columns)
        {
            int source = table.ColumnOf(column.Name);
            for (int row = 0; row < table.RowCount; row++)
            {
                EncodeField(table, row, source, column, encoded.AsSpan((row * width) + at, column.Width));
            }

            at += column.Width;
        }

        return encoded;
    }

    /// <summary>How many values are missing, for the columns where some are.</summary>
    /// <param name="table">A table with the columns of training.</param>
    /// <returns>The columns in order, with their counts.</returns>
    /// <exception cref="DataException">A column is missing.</exception>
    public IReadOnlyList<(string Column, int Missing)> MissingIn(DelimitedTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return
        [
            .. Columns.Select(c => (c.Name, Column: table.ColumnOf(c.Name)))
                .Select(c => (c.Name, Missing: Enumerable.Range(0, table.RowCount).Count(r => table.IsMissing(r, c.Column))))
                .Where(c => c.Missing > 0),
        ];
    }

    /// <summary>The encoding as one line of JSON, as it lies in a model file.</summary>
    /// <returns>The JSON.</returns>
    public string ToJson() => DataJson.Write(this, DataJson.Context.TableEncoding);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="source">The file, for the messages of errors.</param>
    /// <returns>The encoding.</returns>
    /// <exception cref="ModelFileException">It is not exactly that.</exception>
    public static TableEncoding FromJson(string json, string source = "model file") => DataJson.Read(
        json,
        source,
        "Table encoding",
        DataJson.Context.TableEncoding,
        e => e.Columns.Count > 0 && e.Columns.All(c => double.IsFinite(c.Mean) && (c.Kind == ColumnKind.Number ? c.Categories.Count == 0 : c.Categories.Contains(c.Mode)))
            ? e
            : throw new ArgumentException("a column has no categories, or a mode that is none of them", nameof(json)));

    private static void EncodeField(DelimitedTable table, int row, int source, EncodedColumn column, Span<float> encoded)
    {
        bool missing = table.IsMissing(row, source);
        if (column.Kind == ColumnKind.Number)
        {
            encoded[0] = missing ? (float)column.Mean : table.Single(row, source);
        }
        else
        {
            ReadOnlySpan<char> field = missing ? column.Mode : table.Field(row, source).Trim();
            for (int i = 0; i < column.Categories.Count; i++)
            {
                encoded[i] = field.SequenceEqual(column.Categories[i]) ? 1 : 0;
            }
        }

        if (column.Indicator)
        {
            encoded[^1] = missing ? 1 : 0;
        }
    }

    private static bool IsOfNumbers(DelimitedTable table, int column, IReadOnlyList<int> rows)
    {
        int numbers = 0, texts = 0;
        foreach (int row in rows)
        {
            ReadOnlySpan<char> field = table.Field(row, column);
            bool isNumber = NumberText.TryParse(field, out double _);
            numbers += isNumber ? 1 : 0;
            texts += isNumber || NumberText.IsMissing(field) ? 0 : 1;
        }

        return numbers + texts > 0 ? numbers > texts : throw new DataException(
            $"{DelimitedTable.What} '{table.Source}': the column '{table.Columns[column]}' has no value in any of the {rows.Count} rows, so that nothing can be "
            + "learned from it. Exclude it.");
    }

    private static EncodedColumn FitNumber(DelimitedTable table, int column, IReadOnlyList<int> rows)
    {
        double sum = 0;
        int count = 0;
        foreach (int row in rows)
        {
            double value = table.NumberOrMissing(row, column);
            sum += double.IsNaN(value) ? 0 : value;
            count += double.IsNaN(value) ? 0 : 1;
        }

        return new EncodedColumn(table.Columns[column], ColumnKind.Number, sum / count, [], "", count < rows.Count);
    }

    private static EncodedColumn FitCategory(DelimitedTable table, int column, IReadOnlyList<int> rows)
    {
        SortedDictionary<string, int> counts = new(StringComparer.Ordinal);
        int missing = 0;
        foreach (int row in rows)
        {
            if (table.IsMissing(row, column))
            {
                missing++;
                continue;
            }

            string text = table.Label(row, column);
            counts[text] = counts.GetValueOrDefault(text) + 1;
            if (counts.Count > MostCategories)
            {
                throw new DataException(
                    $"{DelimitedTable.What} {table.OriginOf(row)}: the column '{table.Columns[column]}' has more than {MostCategories} different texts (the last is '{text}'), "
                    + "expected numbers or a few texts that come again and again. Exclude it, as one does with names and dates.");
            }
        }

        // Of equally frequent ones the first, in ordinal order.
        return new EncodedColumn(table.Columns[column], ColumnKind.Category, 0, [.. counts.Keys], counts.MaxBy(c => c.Value).Key, missing > 0);
    }
}
