using Unroll.Data.Files;
using Unroll.Tasks.Classify;
using Unroll.Tasks.Items;
using Unroll.Tasks.Recipes;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Classify;

public sealed class ItemEncodingTests
{
    private const string Table = "age,colour,zip,class\n20,red,1,a\n30,blue,2,b\n,red,1,a\n40,?,2,b\n50,red,1,b\n";

    [Theory]
    [InlineData("items.tsv", "data.tokens=word", "data.lowercase=true", "data.maxLength=4")]
    [InlineData("items.tsv", "data.tokens=char")]
    [InlineData("items.tsv", "data.tokens=bpe", "data.vocabularySize=270")]
    [InlineData("items.txt", "data.format=series-blocks", "data.scaling=robust", "data.maxLength=5")]
    [InlineData("items.txt", "data.format=series-blocks", "data.scaling=none")]
    [InlineData("items.csv", "data.format=table", "data.categories=zip", "data.scaling=min-max", "data.positive=b")]
    public void What_goes_into_a_model_file_comes_back_and_encodes_the_same(string file, params string[] overrides)
    {
        using TemporaryFolder folder = new();
        Recipe recipe = TinyItems.Recipe(folder, file, file.EndsWith("csv", StringComparison.Ordinal) ? Table : file.EndsWith("tsv", StringComparison.Ordinal) ? TinyItems.Texts() : TinyItems.Blocks(), overrides);
        LabelledDataOptions options = new(recipe.Values);
        IReadOnlyList<RawItem> items = new ItemReader(options).Read(folder.File(file));
        ItemEncoding encoding = ItemEncoding.Fit(options, items);
        Dictionary<string, string> metadata = new(StringComparer.Ordinal);
        encoding.Write(metadata);
        ItemEncoding read = ItemEncoding.Read(options, metadata.GetValueOrDefault, "model");
        Assert.Equal((encoding.Channels, encoding.Length, encoding.Positive), (read.Channels, read.Length, read.Positive));
        Assert.Equal(encoding.Labels.Names, read.Labels.Names);
        Assert.Equal(ClassifyData.Digest(encoding.Encode(items, options.Lowercase)), ClassifyData.Digest(read.Encode(items, options.Lowercase)));
    }

    [Fact]
    public void Rows_of_a_table_become_numbers_with_means_for_what_is_missing()
    {
        ItemEncoding encoding = Fit("items.csv", Table, out IReadOnlyList<RawItem> items, "data.format=table", "data.scaling=none", "data.exclude=zip");
        Assert.Equal(["age", "age missing", "colour=blue", "colour=red", "colour missing"], encoding.Table!.FeatureNames);
        Item[] encoded = encoding.Encode(items, lowercase: false);
        Assert.Equal([35, 1, 0, 1, 0], encoded[2].Series!.Values);
        Assert.Equal([40, 0, 0, 1, 1], encoded[3].Series!.Values);
        Assert.Equal([0, 1, 0, 1, 1], encoded.Select(i => i.Label));
    }

    [Fact]
    public void Items_are_cut_at_the_longest_length()
    {
        ItemEncoding encoding = Fit("items.tsv", TinyItems.Texts(), out IReadOnlyList<RawItem> items, "data.maxLength=3");
        Assert.Equal(3, encoding.Encode(items, lowercase: false).Max(i => i.Length));
        encoding = Fit("items.txt", TinyItems.Blocks(), out items, "data.format=series-blocks", "data.maxLength=4", "data.scaling=none");
        Item[] encoded = encoding.Encode(items, lowercase: false);
        Assert.Equal(4, encoded.Max(i => i.Length));
        Assert.Equal(items[5].Series!.Values.Take(8), encoded[5].Series!.Values);
    }

    [Theory]
    [InlineData("one label", "a\tx\na\ty\n", "all 2 items have the label 'a', expected at least two labels")]
    [InlineData("a label each", "a\tx\nb\ty\nc\tz\n", "each of the 3 items has a label of its own ('a', 'b', ...)")]
    public void Labels_that_cannot_be_learned_are_told(string what, string text, string expected)
    {
        DataException e = Assert.Throws<DataException>(() => Fit("items.tsv", text, out _));
        Assert.True(e.Message.Contains(expected, StringComparison.Ordinal), $"{what}: {e.Message}");
    }

    [Fact]
    public void A_label_that_is_looked_for_must_be_there()
    {
        DataException e = Assert.Throws<DataException>(() => Fit("items.tsv", TinyItems.Texts(), out _, "data.positive=ugly"));
        Assert.Contains("data.positive is 'ugly', expected one of the labels of the training data: bad, good", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_labels_the_rarer_one_is_looked_for()
    {
        Assert.Equal(1, Fit("items.tsv", "x\t1\nx\t2\ny\t3\n", out _).Positive);
        Assert.Equal(0, Fit("items.tsv", "x\t1\ny\t2\ny\t3\n", out _).Positive);
        Assert.Null(Fit("items.tsv", "x\t1\ny\t2\nz\t3\nz\t3\n", out _).Positive);
    }

    [Fact]
    public void A_label_not_seen_in_training_is_told_with_its_place()
    {
        ItemEncoding encoding = Fit("items.tsv", TinyItems.Texts(), out _);
        DataException e = Assert.Throws<DataException>(() => encoding.Encode([new RawItem(new Origin("new.tsv", 7)) { Label = "ugly", Text = "x" }], lowercase: false));
        Assert.Contains("Label 'new.tsv', line 7: got 'ugly', which was not seen in training", e.Message, StringComparison.Ordinal);
    }

    private static ItemEncoding Fit(string file, string text, out IReadOnlyList<RawItem> items, params string[] overrides)
    {
        using TemporaryFolder folder = new();
        LabelledDataOptions options = new(TinyItems.Recipe(folder, file, text, overrides).Values);
        items = new ItemReader(options).Read(folder.File(file));
        return ItemEncoding.Fit(options, items);
    }
}
