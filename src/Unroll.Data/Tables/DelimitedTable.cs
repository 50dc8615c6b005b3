using Unroll.Data.Files;
using Unroll.Data.Text;

namespace Unroll.Data.Tables;

/// <summary>
/// A table from a text file (CSV, TSV, or numbers between blanks): named columns, and fields that are read as text or numbers when they are
/// asked for.
/// </summary>
public sealed class DelimitedTable
{
    internal const string What = "Table";
    private readonly string _text;
    private readonly Cell[] _cells;
    private readonly int[] _lines;
    private readonly int _firstRow;

    private DelimitedTable(string text, string source, char delimiter, string[] columns, bool hasHeader, DelimitedParser parsed)
    {
        _text = text;
        Source = source;
        Delimiter = delimiter;
        Columns = columns;
        HasHeader = hasHeader;
        _cells = [.. parsed.Cells];
        _lines = [.. parsed.Lines];
        _firstRow = hasHeader ? 1 : 0;
        RowNames = hasHeader && parsed.RowStarts[1] < columns.Length;
        // Cells are counted from the first row of data.
        _cells = hasHeader ? _cells[parsed.RowStarts[1]..] : _cells;
    }

    /// <summary>Where the table comes from, as the caller named it.</summary>
    public string Source { get; }

    /// <summary>What stands between fields; a blank for any run of blanks and tabs.</summary>
    public char Delimiter { get; }

    /// <summary>Whether the first row named the columns.</summary>
    public bool HasHeader { get; }

    /// <summary>Whether rows begin with a name that the header does not count, as R writes them; that column is called <c>row</c>.</summary>
    public bool RowNames { get; }

    /// <summary>The names of the columns, all different: those of the header, or <c>1</c>, <c>2</c>, ... where there is none.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>How many rows there are, the header not counted.</summary>
    public int RowCount => _lines.Length - _firstRow;

    /// <summary>Reads a table.</summary>
    /// <remarks>See <see cref="DelimitedOptions"/> for what is found out. Rows of different lengths and empty lines are errors.</remarks>
    /// <param name="path">A text file, or a <c>.gz</c> of one.</param>
    /// <param name="options">How it is written, or null to find out.</param>
    /// <returns>The table; it has at least one row.</returns>
    /// <exception cref="DataException">It cannot be read, is not in the encoding, is empty, or is no table.</exception>
    public static DelimitedTable Read(string path, DelimitedOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Parse(TextFile.Read(path, options?.Encoding ?? TextEncoding.Utf8, What), path, options);
    }

    /// <summary>Reads a table from text that has been read already, such as that of a pipe.</summary>
    /// <param name="text">The text, with LF line ends.</param>
    /// <param name="source">What messages call it.</param>
    /// <param name="options">How it is written, or null to find out.</param>
    /// <returns>The table; it has at least one row.</returns>
    /// <exception cref="DataException">It is empty, or is no table.</exception>
    public static DelimitedTable Parse(string text, string source, DelimitedOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        options ??= new DelimitedOptions();
        char delimiter = options.Delimiter ?? DelimitedDetection.Delimiter(text);
        DelimitedParser parsed = new(text, source, delimiter);
        parsed.Parse();
        bool header = parsed.Lines.Count > 0 && (options.Header ?? DelimitedDetection.Header(parsed, text));
        if (parsed.Lines.Count == (header ? 1 : 0))
        {
            throw new DataException(
                $"{What} '{source}': there is {(header ? "a header, but no row below it" : "nothing in it")}; at least one row of data was "
                + "expected. Give a file with rows in it.");
        }

        int columns = CheckRows(parsed, header, source, delimiter);
        return new DelimitedTable(text, source, delimiter, NamesOf(parsed, text, header, columns, source), header, parsed);
    }

