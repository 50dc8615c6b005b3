using Unroll.Data.Files;
using Unroll.Data.Text;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Data.Tests.Text;

public sealed class LabelledTextTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_tab_or_a_blank_separates_label_and_text_and_is_found_out()
    {
        Assert.Equal([("ham", "Ok lar...", 1), ("spam", "\"Free\" entry", 2)], Parsed("ham\tOk lar...\nspam\t\"Free\" entry\n"));
        Assert.Equal([("0", "How did it ?", 1), ("1", "What ?", 2)], Parsed("0 How did it ?\n 1  What ? \n\n \n"));
        Assert.Equal([("New York", "a b\tc", 1)], Parsed("New York\ta b\tc"));
        Assert.Equal([("a", "b\tc", 1)], Parsed("a b\tc", new LabelledTextOptions(LabelSeparator.Blank)));
    }

    [Fact]
    public void The_label_may_stand_last() =>
        Assert.Equal([("good", "a\tb", 1)], Parsed("a\tb\tgood\n", new LabelledTextOptions(LabelLast: true)));

    [Theory]
    [InlineData("ham\ta\nspam\tb\nspam c\n", "line 3", "no tab")]
    [InlineData("0 a\n1\n", "line 2", "no blank")]
    [InlineData("ham\ta\n\tb\n", "line 2", "label is empty")]
    [InlineData("ham\ta\nspam\t \n", "line 2", "text is empty")]
    [InlineData("ham\ta\n\nspam\tb\n", "line 2", "the line is empty")]
    [InlineData("\n \n", "", "no items")]
    public void A_malformed_line_is_an_error_that_names_file_and_line(string text, string line, string why)
    {
        DataException e = Assert.Throws<DataException>(() => LabelledText.Parse(text, "a.tsv"));
        Assert.Contains("a.tsv", e.Message, StringComparison.Ordinal);
        Assert.Contains(line, e.Message, StringComparison.Ordinal);
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_has_a_file_for_each_label()
    {
        _scratch.Write("c/Greek.txt", "Adamou\nBláha\n");
        _scratch.Write("c/Arabic.txt.gz", Scratch.Gzip("Khoury"));
        _scratch.Write("c/.hidden", "no");
        Assert.Equal(
            [("Arabic", "Khoury"), ("Greek", "Adamou"), ("Greek", "Bláha")],
            LabelledText.Read(Path.Combine(_scratch.Path, "c")).Select(i => (i.Label, i.Text)));
    }

    [Fact]
    public void Latin_1_is_read_if_it_is_asked_for_and_is_otherwise_an_error_that_says_so()
    {
        string path = _scratch.Write("a.txt", [.. "0 a\n1 caf"u8, 0xE9, .. "\n"u8]);
        DataException e = Assert.Throws<DataException>(() => LabelledText.Read(path));
        Assert.Contains("line 2", e.Message, StringComparison.Ordinal);
        Assert.Contains("latin1", e.Message, StringComparison.Ordinal);
        Assert.Equal("café", LabelledText.Read(path, new LabelledTextOptions(Encoding: TextEncoding.Latin1))[1].Text);
    }

    [Fact]
    public void A_truncated_gz_a_folder_for_a_file_and_a_missing_file_are_errors()
    {
        string path = _scratch.Write("a.gz", Scratch.Gzip("ham\tabc\n")[..^3]);
        Assert.Contains("truncated", Assert.Throws<DataException>(() => LabelledText.Read(path)).Message, StringComparison.Ordinal);
        Assert.Contains("no such file", Assert.Throws<DataException>(() => LabelledText.Read(path + "x")).Message, StringComparison.Ordinal);
    }

    [SharedDataFact("sms-spam")]
    public void Sms_spam_has_the_counts_that_are_published()
    {
        IReadOnlyList<LabelledText> items = LabelledText.Read(SharedData.PathOf("sms-spam", "train.tsv"));
        Assert.Equal(4456, items.Count);
        Assert.Equal(589, items.Count(i => i.Label == "spam"));
        Assert.Equal(("ham", "Ok lar... Joking wif u oni..."), (items[0].Label, items[0].Text));
    }

    [SharedDataFact("trec")]
    public void Trec_has_the_counts_that_are_published()
    {
        IReadOnlyList<LabelledText> items = LabelledText.Read(
            SharedData.PathOf("trec", "TREC.train.all"), new LabelledTextOptions(Encoding: TextEncoding.Latin1));
        Assert.Equal(5452, items.Count);
        Assert.Equal(6, items.Select(i => i.Label).Distinct().Count());
        Assert.Equal("How did serfdom develop in and then leave Russia ?", items[0].Text);
    }

    [SharedDataFact("sst")]
    public void Sst_has_the_counts_that_are_published()
    {
        (string File, int Items, int Labels)[] parts = [("stsa.binary.train", 6920, 2), ("stsa.binary.dev", 872, 2), ("stsa.fine.train", 8544, 5), ("stsa.fine.dev", 1101, 5)];
        foreach ((string file, int count, int labels) in parts)
        {
            IReadOnlyList<LabelledText> items = LabelledText.Read(SharedData.PathOf("sst", file));
            Assert.Equal((count, labels), (items.Count, items.Select(i => i.Label).Distinct().Count()));
        }
    }

    [SharedDataFact("names")]
    public void Names_has_the_counts_that_are_published()
    {
        IReadOnlyList<LabelledText> items = LabelledText.Read(SharedData.PathOf("names", "train"));
        Assert.Equal((18_079, 18), (items.Count, items.Select(i => i.Label).Distinct().Count()));
        Assert.Equal(("Arabic", "Khoury"), (items[0].Label, items[0].Text));
    }

    private static IEnumerable<(string Label, string Text, int Line)> Parsed(string text, LabelledTextOptions? options = null) =>
        LabelledText.Parse(text, "a", options).Select(i => (i.Label, i.Text, i.Origin.Line));
}
