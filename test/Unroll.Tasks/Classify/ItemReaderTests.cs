using System.Text;
using Unroll.Tasks.Classify;
using Unroll.Tasks.Recipes;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Classify;

/// <summary>Data with labels and without; the readers of the formats have tests of their own.</summary>
public sealed class ItemReaderTests
{
    [Theory]
    [InlineData("-1", "9,2,3,4,a\n5,6,7,8,b\n", "9,2,3,4\n5,6,7,8\n")]
    [InlineData("1", "a,9,2,3,4\nb,5,6,7,8\n", "9,2,3,4\n5,6,7,8\n")]
    [InlineData("-1", "9,2,3,4,0\n5,6,7,8,1\n", "9,2,3,4\n5,6,7,8\n")]
    [InlineData("class", "p,q,class,r,s\n9,2,a,3,4\n5,6,b,7,8\n", "p,q,r,s\n9,2,3,4\n5,6,7,8\n")]
    [InlineData("-1", "p,q,r,s,class\n9,2,3,4,a\n5,6,7,8,b\n", "p,q,r,s\n9,2,3,4\n5,6,7,8\n")]
    public void Rows_are_the_same_series_with_a_label_column_and_without(string label, string with, string without)
    {
        LabelledDataOptions options = Options("data.format=series-rows", $"data.label={label}");
        float[][] labelled = Values(new ItemReader(options).Read(Bytes(with), "with"));
        ItemReader unlabelled = new(options, labelled: false) { ValuesOfRow = 4 };
        Assert.Equal([[9, 2, 3, 4], [5, 6, 7, 8]], labelled);
        Assert.Equal(labelled, Values(unlabelled.Read(Bytes(with), "with")));
        IReadOnlyList<RawItem> items = unlabelled.Read(Bytes(without), "without");
        Assert.Equal(labelled, Values(items));
        Assert.All(items, i => Assert.Null(i.Label));
    }

    [Fact]
    public void Rows_that_may_or_may_not_end_in_a_label_are_not_guessed()
    {
        ItemReader reader = new(Options("data.format=series-rows"), labelled: false) { ValuesOfRow = 4 };
        DataException e = Assert.Throws<DataException>(() => reader.Read(Bytes("1,2,3\n4,5,6\n"), "short.csv"));
        Assert.Contains("Table 'short.csv': its rows have 3 values, expected 4 as in training, or one more with the label", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_in_data_that_needs_none_is_not_looked_at()
    {
        foreach (string format in (string[])["table", "series-rows"])
        {
            ItemReader reader = new(Options($"data.format={format}", "data.label=class", "data.group=shop"), labelled: false);
            Assert.All(reader.Read(Bytes("p,class\n1,\n2,never seen\n"), "x"), i => Assert.Null(i.Label));
        }
    }

    [Fact]
    public void A_column_of_text_is_found_by_its_name_with_a_label_and_without()
    {
        LabelledDataOptions options = Options("data.format=table", "data.label=kind", "data.text=words");
        Assert.Equal(["two words", "one"], new ItemReader(options).Read(Bytes("kind,words\na,two words\nb,one\n"), "x").Select(i => i.Text));
        Assert.Equal(["two words", "one"], new ItemReader(options, labelled: false).Read(Bytes("words,more\ntwo words,x\none,y\n"), "x").Select(i => i.Text));
    }

    [Fact]
    public void A_pipe_has_the_encoding_of_the_recipe()
    {
        IReadOnlyList<RawItem> items = new ItemReader(Options("data.encoding=latin-1")).Read(new MemoryStream([.. "a caf"u8, 0xE9, (byte)'\n']), "stdin");
        Assert.Equal("café", Assert.Single(items).Text);
    }

    [Theory]
    [InlineData("audio")]
    [InlineData("images")]
    [InlineData("series-files")]
    [InlineData("series-channels")]
    public void What_lies_in_files_of_its_own_cannot_come_through_a_pipe(string format)
    {
        DataException e = Assert.Throws<DataException>(() => new ItemReader(Options($"data.format={format}")).Read(new MemoryStream([0, 1, 2]), "stdin"));
        Assert.Contains($"Data 'stdin': the format {format} cannot be read from a pipe, expected a path", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_without_labels_need_no_name_that_holds_one()
    {
        using TemporaryFolder folder = new();
        folder.Write("monday.csv", "x,y\n1,2\n3,4\n");
        folder.Write("tuesday.csv", "x,y\n5,6\n");
        ItemReader reader = new(Options("data.format=series-files", "data.pattern={label}_{take}.csv"), labelled: false);
        Assert.Equal([[1, 2, 3, 4], [5, 6]], Values(reader.Read(folder.Path)));
        Assert.Equal([[5, 6]], Values(reader.Read(folder.File("tuesday.csv"))));
        folder.Write("up_1.csv", "x,y\n7,8\n");
        Assert.Equal([[7, 8]], Values(reader.Read(folder.Path)));
    }

    [Fact]
    public void A_line_without_a_text_is_told()
    {
        DataException e = Assert.Throws<DataException>(() => new ItemReader(Options(), labelled: false).Read(Bytes("one\n\ntwo\n"), "stdin"));
        Assert.Contains("Text 'stdin', line 2: the line is empty", e.Message, StringComparison.Ordinal);
    }

    private static LabelledDataOptions Options(params string[] overrides) => new(Recipe.Parse("""{ "task": "classify", "data": { "train": "x" } }""", overrides: overrides).Values);

    private static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));

    private static float[][] Values(IReadOnlyList<RawItem> items) => [.. items.Select(i => i.Series!.Values)];
}
