using Unroll.Data.Files;

namespace Unroll.Data.Tables;

/// <summary>A field of a table: where it lies in the text, and whether doubled quotes in it stand for one.</summary>
internal readonly record struct Cell(int Start, int Length, bool Escaped);

/// <summary>Cuts a text into rows of fields as RFC 4180 says, in one pass.</summary>
/// <remarks>
/// A field in quotes may hold delimiters, line ends and doubled quotes. Blanks around a field without quotes do not belong to it, and a
/// quote within one has no meaning. An empty line within the table is an error; at its end it is left out.
/// </remarks>
internal sealed class DelimitedParser(string text, string source, char delimiter)
{
    private const string What = DelimitedTable.What;
    private readonly List<Cell> _cells = new(text.Length / 8);
    private int _at;
    private int _line = 1;

    /// <summary>The fields of all rows, one row after the other.</summary>
    public List<Cell> Cells => _cells;

    /// <summary>The first field of each row; one more at the end.</summary>
    public List<int> RowStarts { get; } = [0];

    /// <summary>The line that each row begins on.</summary>
    public List<int> Lines { get; } = [];

    public void Parse()
    {
        while (_at < text.Length)
        {
            int end = text.IndexOf('\n', _at);
            end = end < 0 ? text.Length : end;
            ReadOnlySpan<char> line = text.AsSpan(_at, end - _at);
            if (line.IsWhiteSpace() && (delimiter != '\t' || !line.Contains('\t')))
            {
                CheckNothingFollows(end);
                break;
            }

            Lines.Add(_line);
            if (delimiter == ' ')
            {
                ParseBlanks(end);
            }
            else
            {
                ParseRow();
            }

            RowStarts.Add(_cells.Count);
            _line++;
        }
    }

    private void CheckNothingFollows(int end)
    {
        if (!text.AsSpan(end).IsWhiteSpace())
        {
            throw new DataException(
                $"{What} {new Origin(source, _line)}: the line is empty, but every line must hold a row; only empty lines at the end of "
                + "the file are left out. Remove it (a row of one empty field is written \"\").");
        }
    }

    private void ParseBlanks(int end)
    {
        ReadOnlySpan<char> line = text.AsSpan(_at, end - _at);
        int at = 0;
        while (true)
        {
            int begin = line[at..].IndexOfAnyExcept(' ', '\t', '\r');
            if (begin < 0)
            {
                break;
            }

            at += begin;
            int length = line[at..].IndexOfAny(' ', '\t', '\r');
            length = length < 0 ? line.Length - at : length;
            _cells.Add(new Cell(_at + at, length, Escaped: false));
            at += length;
        }

        _at = end + 1;
    }

    private void ParseRow()
    {
        bool more = true;
        while (more)
        {
            int start = _at;
            while (start < text.Length && text[start] == ' ')
            {
                start++;
            }

            more = start < text.Length && text[start] == '"' ? ParseQuoted(start) : ParsePlain(start);
        }
    }

    /// <summary>A field without quotes; says whether another follows in the row.</summary>
    private bool ParsePlain(int start)
    {
        int length = text.AsSpan(start).IndexOfAny(delimiter, '\n');
        int end = length < 0 ? text.Length : start + length;
        _at = end + 1;
        bool more = end < text.Length && text[end] == delimiter;
        int last = end;
        while (last > start && text[last - 1] is ' ' or '\r')
        {
            last--;
        }

        _cells.Add(new Cell(start, last - start, Escaped: false));
        return more;
    }

    private bool ParseQuoted(int quote)
    {
        int opened = _line;
        bool escaped = false;
        int at = quote + 1;
        while (true)
        {
            int next = text.AsSpan(at).IndexOfAny('"', '\n');
            if (next < 0)
            {
                throw new DataException(
                    $"{What} {new Origin(source, opened)}: a quote is opened and never closed. Close the field with a quote; a quote "
                    + "inside a field in quotes is written twice.");
            }

            at += next + 1;
            if (text[at - 1] == '\n')
            {
                _line++;
            }
            else if (at < text.Length && text[at] == '"')
            {
                escaped = true;
                at++;
            }
            else
            {
                break;
            }
        }

        _cells.Add(new Cell(quote + 1, at - quote - 2, escaped));
        while (at < text.Length && text[at] is ' ' or '\r')
        {
            at++;
        }

        if (at < text.Length && text[at] != delimiter && text[at] != '\n')
        {
            throw new DataException(
                $"{What} {new Origin(source, _line)}: '{text[at]}' follows the closing quote of a field, expected the delimiter "
                + $"{DelimitedTable.NameOf(delimiter)} or the end of the line. A quote inside a field in quotes is written twice.");
        }

        _at = at + 1;
        return at < text.Length && text[at] == delimiter;
    }
}
