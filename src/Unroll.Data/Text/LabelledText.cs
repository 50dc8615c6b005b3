using Unroll.Data.Files;

namespace Unroll.Data.Text;

/// <summary>What stands between a label and its text.</summary>
public enum LabelSeparator
{
    /// <summary>A tab, if most of the first lines hold one; else a blank.</summary>
    Detect,

    /// <summary>The first tab of the line (the last one, where the label stands last).</summary>
    Tab,

    /// <summary>The first blank of the line (the last one, where the label stands last).</summary>
    Blank,
}

/// <summary>How a file of labelled text is written.</summary>
/// <param name="Separator">What stands between label and text.</param>
/// <param name="LabelLast">Whether the line is <c>text, separator, label</c>.</param>
/// <param name="Encoding">How characters are stored.</param>
public sealed record LabelledTextOptions(
    LabelSeparator Separator = LabelSeparator.Detect, bool LabelLast = false, TextEncoding Encoding = TextEncoding.Utf8);

/// <summary>A text and what it is.</summary>
/// <param name="Label">The label, never empty.</param>
/// <param name="Text">The text, never empty.</param>
/// <param name="Origin">Where it stands.</param>
public readonly record struct LabelledText(string Label, string Text, Origin Origin)
{
    private const string What = "Labelled text";
    private const int SampleLines = 20;

    /// <summary>
    /// Reads a file of one <c>label, tab or blank, text</c> a line; or a folder of files, one a label, which is the name of the file
    /// without its extension, with a text a line.
    /// </summary>
    /// <remarks>Blanks around label and text are dropped. Quote characters have no meaning. Empty lines are left out at the end only.</remarks>
    /// <param name="path">A text file, a <c>.gz</c> of one, or a folder.</param>
    /// <param name="options">How it is written, or null for the defaults.</param>
    /// <returns>The items in the order of the lines; those of a folder in the ordinal order of its files.</returns>
    /// <exception cref="DataException">It cannot be read, is not in the encoding, has no items, or a line is malformed.</exception>
    public static IReadOnlyList<LabelledText> Read(string path, LabelledTextOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        options ??= new LabelledTextOptions();
        return Directory.Exists(path) ? ReadFolder(path, options) : Parse(TextFile.Read(path, options.Encoding, What), path, options);
    }

    /// <summary>Reads text that has been read already, such as that of a pipe.</summary>
    /// <param name="text">The lines.</param>
    /// <param name="source">What messages call it.</param>
    /// <param name="options">How it is written, or null for the defaults.</param>
    /// <returns>The items in the order of the lines.</returns>
    /// <exception cref="DataException">It has no items, or a line is malformed.</exception>
    public static IReadOnlyList<LabelledText> Parse(string text, string source, LabelledTextOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        options ??= new LabelledTextOptions();
        char separator = SeparatorOf(text, options.Separator);
        List<LabelledText> items = [];
        LineReader lines = new(text);
        while (lines.MoveNextItem(What, source))
        {
            items.Add(ParseLine(separator == ' ' ? lines.Line.Trim() : lines.Line, new Origin(source, lines.Number), separator, options.LabelLast));
        }

        return items.Count > 0 ? items : throw Empty(source);
    }

    private static LabelledText ParseLine(ReadOnlySpan<char> line, Origin origin, char separator, bool labelLast)
    {
        int at = labelLast ? line.LastIndexOf(separator) : line.IndexOf(separator);
        if (at < 0)
        {
            string name = separator == '\t' ? "tab" : "blank";
            throw new DataException(
                $"{What} {origin}: the line has no {name}, expected {(labelLast ? $"text, {name}, label" : $"label, {name}, text")} "
                + $"(got '{Excerpt(line)}'). Both a label and a text are needed; set the separator if another one is meant.");
        }

        ReadOnlySpan<char> first = line[..at].Trim(), second = line[(at + 1)..].Trim();
        LabelledText item = labelLast ? new(second.ToString(), first.ToString(), origin) : new(first.ToString(), second.ToString(), origin);
        return item.Label.Length > 0 && item.Text.Length > 0
            ? item
            : throw new DataException(
                $"{What} {origin}: the {(item.Label.Length == 0 ? "label" : "text")} is empty (got '{Excerpt(line)}'). "
                + "Both a label and a text are needed. Fill it in, or remove the line.");
    }

    private static List<LabelledText> ReadFolder(string folder, LabelledTextOptions options)
    {
        List<LabelledText> items = [];
        foreach (string path in Directory.GetFiles(folder).Where(f => Path.GetFileName(f)[0] != '.').Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(path);
            string label = Path.GetFileNameWithoutExtension(name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name);
            LineReader lines = new(TextFile.Read(path, options.Encoding, What));
            while (lines.MoveNextItem(What, path))
            {
                items.Add(new LabelledText(label, lines.Line.Trim().ToString(), new Origin(path, lines.Number)));
            }
        }

        return items.Count > 0 ? items : throw Empty(folder);
    }

    private static char SeparatorOf(string text, LabelSeparator separator)
    {
        if (separator != LabelSeparator.Detect)
        {
            return separator == LabelSeparator.Tab ? '\t' : ' ';
        }

        int withTab = 0, seen = 0;
        LineReader lines = new(text);
        while (seen < SampleLines && lines.MoveNext())
        {
            seen++;
            withTab += lines.Line.Contains('\t') ? 1 : 0;
        }

        return 2 * withTab > seen ? '\t' : ' ';
    }

    private static string Excerpt(ReadOnlySpan<char> line) => line.Length <= 60 ? line.ToString() : $"{line[..60]}...";

    private static DataException Empty(string source) => new(
        $"{What} '{source}': there are no items in it, but one 'label, tab or blank, text' a line was expected "
        + "(in a folder: one file a label). Give a file with lines in it.");
}
