using Unroll.Data.Files;

namespace Unroll.Data.Music;

/// <summary>Reads pieces of music: JSON piano rolls (<c>.json</c>), MIDI files (<c>.mid</c>, <c>.midi</c>), each also as <c>.gz</c>, or a folder of them.</summary>
public static class PianoRolls
{
    private const string What = "Music";

    /// <summary>Reads pieces.</summary>
    /// <param name="path">A file, or a folder, whose folders are searched too; files of other kinds there do not count.</param>
    /// <param name="step">Quarter notes a step, for MIDI.</param>
    /// <returns>The pieces, file by file in the ordinal order of the names; at least one.</returns>
    /// <exception cref="DataException">Nothing is there, or a file is malformed.</exception>
    public static IReadOnlyList<PianoRoll> Read(string path, double step)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (!Directory.Exists(path))
        {
            return Parse(FileBytes.Read(path, What), path, step);
        }

        string[] files = [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(IsMusic).Order(StringComparer.Ordinal)];
        return files.Length > 0
            ? [.. files.SelectMany(f => Parse(FileBytes.Read(f, What), f, step))]
            : throw new DataException($"{What} '{path}': there is no file in this folder whose name ends in .mid, .midi or .json (or .gz of these). Name the folder that holds the music.");
    }

    /// <summary>Reads pieces from a stream, whose beginning says what they are.</summary>
    /// <param name="stream">JSON or MIDI, or gzip of it.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="step">Quarter notes a step, for MIDI.</param>
    /// <returns>The pieces; at least one.</returns>
    /// <exception cref="DataException">It is malformed.</exception>
    public static IReadOnlyList<PianoRoll> Read(Stream stream, string name, double step) =>
        Parse(FileBytes.Read(stream, name, What, static (_, _) => false), name, step);

    private static IReadOnlyList<PianoRoll> Parse(byte[] bytes, string source, double step) =>
        bytes.AsSpan().StartsWith("MThd"u8) || IsMidi(source) ? [MidiReader.Parse(bytes, source).Quantize(step, source)] : RollJson.Parse(bytes, source);

    private static bool IsMusic(string file) => IsMidi(file) || Plain(file).EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    private static bool IsMidi(string file) =>
        Plain(file).EndsWith(".mid", StringComparison.OrdinalIgnoreCase) || Plain(file).EndsWith(".midi", StringComparison.OrdinalIgnoreCase);

    private static string Plain(string file) => file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? file[..^3] : file;
}
