using System.Text.RegularExpressions;

namespace Unroll.Data.Files;

/// <summary>A file whose name fits a pattern.</summary>
/// <param name="Path">The file.</param>
/// <param name="Fields">What stood in the places of the names in braces.</param>
public sealed record MatchedFile(string Path, IReadOnlyDictionary<string, string> Fields);

/// <summary>
/// Names of files that say what is in them, such as <c>{label}_{speaker}_{take}.wav</c> or <c>{label}/*.csv</c>: a name in braces is any
/// text without a slash, as short as it can be, and <c>*</c> the same without a name. A file may also be called so with <c>.gz</c> behind it.
/// </summary>
public static class FilePattern
{
    /// <summary>Finds the files of a folder whose names fit.</summary>
    /// <param name="folder">The folder; its folders are searched as deep as the pattern has slashes. Hidden files do not count.</param>
    /// <param name="pattern">The pattern, with / between folders.</param>
    /// <returns>The files in the ordinal order of their names; at least one.</returns>
    /// <exception cref="DataException">There is no such folder, the pattern is malformed, or no file fits it.</exception>
    public static IReadOnlyList<MatchedFile> Find(string folder, string pattern)
    {
        IReadOnlyList<MatchedFile> found = TryFind(folder, pattern);
        if (found.Count > 0)
        {
            return found;
        }

        string[] names = FilesOf(folder, pattern.Count(c => c == '/'));
        throw new DataException(
            $"Folder '{folder}': none of its {names.Length} files fits the pattern '{pattern}'"
            + (names.Length > 0 ? $" (there is, for example, '{names[0]}')" : "") + ". Correct the pattern; {name} stands for any text.");
    }

    /// <summary>The same, where there may be none.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="pattern">The pattern.</param>
    /// <returns>The files in the ordinal order of their names.</returns>
    /// <exception cref="DataException">There is no such folder, or the pattern is malformed.</exception>
    public static IReadOnlyList<MatchedFile> TryFind(string folder, string pattern)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentException.ThrowIfNullOrWhiteSpace(pattern);
        Regex regex = ToRegex(pattern);
        List<MatchedFile> found = [];
        foreach (string name in FilesOf(folder, pattern.Count(c => c == '/')))
        {
            Match match = regex.Match(name);
            if (match.Success)
            {
                Dictionary<string, string> fields = new(StringComparer.Ordinal);
                foreach (Group group in match.Groups.Values.Where(g => !char.IsAsciiDigit(g.Name[0])))
                {
                    fields.Add(group.Name, group.Value);
                }

                found.Add(new MatchedFile(Path.Combine(folder, name), fields));
            }
        }

        return found;
    }

    private static string[] FilesOf(string folder, int depth)
    {
        try
        {
            EnumerationOptions options = new()
            {
                RecurseSubdirectories = depth > 0,
                MaxRecursionDepth = depth,
                IgnoreInaccessible = false,
                AttributesToSkip = FileAttributes.Hidden,
            };
            string[] names = [.. Directory.EnumerateFiles(folder, "*", options).Select(f => Path.GetRelativePath(folder, f).Replace(Path.DirectorySeparatorChar, '/'))];
            Array.Sort(names, StringComparer.Ordinal);
            return names;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"Folder '{folder}': it cannot be read ({e.Message}). Check the spelling and that you may read it.", e);
        }
    }

    private static Regex ToRegex(string pattern)
    {
        string regex = Regex.Escape(pattern).Replace(@"\*", "[^/]*?", StringComparison.Ordinal);
        try
        {
            // Escape leaves a closing brace as it is and puts a backslash before an opening one.
            regex = Regex.Replace(regex, @"\\\{(?<name>[A-Za-z]\w*)\}", "(?<${name}>[^/]+?)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
            return regex.Contains(@"\{", StringComparison.Ordinal)
                ? throw new ArgumentException("a brace is not closed, or its name is not made of letters", nameof(pattern))
                : new Regex($@"^{regex}(\.gz)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        }
        catch (ArgumentException e)
        {
            throw new DataException($"Pattern '{pattern}': it is malformed ({e.Message}). Write it as {{label}}_{{take}}.wav or {{label}}/*.csv.", e);
        }
    }
}
