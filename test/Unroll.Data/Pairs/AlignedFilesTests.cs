using Unroll.Data.Files;
using Unroll.Data.Pairs;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Data.Tests.Pairs;

public sealed class AlignedFilesTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Lines_of_the_same_number_are_a_pair_and_the_last_needs_no_end()
    {
        string de = _scratch.Write("a.de", "Ein Hund .\r\n Zwei Männer\r\n"), en = _scratch.Write("a.en.gz", Scratch.Gzip("A dog .\nTwo men"));
        TextPair[] expected = [new("Ein Hund .", "A dog .", new Origin(de, 1)), new("Zwei Männer", "Two men", new Origin(de, 2))];
        Assert.Equal(expected, AlignedFiles.Read(de, en));
    }

    [Fact]
    public void Empty_lines_at_the_end_are_left_out_in_either_file() => Assert.Equal(2, AlignedFiles.Pair("a\nb\n\n \n", "x", "c\nd\n", "y").Count);

    [Theory]
    [InlineData("a\nb\nc\n", "d\ne\n", "3 and 2 lines", "'x', line 3, has no partner in 'y'")]
    [InlineData("a\n", "d\ne\n", "1 and 2 lines", "'y', line 2, has no partner in 'x'")]
    [InlineData("a\n\nc\n", "d\n\nf\n", "'x', line 2", "the line is empty")]
    [InlineData("a\nb\nc\n", "d\n \nf\n", "'y', line 2", "the line is empty")]
    [InlineData("", "", "'x' and 'y'", "there are no lines")]
    public void What_cannot_be_paired_is_an_error_that_names_file_and_line(string sources, string targets, string first, string second)
    {
        string message = Assert.Throws<DataException>(() => AlignedFiles.Pair(sources, "x", targets, "y")).Message;
        Assert.Contains(first, message, StringComparison.Ordinal);
        Assert.Contains(second, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_an_error_that_names_file_and_line()
    {
        string good = _scratch.Write("good", "a\nb\n"), bad = _scratch.Write("bad", [(byte)'a', (byte)'\n', 0xE4, (byte)'\n']);
        string message = Assert.Throws<DataException>(() => AlignedFiles.Read(good, bad)).Message;
        Assert.Contains($"'{bad}': invalid UTF-8 at byte 2 (line 2)", message, StringComparison.Ordinal);
        Assert.Equal("ä", AlignedFiles.Read(good, bad, TextEncoding.Latin1)[1].Target);
    }

    [SharedDataFact("multi30k")]
    public void Multi30k_has_the_pairs_that_are_published()
    {
        IReadOnlyList<TextPair> Part(string name) => AlignedFiles.Read(SharedData.PathOf("multi30k", name + ".de.gz"), SharedData.PathOf("multi30k", name + ".en.gz"));
        Assert.Equal((29_000, 1014), (Part("train").Count, Part("val").Count));
        Assert.Equal("Two young, White males are outside near many bushes.", Part("train")[0].Target);
    }
}
