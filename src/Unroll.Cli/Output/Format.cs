namespace Unroll.Cli.Output;

/// <summary>Numbers as people read them.</summary>
internal static class Format
{
    /// <summary>As in 1,234,567.</summary>
    public static string Count(long n) => n.ToString("N0");

    /// <summary>As in "2 m 03 s".</summary>
    public static string Duration(TimeSpan t) => t.TotalSeconds switch
    {
        < 10 => $"{Math.Max(0, t.TotalSeconds):0.0} s",
        < 60 => $"{t.TotalSeconds:0} s",
        < 3600 => $"{t.Minutes} m {t.Seconds:00} s",
        _ => $"{(long)t.TotalHours} h {t.Minutes:00} m",
    };

    /// <summary>As in "1.2 MB".</summary>
    public static string Bytes(long n) => n switch
    {
        < 1000 => $"{n} bytes",
        < 1_000_000 => $"{n / 1e3:0.0} kB",
        < 1_000_000_000 => $"{n / 1e6:0.0} MB",
        _ => $"{n / 1e9:0.0} GB",
    };

    /// <summary>A loss, or a dash before there is one.</summary>
    public static string Loss(double? x) => x is { } v && double.IsFinite(v) ? v.ToString("0.000") : "-";

    /// <summary>Text on one line: line ends become a sign, other control characters a blank.</summary>
    public static string OneLine(string text) => string.Concat(text.Select(c => c == '\n' ? '↵' : char.IsControl(c) ? ' ' : c));

    /// <summary>The last characters of a text, with a mark in front where something is cut off.</summary>
    public static string Tail(string text, int length)
    {
        if (text.Length <= length)
            return text;
        int from = text.Length - length + 1;

        // Half a character beyond U+FFFF cannot be printed.
        return "…" + text[(char.IsLowSurrogate(text[from]) ? from + 1 : from)..];
    }

    /// <summary>A field of a table as RFC 4180 has it.</summary>
    public static string CsvField(string text) => text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
}
