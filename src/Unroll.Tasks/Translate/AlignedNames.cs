namespace Unroll.Tasks.Translate;

/// <summary>The names of two aligned files, as one text says them: <c>val.{de,en}.gz</c>, or <c>A,B</c>, or the source's name alone.</summary>
internal static class AlignedNames
{
    /// <summary>The two files.</summary>
    /// <param name="path">Both names with the source first, or the source's, of which a part says which side it is.</param>
    /// <param name="source">The part of the source's name that the target's has not, such as "de"; or null.</param>
    /// <param name="target">What stands in its place in the target's name; or null.</param>
    /// <exception cref="DataException">The partner's name cannot be told.</exception>
    public static (string Source, string Target) Of(string path, string? source, string? target)
    {
        if (Braces(path) is { } parts)
        {
            (int open, int close, string first, string second) = parts;
            return (path[..open] + first + path[(close + 1)..], path[..open] + second + path[(close + 1)..]);
        }

        if (path.Split(',') is [var a, var b] && !File.Exists(path))
        {
            // The second as it is given, or beside the first.
            return (a, File.Exists(b) ? b : Path.Combine(Path.GetDirectoryName(a) ?? "", b));
        }

        if (source is null || target is null)
        {
            throw new DataException($"Aligned files: '{path}' is one file, expected two, because a pair has a source and a target. Write both as in \"train.{{de,en}}.gz\", with the source first.");
        }

        string name = Path.GetFileName(path);
        int at = PlaceOf(source, name);
        return at >= 0
            ? (path, Path.Combine(Path.GetDirectoryName(path) ?? "", name[..at] + target + name[(at + source.Length)..]))
            : throw new DataException($"Aligned files: the name '{name}' has no part '{source}', in whose place '{target}' would stand in its partner's name, expected one such as 'val.{source}.gz'. Give both files, as in 'val.{{{source},{target}}}.gz'.");
    }

    /// <summary>The two parts that the braces of a path hold, or null.</summary>
    public static (string Source, string Target)? PairOf(string path) => Braces(path) is { } parts ? (parts.First, parts.Second) : null;

    private static (int Open, int Close, string First, string Second)? Braces(string path)
    {
        int open = path.IndexOf('{', StringComparison.Ordinal), close = path.IndexOf('}', StringComparison.Ordinal);
        return open >= 0 && close > open && path[(open + 1)..close].Split(',') is [var first, var second] ? (open, close, first.Trim(), second.Trim()) : null;
    }

    /// <summary>The last place where a part stands in a name by itself: not within a word.</summary>
    private static int PlaceOf(string part, string name)
    {
        for (int at = name.Length; at > 0 && (at = name.LastIndexOf(part, at - 1, StringComparison.Ordinal)) >= 0;)
        {
            int end = at + part.Length;
            if ((at == 0 || !char.IsLetterOrDigit(name[at - 1])) && (end == name.Length || !char.IsLetterOrDigit(name[end])))
            {
                return at;
            }
        }

        return -1;
    }
}
