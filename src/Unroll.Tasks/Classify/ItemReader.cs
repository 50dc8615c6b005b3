using Unroll.Data.Audio;
using Unroll.Data.Files;
using Unroll.Data.Images;
using Unroll.Data.SeriesFiles;
using Unroll.Data.Tables;
using Unroll.Data.Text;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Classify;

/// <summary>Reads items in the format that a recipe names.</summary>
/// <param name="options">The format and what belongs to it.</param>
/// <param name="labelled">Whether every item must have a label; else there may be none.</param>
internal sealed class ItemReader(LabelledDataOptions options, bool labelled = true)
{
    /// <summary>How many numbers a row of the format series-rows had in training; 0 where that is not known.</summary>
    public int ValuesOfRow { get; init; }

    /// <summary>Reads a file or folder.</summary>
    /// <exception cref="DataException">It cannot be read, or is malformed.</exception>
    public IReadOnlyList<RawItem> Read(string path) => options.Format switch
    {
        "text" => [.. ReadText(path)],
        "table" => FromTable(DelimitedTable.Read(path, new DelimitedOptions(Encoding: options.Encoding))),
        "series-rows" => FromRows(DelimitedTable.Read(path, new DelimitedOptions(Encoding: options.Encoding))),
        "series-blocks" => ReadBlocks(path),
        "series-files" => ReadFiles(path),
        "series-channels" => ReadChannels(path),
        "images" => ReadImages(path),
        _ => ReadAudio(path),
    };

    /// <summary>Reads what comes through a pipe.</summary>
    /// <param name="data">The data, or a gzip of it.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="DataException">It is malformed, or the format has files of its own.</exception>
    public IReadOnlyList<RawItem> Read(Stream data, string name) => options.Format switch
    {
        "text" => [.. ParseText(TextFile.Read(data, name, options.Encoding), name)],
        "table" => FromTable(DelimitedTable.Parse(TextFile.Read(data, name, options.Encoding), name)),
        "series-rows" => FromRows(DelimitedTable.Parse(TextFile.Read(data, name, options.Encoding), name)),
        "series-blocks" when !labelled => [.. SeriesBlocks.Parse(TextFile.Read(data, name), name).Select(s => new RawItem(s.Origin) { Series = s })],
        _ => throw new DataException($"Data '{name}': the format {options.Format} cannot be read from a pipe, expected a path, because {(options.Format is "images" or "audio" ? "it is no text" : "its labels or series lie in files of their own")}. Give a file or folder."),
    };

    private IEnumerable<RawItem> ReadText(string path) => labelled
        ? LabelledText.Read(path, options.Text).Select(Of)
        : ParseText(TextFile.Read(path, options.Encoding, "Text"), path);

    private IEnumerable<RawItem> ParseText(string text, string source)
    {
        if (labelled)
        {
            return LabelledText.Parse(text, source, options.Text).Select(Of);
        }

        string[] lines = text.TrimEnd('\n').Split('\n');
        return lines.Select((line, i) => string.IsNullOrWhiteSpace(line)
            ? throw new DataException($"Text {new Origin(source, i + 1)}: the line is empty, expected a text. Remove it.")
            : new RawItem(new Origin(source, i + 1)) { Text = line.TrimEnd('\r') });
    }

    private static RawItem Of(LabelledText t) => new(t.Origin) { Label = t.Label, Text = t.Text };

    private static RawItem Of(LabelledSeries s) => new(s.Series.Origin) { Label = s.Label, Series = s.Series };

    private RawItem[] FromTable(DelimitedTable table)
    {
        int? label = labelled ? table.ColumnOf(options.Label) : null, text = options.TextColumn is { } t ? table.ColumnOf(t) : null;
        int? group = labelled && options.Group is { } g ? table.ColumnOf(g) : null;
        return [.. Enumerable.Range(0, table.RowCount).Select(row => new RawItem(table.OriginOf(row))
        {
            Label = label is { } l ? table.Label(row, l) : null,
            Text = text is { } c ? table.Label(row, c) : null,
            Table = text is null ? table : null,
            Row = row,
            Group = group is { } k ? table.Label(row, k) : null,
        })];
    }

    private RawItem[] FromRows(DelimitedTable table)
    {
        int? label = LabelColumn(table);
        int[] columns = label is { } l ? options.Columns.Of(table, table.Columns[l]) : options.Columns.Of(table);
        IReadOnlyList<Series> series = SeriesRows.Read(table, options.Channels ?? 1, columns);
        return [.. series.Select((s, row) => new RawItem(s.Origin) { Label = labelled ? table.Label(row, label!.Value) : null, Series = s })];
    }

    /// <summary>The column of the label, which is no value; data without labels may have none.</summary>
    private int? LabelColumn(DelimitedTable table)
    {
        if (labelled)
        {
            return table.ColumnOf(options.Label);
        }

        int named = table.HasHeader ? table.Columns.ToList().IndexOf(options.Label) : -1;
        if (named >= 0 || options.Columns.Columns is not null || ValuesOfRow == 0)
        {
            return named >= 0 ? named : null;
        }

        // A label that is only a place may be absent, and another number would stand there. How many columns there are tells.
        int values = options.Columns.Of(table).Length;
        return !int.TryParse(options.Label, out _) || values == ValuesOfRow ? null
            : values == ValuesOfRow + 1 ? table.ColumnOf(options.Label)
            : throw new DataException($"Table '{table.Source}': its rows have {values} values, expected {ValuesOfRow} as in training, or one more with the label (data.label is {options.Label}). Check which columns there are.");
    }

