using Unroll.Data.Files;
using Xunit;

namespace Unroll.Data.Tests.Files;

public sealed class FilePatternTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Names_in_braces_are_what_stands_there()
    {
        foreach (string name in (string[])["7_theo_31.wav", "0_george_5.wav", "readme.txt", "0_george_5.wav.bak", ".0_x_1.wav", "sub/1_a_2.wav"])
        {
            _scratch.Write(name, "x");
        }

        IReadOnlyList<MatchedFile> found = FilePattern.Find(_scratch.Path, "{label}_{speaker}_{take}.wav");
        Assert.Equal([("0", "george", "5"), ("7", "theo", "31")], found.Select(f => (f.Fields["label"], f.Fields["speaker"], f.Fields["take"])));
        Assert.Equal("7_theo_31.wav", Path.GetFileName(found[1].Path));
    }

    [Fact]
    public void A_slash_goes_into_folders_and_a_star_is_anything()
    {
        _scratch.Write("cat/a (1).csv", "1");
        _scratch.Write("dog/b.csv", "1");
        _scratch.Write("dog/deep/c.csv", "1");
        _scratch.Write("top.csv", "1");
        Assert.Equal(["cat", "dog"], FilePattern.Find(_scratch.Path, "{label}/*.csv").Select(f => f.Fields["label"]));
        Assert.Equal(["top.csv"], FilePattern.Find(_scratch.Path, "*.csv").Select(f => Path.GetFileName(f.Path)));
        Assert.Equal(["1"], FilePattern.Find(_scratch.Path, "cat/a ({n}).csv").Select(f => f.Fields["n"]));
    }

    [Fact]
    public void A_packed_file_fits_by_the_name_that_it_has_unpacked()
    {
        _scratch.Write("3_ann.csv.gz", "x");
        _scratch.Write("4_bob.csv", "x");
        Assert.Equal([("3", "ann"), ("4", "bob")], FilePattern.Find(_scratch.Path, "{label}_{id}.csv").Select(f => (f.Fields["label"], f.Fields["id"])));
        Assert.Equal(["ann"], FilePattern.Find(_scratch.Path, "*_{id}.csv.gz").Select(f => f.Fields["id"]));
    }

    [Fact]
    public void Of_nothing_that_fits_it_may_also_be_asked_whether_there_is_any()
    {
        _scratch.Write("a.txt", "x");
        Assert.Empty(FilePattern.TryFind(_scratch.Path, "*.csv"));
        Assert.Throws<DataException>(() => FilePattern.TryFind(_scratch.Path + "x", "*.csv"));
    }

    [Fact]
    public void Nothing_that_fits_a_malformed_pattern_and_a_missing_folder_are_errors()
    {
        _scratch.Write("a.csv", "1");
        Assert.Contains("'a.csv'", Assert.Throws<DataException>(() => FilePattern.Find(_scratch.Path, "{label}.wav")).Message, StringComparison.Ordinal);
        foreach (string pattern in (string[])["{label.wav", "{1a}.csv", "{a}_{}.csv"])
        {
            Assert.Contains("malformed", Assert.Throws<DataException>(() => FilePattern.Find(_scratch.Path, pattern)).Message, StringComparison.Ordinal);
        }

        Assert.Contains("cannot be read", Assert.Throws<DataException>(() => FilePattern.Find(_scratch.Path + "x", "*")).Message, StringComparison.Ordinal);
    }
}
