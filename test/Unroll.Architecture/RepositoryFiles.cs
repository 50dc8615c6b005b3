using Unroll.TestKit;

namespace Unroll.Architecture.Tests;

/// <summary>The files of the repository that people write: everything but what builds and tools leave behind.</summary>
internal static class RepositoryFiles
{
    private static readonly string[] s_skipped = [".git", ".vs", ".idea", "bin", "obj", "artifacts", "TestResults", "BenchmarkDotNet.Artifacts", "node_modules", "runs"];

    private static readonly string[] s_textExtensions =
        [".cs", ".csproj", ".props", ".targets", ".slnx", ".json", ".jsonc", ".md", ".py", ".sh", ".yml", ".yaml", ".xml", ".txt", ".config", ".editorconfig", ".gitignore", ".gitattributes", ".svg", ".ts", ".svelte", ""];

    /// <summary>Every text file with its path from the root, with / between folders.</summary>
    public static IReadOnlyList<(string Path, string Text)> All { get; } = [.. Walk(new DirectoryInfo(Repository.Root))
        .Where(f => s_textExtensions.Contains(f.Extension))
        .Select(f => (Path.GetRelativePath(Repository.Root, f.FullName).Replace('\\', '/'), File.ReadAllText(f.FullName)))];

    public static IEnumerable<(string Path, string Text)> Under(string folder, string ending) =>
        All.Where(f => f.Path.StartsWith(folder + "/", StringComparison.Ordinal) && f.Path.EndsWith(ending, StringComparison.Ordinal));

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder)
    {
        // A worktree has a file .git that holds a path of the machine.
        foreach (FileInfo file in folder.EnumerateFiles().Where(f => !s_skipped.Contains(f.Name)))
        {
            yield return file;
        }

        foreach (DirectoryInfo child in folder.EnumerateDirectories().Where(d => !s_skipped.Contains(d.Name)))
        {
            foreach (FileInfo file in Walk(child))
            {
                yield return file;
            }
        }
    }
}
