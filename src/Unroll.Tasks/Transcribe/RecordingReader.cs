using Unroll.Data.Audio;
using Unroll.Data.Files;
using Unroll.Data.Strokes;
using Unroll.Data.SeriesFiles;
using Unroll.Data.Tables;
using Unroll.Data.Text;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Transcribe;

/// <summary>Reads sounds or writings in the format that a recipe names.</summary>
/// <param name="options">The format and what belongs to it.</param>
/// <param name="labelled">Whether every one must have a text; else there may be none.</param>
internal sealed class RecordingReader(TranscribeDataOptions options, bool labelled = true)
{
    /// <summary>Reads a file or folder.</summary>
    /// <exception cref="DataException">It cannot be read, or is malformed.</exception>
    public IReadOnlyList<Recording> Read(string path) => options.Format switch
    {
        "strokes" => [.. InkFile.Read(path).Select(Of)],
        "strokes-rows" => FromRows(DelimitedTable.Read(path)),
        _ => ReadSounds(path),
    };

    /// <summary>Reads what comes through a pipe.</summary>
    /// <exception cref="DataException">It is malformed, or sounds are asked for with their texts, which lie in a folder.</exception>
    public IReadOnlyList<Recording> Read(Stream data, string name) => options.Format switch
    {
        "strokes" => [.. InkFile.Parse(TextFile.Read(data, name), name).Select(Of)],
        "strokes-rows" => FromRows(DelimitedTable.Parse(TextFile.Read(data, name), name)),
        _ when labelled => throw new DataException($"Data '{name}': sounds and their texts cannot be read from a pipe, expected a folder of WAV files. Give its path."),
        _ => [ReadPipe(data, name)],
    };

    private Recording Of(LabelledInk ink) => labelled && string.IsNullOrWhiteSpace(ink.Text)
        ? throw new DataException($"Strokes {ink.Ink.Origin}: there is no \"text\", or an empty one, expected what is written, because it is to be learned or measured. Add it.")
        : new Recording(ink.Ink.Origin) { Ink = ink.Ink, Text = labelled ? ink.Text : null };

    private Recording[] FromRows(DelimitedTable table)
    {
        int? label = labelled ? table.ColumnOf(options.Label) : null;
        int[] columns = label is { } l ? new ColumnChoice().Of(table, table.Columns[l]) : new ColumnChoice().Of(table);

        // Without texts the column may be there or not; points are pairs, so that an odd one is no point.
        columns = columns.Length % 2 == 0 || labelled ? columns : [.. columns.Where(c => c != table.ColumnOf(options.Label))];
        return [.. SeriesRows.Read(table, 2, columns).Select((s, row) => new Recording(s.Origin)
        {
            Ink = new Ink([s.Values], s.Origin),
            Text = label is { } c ? table.Label(row, c) : null,
        })];
    }

    private Recording[] ReadSounds(string path)
    {
        if (File.Exists(path))
        {
            return labelled
                ? throw new DataException($"Data '{path}': it is a file, expected a folder of sounds with their texts, because data.format is audio. Give the folder.")
                : [new Recording(new Origin(path)) { Sound = Sound(path) }];
        }

        if (!labelled)
        {
            IReadOnlyList<MatchedFile> fitting = FilePattern.TryFind(path, options.Pattern);
            return [.. (fitting.Count > 0 ? fitting : FilePattern.Find(path, "*.wav")).Select(f => new Recording(new Origin(f.Path)) { Sound = Sound(f.Path) })];
        }

        return TranscriptsOf(path) is { } transcripts
            ? WithTranscripts(path, transcripts, FilePattern.TryFind(path, options.Pattern) is { Count: > 0 } named ? named : FilePattern.Find(path, "*.wav"))
            : WithNames(path);
    }

    /// <summary>The file of transcripts of a folder: the one that the recipe names, or one of the usual name; a pattern with {label} needs none.</summary>
    private string? TranscriptsOf(string folder)
    {
        string name = Path.Combine(folder, options.Transcripts ?? TranscriptFile.DefaultName);
        return File.Exists(name) ? name : options.Transcripts is null || NamesLabel ? null : throw new DataException(
            $"Folder '{folder}': there is no file '{options.Transcripts}', expected one that says what is said, because data.transcripts names it. Write a file's name, a tab and the text on every line of it.");
    }

    private bool NamesLabel => options.Pattern.Contains("{label}", StringComparison.Ordinal);

    private Recording[] WithNames(string folder) => NamesLabel
        ? [.. FilePattern.Find(folder, options.Pattern).Select(f => OfFile(f) with { Text = f.Fields["label"] })]
        : throw new DataException($"Folder '{folder}': nothing says what is said in its sounds. Expected a file '{TranscriptFile.DefaultName}' (a file's name, a tab and the text on every line), or {{label}} in data.pattern where names of files say it.");

    private Recording[] WithTranscripts(string folder, string file, IReadOnlyList<MatchedFile> sounds)
    {
        IReadOnlyDictionary<string, (string Text, Origin Origin)> texts = TranscriptFile.Read(file);
        Dictionary<string, MatchedFile> byName = sounds.ToDictionary(s => Path.GetRelativePath(folder, s.Path).Replace('\\', '/'), StringComparer.Ordinal);
        foreach ((string name, (_, Origin origin)) in texts.OrderBy(t => t.Value.Origin.Line))
        {
            if (!byName.ContainsKey(name))
            {
                throw new DataException($"Transcripts {origin}: there is no sound '{name}' in '{folder}' (that fits '{options.Pattern}'), expected one for every line. Add the file, or remove the line.");
            }
        }

        string[] silent = [.. byName.Keys.Where(n => !texts.ContainsKey(n)).Order(StringComparer.Ordinal)];
        return silent.Length == 0
            ? [.. texts.OrderBy(t => t.Value.Origin.Line).Select(t => OfFile(byName[t.Key]) with { Text = t.Value.Text, TextOrigin = t.Value.Origin })]
            : throw new DataException($"Transcripts '{file}': {silent.Length} of {byName.Count} sounds have no line, such as '{silent[0]}', expected one for each. Add the lines, or move the sounds elsewhere.");
    }

    private Recording OfFile(MatchedFile file) => new(new Origin(file.Path))
    {
        Sound = Sound(file.Path),
        Group = Field(file, options.Group, "data.group"),
        JoinedBy = Field(file, options.JoinBy, "data.joinBy"),
    };

    private static string? Field(MatchedFile file, string? name, string key) => name is null ? null
        : file.Fields.TryGetValue(name, out string? value) ? value
        : throw new DataException($"{key} is '{name}', expected a name in braces of data.pattern, because names of files say it. Write {{{name}}} into the pattern.");

    /// <summary>At the rate of the features, so that nothing is resampled twice.</summary>
    private Waveform Sound(string path) => WavFile.Read(path).Resample(options.Audio.SampleRate);

    private Recording ReadPipe(Stream data, string name)
    {
        WavStream wav = WavStream.Open(data, name);
        List<float> samples = [];
        for (float[] part = wav.Read(); part.Length > 0; part = wav.Read())
        {
            samples.AddRange(part);
        }

        return samples.Count > 0
            ? new Recording(new Origin(name)) { Sound = new Waveform([.. samples], wav.SampleRate, 1, new Origin(name)).Resample(options.Audio.SampleRate) }
            : throw new DataException($"WAV '{name}': it holds no samples. Nothing was recorded. Record it again.");
    }
}
