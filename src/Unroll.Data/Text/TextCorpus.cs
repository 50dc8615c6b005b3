using System.IO.Enumeration;

namespace Unroll.Data.Text;

/// <summary>
/// The text to learn from: a plain text file, a <c>.gz</c>, or a folder of them (searched to its depth, hidden files and linked
/// folders left out, joined as they are in the ordinal order of their relative paths). The encoding is strict UTF-8; a byte order mark
/// is dropped and CRLF becomes LF.
/// </summary>
public sealed class TextCorpus
{
    private TextCorpus(string text, string source, IReadOnlyList<string> skipped)
    {
        Text = text;
        Source = source;
        Skipped = skipped;
    }

    /// <summary>The whole text; never empty.</summary>
    public string Text { get; }

    /// <summary>Where the text came from, as the caller named it.</summary>
    public string Source { get; }

    /// <summary>The binary files of a folder that were left out, by relative path; worth showing to the user.</summary>
    public IReadOnlyList<string> Skipped { get; }

    /// <summary>Reads a file or a folder.</summary>
    /// <param name="path">A text file, a <c>.gz</c>, or a folder.</param>
    /// <returns>The text.</returns>
    /// <exception cref="DataException">
    /// The path is missing or cannot be read, a file is binary or not UTF-8 or a truncated <c>.gz</c>, or there is no text in it.
    /// </exception>
    public static TextCorpus Read(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (Directory.Exists(path))
        {
            return ReadFolder(path);
        }

        if (!File.Exists(path))
        {
            throw new DataException(
                $"Text '{path}': there is no such file or folder (looked for '{Path.GetFullPath(path)}'). "
                + "Check the spelling; a relative path starts at the current folder.");
        }

        string text = TextFile.Read(path);
        return text.Length > 0
            ? new TextCorpus(text, path, [])
            : throw new DataException(
                $"Text '{path}': the file is empty, but a text to learn from was expected. Give a file with text in it.");
    }

    private static TextCorpus ReadFolder(string folder)
    {
        List<string> parts = [];
        List<string> skipped = [];
        long length = 0;
        foreach (string file in FilesOf(folder))
        {
            if (TextFile.TryRead(Path.Combine(folder, file), out string? text))
            {
                parts.Add(text);
                length += text.Length;
            }
            else
            {
                skipped.Add(file);
            }

            if (length > TextFile.MaxBytes)
            {
                throw new DataException(
                    $"Text '{folder}': its files hold more than {TextFile.MaxBytes} characters, the most that is read into memory. "
                    + "Take fewer files.");
            }
        }

        return length > 0 ? new TextCorpus(string.Concat(parts), folder, skipped) : throw NoText(folder, parts.Count, skipped);
    }

    private static DataException NoText(string folder, int empty, List<string> skipped)
    {
        string found = skipped.Count > 0
            ? $"it holds no text, only {skipped.Count} binary file(s) such as '{skipped[0]}'"
            : empty > 0 ? $"all of its {empty} file(s) are empty" : "the folder is empty (hidden files do not count)";
        return new DataException($"Text '{folder}': {found}. Put text files (UTF-8, or .gz of them) there, or name another folder.");
    }

    private static string[] FilesOf(string folder)
    {
        try
        {
            // Linked folders are not entered: a link to a folder above would never end.
            FileSystemEnumerable<string> files = new(
                folder,
                RelativePath,
                new EnumerationOptions
                {
                    RecurseSubdirectories = true,
                    IgnoreInaccessible = false,
                    AttributesToSkip = FileAttributes.Hidden,
                })
            {
                ShouldIncludePredicate = static (ref FileSystemEntry e) => !e.IsDirectory,
                ShouldRecursePredicate = static (ref FileSystemEntry e) => !e.Attributes.HasFlag(FileAttributes.ReparsePoint),
            };
            string[] paths = [.. files];
            Array.Sort(paths, StringComparer.Ordinal);
            return paths;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"Text '{folder}': the folder cannot be read ({e.Message}). Check its permissions.", e);
        }
    }

    // With '/' on every system, so that the order is the same.
    private static string RelativePath(ref FileSystemEntry e) =>
        Path.GetRelativePath(e.OriginalRootDirectory.ToString(), e.ToSpecifiedFullPath()).Replace(Path.DirectorySeparatorChar, '/');
}
