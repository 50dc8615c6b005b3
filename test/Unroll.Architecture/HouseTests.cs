using System.Text.RegularExpressions;
using Xunit;

namespace Unroll.Architecture.Tests;

/// <summary>The rules of the house that no analyzer holds.</summary>
public sealed class HouseTests
{
    private const int MostLines = 400;

    /// <summary>Words that would tie the repository to one machine or to how it was made. In pieces, so that this file does not hold them.</summary>
    private static readonly Regex s_foreign = new(
        @"(?<![\w.])/" + @"work\b" + @"|\bses" + @"sions?\b|\bapi\.nu" + @"get\.org|\bpy" + @"pi\.org|registry\.npm" + @"js|\barti" + @"factory\b|/v3/" + @"index\.json|/ro" + @"ot/");

    [Fact]
    public void Unsafe_code_lives_in_the_kernels_only()
    {
        string[] found = [.. RepositoryFiles.Under("src", ".cs").Where(f => CSharpText.IsUnsafe(f.Text)).Select(f => f.Path)];
        Assert.Contains("src/Unroll/Kernels/Gemm.cs", found);
        Assert.DoesNotContain(found, f => !f.StartsWith("src/Unroll/Kernels/", StringComparison.Ordinal));
    }

    [Fact]
    public void Only_the_library_may_compile_unsafe_code()
    {
        IEnumerable<string> projects = RepositoryFiles.All.Where(f => f.Path.EndsWith(".csproj", StringComparison.Ordinal) || f.Path.EndsWith(".props", StringComparison.Ordinal))
            .Where(f => f.Text.Contains("AllowUnsafeBlocks", StringComparison.Ordinal)).Select(f => f.Path);
        Assert.Equal(["src/Unroll/Unroll.csproj"], projects);
    }

    [Theory]
    [InlineData("unsafe class A { }", true)]
    [InlineData("class A { void B(float* x) { } }", true)]
    [InlineData("class A { void B(Span<float> x) { fixed (float* p = x) { } } }", true)]
    [InlineData("class A { void* p; }", true)]
    [InlineData("// unsafe, float* x;", false)]
    [InlineData("class A { string s = \"unsafe\"; int B(int a, int b) => a * b; float C(float f) => (2 * f) * f; }", false)]
    public void Unsafe_code_is_told_from_words_and_products(string source, bool expected) => Assert.Equal(expected, CSharpText.IsUnsafe(source));

    [Fact]
    public void No_file_mentions_the_machine_it_was_written_on_how_it_was_made_or_where_packages_came_from()
    {
        string[] found = [.. RepositoryFiles.All
            .SelectMany(f => f.Text.Split('\n').Select((line, i) => (f.Path, Line: i + 1, Match: s_foreign.Match(line))))
            .Where(l => l.Match.Success)
            .Select(l => $"{l.Path}:{l.Line}: {l.Match.Value}")];
        Assert.Empty(found);
    }

    [Theory]
    [InlineData("see /wo" + "rk/plan", true)]
    [InlineData("written in a ses" + "sion", true)]
    [InlineData("https://api.nu" + "get.org/v3", true)]
    [InlineData("the class Ses" + "sion holds the state", false)]
    [InlineData("https://www.nuget.org/packages/Unroll, a framework, docs/workflow", false)]
    public void Such_words_are_told_from_others(string text, bool expected) => Assert.Equal(expected, s_foreign.IsMatch(text));

    [Fact]
    public void No_source_file_written_by_hand_is_longer_than_four_hundred_lines()
    {
        IEnumerable<string> found = RepositoryFiles.All
            .Where(f => f.Path.EndsWith(".cs", StringComparison.Ordinal) && !f.Path.EndsWith(".g.cs", StringComparison.Ordinal))
            .Select(f => (f.Path, Lines: f.Text.Count(c => c == '\n')))
            .Where(f => f.Lines > MostLines)
            .Select(f => $"{f.Path}: {f.Lines} lines");
        Assert.Empty(found);
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        string solution = RepositoryFiles.All.Single(f => f.Path == "Unroll.slnx").Text;
        IEnumerable<string> missing = RepositoryFiles.All.Select(f => f.Path).Where(p => p.EndsWith(".csproj", StringComparison.Ordinal))
            .Where(p => !solution.Contains($"\"{p}\"", StringComparison.Ordinal));
        Assert.Empty(missing);
    }
}