    private IReadOnlyList<RawItem> ReadBlocks(string path)
    {
        if (!labelled)
        {
            return [.. SeriesBlocks.Read(path).Select(s => new RawItem(s.Origin) { Series = s })];
        }

        int[]? counts = null;
        if (options.Counts is { } text)
        {
            int blocks = SeriesBlocks.Read(path).Count;
            counts = BlockCounts.Choose(text, blocks);
        }

        return [.. SeriesBlocks.ReadLabelled(path, counts).Select(Of)];
    }

    private IReadOnlyList<RawItem> ReadFiles(string path)
    {
        if (File.Exists(path))
        {
            return labelled
                ? throw new DataException($"Data '{path}': it is a file, expected a folder of series with their labels, because data.format is series-files. Give the folder.")
                : [OfSteps(path)];
        }

        string pattern = options.Pattern ?? "{label}/*.csv";
        return labelled
            ? [.. SeriesFolder.ReadLabelled(path, pattern, options.Labels is { } targets ? Beside(path, targets) : null, options.Columns).Select(Of)]
            : [.. Unlabelled(path, pattern, "*.csv").Select(f => OfSteps(f.Path))];
    }

    private RawItem OfSteps(string path) => new(new Origin(path)) { Series = SeriesSteps.Read(DelimitedTable.Read(path), options.Columns) };

    private IReadOnlyList<RawItem> ReadChannels(string folder)
    {
        string[] patterns = (options.Pattern ?? throw new DataException("The recipe has no data.pattern, expected a name for each channel, with commas between them, because data.format is series-channels. Add \"pattern\": \"x_*, y_*\"."))
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string[] files = [.. patterns.Select(p => Only(folder, p))];
        return labelled
            ? [.. ChannelFiles.ReadLabelled(files, Only(folder, options.Labels ?? "labels*")).Select(Of)]
            : [.. ChannelFiles.Read(files).Select(s => new RawItem(s.Origin) { Series = s })];
    }

    private RawItem[] ReadImages(string path)
    {
        IdxImages images = IdxImages.Read(path);
        byte[]? labels = labelled ? IdxImages.ReadLabels(LabelsOf(path)) : null;
        if (labels is not null && labels.Length != images.Count)
        {
            throw new DataException($"Labels '{LabelsOf(path)}': there are {labels.Length}, expected {images.Count}, one for each image of '{path}'. Check that the files belong together.");
        }

        return [.. Enumerable.Range(0, images.Count).Select(i => new RawItem(new Origin(path, i + 1))
        {
            Series = images.Series(i, options.Channels ?? images.Width),
            Label = labels?[i].ToString(System.Globalization.CultureInfo.InvariantCulture),
        })];
    }

    private string LabelsOf(string images) => options.Labels is { } labels
        ? Beside(Path.GetDirectoryName(images) is { Length: > 0 } folder ? folder : ".", labels)
        : IdxImages.LabelsBeside(images);

    private IReadOnlyList<RawItem> ReadAudio(string path)
    {
        AudioFrontEnd frontEnd = new(options.Audio);
        if (File.Exists(path))
        {
            return labelled
                ? throw new DataException($"Data '{path}': it is a file, expected a folder of sounds whose names hold their labels, because data.format is audio. Give the folder.")
                : [OfSound(frontEnd, new MatchedFile(path, new Dictionary<string, string>(StringComparer.Ordinal)))];
        }

        string pattern = options.Pattern ?? "{label}/*.wav";
        IReadOnlyList<MatchedFile> files = labelled ? FilePattern.Find(path, pattern) : Unlabelled(path, pattern, "*.wav");
        return labelled && !files[0].Fields.ContainsKey("label")
            ? throw new DataException($"Pattern '{pattern}': nothing says what the label of a file is. Write {{label}} where its name holds it.")
            : [.. files.Select(f => OfSound(frontEnd, f))];
    }

    private RawItem OfSound(AudioFrontEnd frontEnd, MatchedFile file) => new(new Origin(file.Path))
    {
        Series = frontEnd.Extract(WavFile.Read(file.Path)),
        Label = labelled ? file.Fields["label"] : null,
        Group = options.Group is not { } g ? null : file.Fields.TryGetValue(g, out string? value)
            ? value
            : labelled ? throw new DataException($"data.group is '{g}', expected a name in braces of data.pattern. Write {{{g}}} into the pattern.") : null,
    };

    /// <summary>Files without labels: those that are called as in training, or else all of their kind, because a name need not hold a label then.</summary>
    private static IReadOnlyList<MatchedFile> Unlabelled(string folder, string pattern, string all) =>
        FilePattern.TryFind(folder, pattern) is { Count: > 0 } found ? found : FilePattern.Find(folder, all);

    private static string Beside(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        return name.Contains('*', StringComparison.Ordinal) ? Only(folder, name) : !File.Exists(path) && File.Exists(path + ".gz") ? path + ".gz" : path;
    }

    private static string Only(string folder, string pattern)
    {
        IReadOnlyList<MatchedFile> found = FilePattern.Find(folder, pattern);
        return found.Count == 1
            ? found[0].Path
            : throw new DataException($"Folder '{folder}': {found.Count} files fit '{pattern}' ('{found[0].Path}', '{found[1].Path}'), expected one. Make the pattern more exact.");
    }
}
