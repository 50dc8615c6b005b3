using Unroll.Data.Text;
using Xunit;

namespace Unroll.Data.Tests.Text;

public sealed class SdkDocumentationTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void The_sdk_that_runs_these_tests_gives_millions_of_characters_of_english()
    {
        CorpusSplit corpus = SdkDocumentation.Read();
        Assert.True(corpus.Train.Length > 4_000_000, $"{corpus.Train.Length} characters to learn from");
        Assert.InRange(corpus.Valid.Length / (double)corpus.Train.Length, 0.02, 0.04);
        Assert.Contains("Microsoft.NETCore.App.Ref", corpus.Source, StringComparison.Ordinal);
        Assert.Contains("is null", corpus.Train, StringComparison.Ordinal);
        Assert.DoesNotContain("<see", corpus.Train, StringComparison.Ordinal);
        string[] lines = (corpus.Train + corpus.Valid).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(lines.Length, lines.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(corpus, SdkDocumentation.Read());
    }

    [Fact]
    public void The_newest_version_of_each_pack_is_read()
    {
        WritePack("Microsoft.NETCore.App.Ref", "9.0.10", "Nine is old.");
        WritePack("Microsoft.NETCore.App.Ref", "10.0.2", "Ten is new.");
        WritePack("Microsoft.NETCore.App.Ref", "10.0.2-preview.7", "A preview is older.");
        WritePack("Microsoft.AspNetCore.App.Ref", "8.0.0", "Eight is all there is.", file: "Web.xml");
        CorpusSplit corpus = SdkDocumentation.Read([_scratch.Path]);
        Assert.Equal(["Eight is all there is.", "Ten is new."], Sorted(corpus));
        Assert.Equal("sdk-docs: Microsoft.NETCore.App.Ref 10.0.2, Microsoft.AspNetCore.App.Ref 8.0.0", corpus.Source);
    }

    [Fact]
    public void A_file_that_both_packs_hold_counts_once_and_repeated_entries_too()
    {
        WritePack("Microsoft.NETCore.App.Ref", "10.0.0", "Said in both.");
        WritePack("Microsoft.AspNetCore.App.Ref", "10.0.0", "Said in both.");
        WritePack("Microsoft.AspNetCore.App.Ref", "10.0.0", "Said in both.</summary><summary>Said once.", file: "Web.xml");
        Assert.Equal(["Said in both.", "Said once."], Sorted(SdkDocumentation.Read([_scratch.Path])));
    }

    [Fact]
    public void A_root_without_documentation_is_passed_over()
    {
        WritePack("Microsoft.NETCore.App.Ref", "10.0.0", "Found it.");
        Assert.Equal(["Found it."], Sorted(SdkDocumentation.Read([Path.Combine(_scratch.Path, "nothing"), _scratch.Path])));
    }

    [Fact]
    public void Without_an_sdk_the_error_says_where_it_looked_and_what_to_set()
    {
        string runtime = Path.Combine(_scratch.Path, "runtime-only");
        DataException e = Assert.Throws<DataException>(() => SdkDocumentation.Read([runtime]));
        Assert.All([runtime, "sdk-docs", "DOTNET_ROOT", "data.train"], part => Assert.Contains(part, e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_damaged_file_is_named()
    {
        string file = WritePack("Microsoft.NETCore.App.Ref", "10.0.0", "Not closed <b>");
        DataException e = Assert.Throws<DataException>(() => SdkDocumentation.Read([_scratch.Path]));
        Assert.All([file, "data.train"], part => Assert.Contains(part, e.Message, StringComparison.Ordinal));
    }

    private string WritePack(string pack, string version, string summary, string file = "Base.xml") => _scratch.Write(
        $"packs/{pack}/{version}/ref/net10.0/{file}",
        $"<doc><members><member name=\"T:A\"><summary>{summary}</summary></member></members></doc>");

    // With so few lines the hash may put all on one side.
    private static IEnumerable<string> Sorted(CorpusSplit corpus) =>
        (corpus.Train + corpus.Valid).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);
}
