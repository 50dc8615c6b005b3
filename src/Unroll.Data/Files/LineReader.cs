namespace Unroll.Data.Files;

/// <summary>Goes through the lines of a text, without copying them. A text that ends in LF has no last empty line.</summary>
internal ref struct LineReader(string text)
{
    private int _next;

    /// <summary>The line, without its end.</summary>
    public ReadOnlySpan<char> Line { get; private set; }

    /// <summary>The number of the line, counted from 1.</summary>
    public int Number { get; private set; }

    /// <summary>Whether the line is empty or has only blanks.</summary>
    public readonly bool IsBlank => Line.IsWhiteSpace();

    /// <summary>Goes to the next line.</summary>
    public bool MoveNext()
    {
        if (_next >= text.Length)
        {
            return false;
        }

        ReadOnlySpan<char> rest = text.AsSpan(_next);
        int end = rest.IndexOf('\n');
        Line = end < 0 ? rest : rest[..end];
        _next += end < 0 ? rest.Length : end + 1;
        Number++;
        return true;
    }

    /// <summary>
    /// Goes to the next line of a format that has an item on every line: blank lines at the end are left out, any other is an error.
    /// </summary>
    /// <param name="what">What messages call the file.</param>
    /// <param name="source">The file.</param>
    public bool MoveNextItem(string what, string source)
    {
        if (!MoveNext())
        {
            return false;
        }

        return !IsBlank ? true
            : text.AsSpan(_next).IsWhiteSpace() ? false
            : throw new DataException(
                $"{what} {new Origin(source, Number)}: the line is empty, but every line must hold an item; "
                + "only empty lines at the end of the file are left out. Remove it, or fill it in.");
    }
}