    /// <summary>A field as it stands in the file, without quotes around it.</summary>
    /// <param name="row">The row, counted from 0.</param>
    /// <param name="column">The column, counted from 0.</param>
    /// <returns>The text; empty where the field is.</returns>
    public ReadOnlySpan<char> Field(int row, int column)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)RowCount, nameof(row));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Columns.Count, nameof(column));
        Cell cell = _cells[(row * Columns.Count) + column];
        ReadOnlySpan<char> field = _text.AsSpan(cell.Start, cell.Length);
        return cell.Escaped ? field.ToString().Replace("\"\"", "\"", StringComparison.Ordinal) : field;
    }

    /// <summary>Whether a field is missing: empty, <c>NA</c> or <c>?</c>.</summary>
    /// <param name="row">The row, counted from 0.</param>
    /// <param name="column">The column, counted from 0.</param>
    /// <returns>Whether it is.</returns>
    public bool IsMissing(int row, int column) => NumberText.IsMissing(Field(row, column));

    /// <summary>A field as a number.</summary>
    /// <param name="row">The row, counted from 0.</param>
    /// <param name="column">The column, counted from 0.</param>
    /// <returns>A finite number.</returns>
    /// <exception cref="DataException">It is missing, not a number, or not finite.</exception>
    public double Number(int row, int column)
    {
        ReadOnlySpan<char> field = Field(row, column);
        return NumberText.TryParse(field, out double value) ? value : throw NotANumber(row, column, field);
    }

    /// <summary>A field as a number, or NaN where it is missing.</summary>
    /// <param name="row">The row, counted from 0.</param>
    /// <param name="column">The column, counted from 0.</param>
    /// <returns>A finite number, or NaN.</returns>
    /// <exception cref="DataException">It is neither missing nor a number, or not finite.</exception>
    public double NumberOrMissing(int row, int column)
    {
        ReadOnlySpan<char> field = Field(row, column);
        return NumberText.TryParse(field, out double value) ? value : NumberText.IsMissing(field) ? double.NaN : throw NotANumber(row, column, field);
    }

    /// <summary>A field as a float.</summary>
    /// <param name="row">The row, counted from 0.</param>
    /// <param name="column">The column, counted from 0.</param>
    /// <returns>A finite number.</returns>
    /// <exception cref="DataException">It is missing, not a number, not finite, or too large for a float.</exception>
    public float Single(int row, int column)
    {
        ReadOnlySpan<char> field = Field(row, column);
        return NumberText.TryParse(field, out float value) ? value : throw NotANumber(row, column, field);
    }

    /// <summary>A field as a label: its text, which may not be missing.</summary>
    /// <param name="row">The row, counted from 0.</param>
    /// <param name="column">The column, counted from 0.</param>
    /// <returns>The label.</returns>
    /// <exception cref="DataException">It is empty.</exception>
    public string Label(int row, int column)
    {
        ReadOnlySpan<char> field = Field(row, column).Trim();
        return !field.IsEmpty
            ? field.ToString()
            : throw new DataException(
                $"{What} {OriginOf(row)}, column '{Columns[column]}': the label is empty. Every row needs one. Fill it in, or remove the row.");
    }

    /// <summary>Where a row stands.</summary>
    /// <param name="row">The row, counted from 0.</param>
    /// <returns>The file and the line.</returns>
    public Origin OriginOf(int row) => new(Source, _lines[_firstRow + row]);

    /// <summary>The column of a name.</summary>
    /// <param name="name">
    /// The name; in a table without a header its number, counted from 1, or from the end if negative (<c>-1</c> is the last).
    /// </param>
    /// <returns>The column, counted from 0.</returns>
    /// <exception cref="DataException">There is none.</exception>
    public int ColumnOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        for (int c = 0; c < Columns.Count; c++)
        {
            if (string.Equals(Columns[c], name, StringComparison.Ordinal))
            {
                return c;
            }
        }

        if (int.TryParse(name, out int fromEnd) && fromEnd < 0 && -fromEnd <= Columns.Count)
        {
            return Columns.Count + fromEnd;
        }

        string names = string.Join(", ", Columns.Take(30)) + (Columns.Count > 30 ? ", ..." : "");
        string header = HasHeader ? "" : " (no header was found; say header: true if the first row is one)";
        throw new DataException(
            $"{What} '{Source}': there is no column '{name}'; the columns are {names}{header}. Check the spelling and the delimiter "
            + $"({NameOf(Delimiter)}).");
    }

    internal static string NameOf(char delimiter) => delimiter switch
    {
        '\t' => "tab",
        ' ' => "blank",
        _ => $"'{delimiter}'",
    };

    private DataException NotANumber(int row, int column, ReadOnlySpan<char> field) =>
        new($"{What} {OriginOf(row)}, column '{Columns[column]}': {NumberText.WhyNot(field)}");

    /// <summary>How many fields every row has.</summary>
    private static int CheckRows(DelimitedParser parsed, bool header, string source, char delimiter)
    {
        int rows = parsed.Lines.Count;
        int expected = parsed.RowStarts[1];
        // As R writes tables: each row begins with a name that the header does not count. Then all of them do.
        if (header && parsed.RowStarts[2] - parsed.RowStarts[1] == expected + 1 && (rows == 2 || parsed.RowStarts[3] - parsed.RowStarts[2] == expected + 1))
        {
            expected++;
        }

        for (int r = header ? 1 : 0; r < rows; r++)
        {
            int got = parsed.RowStarts[r + 1] - parsed.RowStarts[r];
            if (got != expected)
            {
                throw new DataException(
                    $"{What} {new Origin(source, parsed.Lines[r])}: the row has {got} field{(got == 1 ? "" : "s")}, expected {expected} as in line "
                    + $"{parsed.Lines[0]} (delimiter: {NameOf(delimiter)}). Rows must be equally long. Put a field that holds the delimiter in quotes; "
                    + "leave a missing one empty.");
            }
        }

        return expected;
    }

    private static string[] NamesOf(DelimitedParser parsed, string text, bool header, int columns, string source)
    {
        string[] names = new string[columns];
        HashSet<string> seen = new(StringComparer.Ordinal);
        int shift = header ? columns - parsed.RowStarts[1] : 0;
        for (int c = 0; c < columns; c++)
        {
            string name = $"{c + 1}";
            if (header && c < shift)
            {
                name = "row";
            }
            else if (header)
            {
                Cell cell = parsed.Cells[c - shift];
                // Some files begin their header with a comment sign.
                string given = text.AsSpan(cell.Start, cell.Length).Trim().ToString().Replace("\"\"", "\"", StringComparison.Ordinal);
                given = c == 0 ? given.TrimStart('#').Trim() : given;
                name = given.Length > 0 ? given : $"column {c + 1}";
            }

            names[c] = seen.Add(name)
                ? name
                : throw new DataException(
                    $"{What} {new Origin(source, parsed.Lines[0])}: two columns are called '{name}', but names must differ. Rename one; "
                    + "or, if the file has no header, say header: false.");
        }

        return names;
    }
}
