using System.Text.RegularExpressions;

namespace Unroll.Architecture.Tests;

/// <summary>What can be read off C# sources without a compiler.</summary>
internal static partial class CSharpText
{
    /// <summary>The source without comments and without the text of strings; interpolations go with their string.</summary>
    public static string CodeOf(string source) => CommentOrString().Replace(source, m => m.Value[0] == '/' ? " " : "\"\"");

    /// <summary>
    /// The folders of the library that a source uses: by <c>using Unroll.X</c> in all its forms, by <c>Unroll.X.</c>, or by <c>X.</c> where
    /// no dot comes before. Its own is among them.
    /// </summary>
    /// <param name="source">The file.</param>
    /// <param name="folders">The names to look for.</param>
    public static IEnumerable<string> FoldersUsed(string source, IEnumerable<string> folders)
    {
        string code = CodeOf(source);
        return folders.Where(folder => Regex.IsMatch(code, $@"\bUnroll\.{folder}\b") || Regex.IsMatch(code, $@"(?<![\w.@]){folder}\.[A-Z]"));
    }

    /// <summary>Whether a source has an unsafe context, a pointer type or a fixed statement.</summary>
    public static bool IsUnsafe(string source) => UnsafeCode().IsMatch(CodeOf(source));

    [GeneratedRegex(""""//[^\n]*|/\*.*?\*/|"{3,}.*?"{3,}|\$?@\$?"(?:[^"]|"")*"|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+'"""", RegexOptions.Singleline)]
    private static partial Regex CommentOrString();

    [GeneratedRegex(@"\bunsafe\b|\bfixed\s*\(|\b(float|double|int|uint|long|ulong|byte|short|nint|void|T)\s*\*+\s*[\w>,)]+\s*[=;,)]|delegate\*")]
    private static partial Regex UnsafeCode();
}
