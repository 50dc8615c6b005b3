using System.Text.RegularExpressions;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Bench;

/// <summary>The cells that docs/how-to/write-your-own-cell.md shows are those that are checked and measured.</summary>
public sealed partial class GuideTests
{
    [Fact]
    public void Every_cell_of_the_guide_stands_in_the_sources_word_for_word()
    {
        string guide = File.ReadAllText(Path.Combine(Repository.Root, "docs", "how-to", "write-your-own-cell.md")).ReplaceLineEndings("\n");
        string sources = string.Join('\n', Directory.GetFiles(Path.Combine(Repository.Root, "src", "Unroll.Tasks", "Bench", "OwnCells"), "*.cs").Select(File.ReadAllText)).ReplaceLineEndings("\n");
        string[] cells = [.. Block().Matches(guide).Select(m => m.Groups["code"].Value).Where(c => c.Contains("ICell<", StringComparison.Ordinal))];
        Assert.Equal(5, cells.Length);
        Assert.All(cells, c => Assert.Contains(Words(c), Words(sources), StringComparison.Ordinal));
    }

    /// <summary>Without documentation and white space.</summary>
    private static string Words(string code) => string.Join('\n', code.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && !l.StartsWith("///", StringComparison.Ordinal)));

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();
}
