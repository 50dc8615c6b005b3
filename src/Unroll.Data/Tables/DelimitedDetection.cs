using Unroll.Data.Files;

namespace Unroll.Data.Tables;

/// <summary>Finds out how a table is written, where the user does not say.</summary>
internal static class DelimitedDetection
{
    private const int SampleLines = 20;
    private const int SampleRows = 50;

    /// <summary>
    /// The first of tab, semicolon and comma that every one of the first lines has equally often; else a blank, if all between blanks is a
    /// number; else the one that the first line has most often.
    /// </summary>
    public static char Delimiter(string text)
    {
        ReadOnlySpan<char> candidates = ['\t', ';', ','];
        foreach (char candidate in candidates)
        {
            if (IsConsistent(text, candidate))
            {
                return candidate;
            }
        }

        if (IsNumbersBetweenBlanks(text))
        {
            return ' ';
        }

        LineReader lines = new(text);
        lines.MoveNext();
        int tabs = CountOutsideQuotes(lines.Line, '\t'), semicolons = CountOutsideQuotes(lines.Line, ';'), commas = CountOutsideQuotes(lines.Line, ',');
        return tabs > Math.Max(semicolons, commas) ? '\t' : semicolons > commas ? ';' : ',';
    }

    /// <summary>Whether the first row names the columns; see <see cref="DelimitedOptions"/>.</summary>
    public static bool Header(DelimitedParser parsed, string text)
    {
        int rows = Math.Min(parsed.Lines.Count, SampleRows);
        int columns = parsed.RowStarts[1];
        // In R's way of writing, the rows begin with a name that the header does not count.
        int shift = rows > 1 && parsed.RowStarts[2] - parsed.RowStarts[1] == columns + 1 ? 1 : 0;
        bool anyNumber = false, textAboveNumbers = false, numberAboveNumbers = false, counts = columns > 2;
        int numbered = 0;
        for (int c = 0; c < columns; c++)
        {
            ReadOnlySpan<char> first = Field(parsed, text, 0, c);
            bool isNumber = NumberText.TryParse(first, out double value);
            bool below = IsNumberColumn(parsed, text, c + shift, rows);
            anyNumber |= isNumber || below;
            textAboveNumbers |= below && !isNumber && !NumberText.IsMissing(first);
            numberAboveNumbers |= below && isNumber;
            counts &= !isNumber || value == c + 1;
            numbered += isNumber ? 1 : 0;
        }

        return rows == 1 ? !anyNumber : (counts && numbered > 1 && numbered < columns) || !anyNumber || (textAboveNumbers && !numberAboveNumbers);
    }

    private static bool IsNumberColumn(DelimitedParser parsed, string text, int column, int rows)
    {
        bool any = false;
        for (int r = 1; r < rows; r++)
        {
            if (parsed.RowStarts[r] + column < parsed.RowStarts[r + 1])
            {
                ReadOnlySpan<char> field = Field(parsed, text, r, column);
                bool isNumber = NumberText.TryParse(field, out double _);
                any |= isNumber;
                if (!isNumber && !NumberText.IsMissing(field))
                {
                    return false;
                }
            }
        }

        return any;
    }

    private static ReadOnlySpan<char> Field(DelimitedParser parsed, string text, int row, int column)
    {
        Cell cell = parsed.Cells[parsed.RowStarts[row] + column];
        return text.AsSpan(cell.Start, cell.Length);
    }

    private static bool IsConsistent(string text, char candidate)
    {
        int expected = -1;
        LineReader lines = new(text);
        while (lines.Number < SampleLines && lines.MoveNext() && !lines.IsBlank)
        {
            int count = CountOutsideQuotes(lines.Line, candidate);
            // A header of R has one delimiter less than the rows.
            if (count == 0 || (expected >= 0 && count != expected && !(lines.Number == 2 && count == expected + 1)))
            {
                return false;
            }

            expected = count;
        }

        return expected > 0;
    }

    private static bool IsNumbersBetweenBlanks(string text)
    {
        LineReader lines = new(text);
        bool several = false;
        while (lines.Number < SampleLines && lines.MoveNext() && !lines.IsBlank)
        {
            int fields = 0;
            foreach (Range range in lines.Line.SplitAny(' ', '\t'))
            {
                ReadOnlySpan<char> field = lines.Line[range].Trim();
                if (!field.IsEmpty)
                {
                    fields++;
                    if (!NumberText.TryParse(field, out double _))
                    {
                        return false;
                    }
                }
            }

            several |= fields > 1;
        }

        return several;
    }

    private static int CountOutsideQuotes(ReadOnlySpan<char> line, char candidate)
    {
        int count = 0;
        bool quoted = false;
        foreach (char c in line)
        {
            quoted ^= c == '"';
            count += c == candidate && !quoted ? 1 : 0;
        }

        return count;
    }
}
