using Unroll.Data.Tagging;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Data.Tests.Tagging;

public sealed class ConllColumnsTests
{
    [Fact]
    public void Lines_of_blanks_part_sentences_and_words_may_begin_with_a_hash()
    {
        IReadOnlyList<TaggedSentence> s = ConllColumns.Parse("#tag\tO\nNew York\tB-location\n \t \n\nx\tO\n", "a");
        Assert.Equal(["#tag", "New York"], s[0].Words);
        Assert.Equal(["O", "B-location"], s[0].Tags);
        Assert.Equal((2, 5), (s.Count, s[1].Lines[0]));
    }

    [Fact]
    public void Columns_are_chosen_from_either_end_and_may_stand_between_blanks()
    {
        const string text = "-DOCSTART- -X- -X- O\n\nEU NNP  I-NP B-ORG\nrejects VBZ I-VP O\n";
        Assert.Equal(["B-ORG", "O"], Assert.Single(ConllColumns.Parse(text, "a")).Tags);
        Assert.Equal(["NNP", "VBZ"], ConllColumns.Parse(text, "a", tag: 1)[0].Tags);
        Assert.Empty(ConllColumns.Parse("word\nother\n", "a", tag: null)[0].Tags);
    }

    [Theory]
    [InlineData("a\tO\nb\n", 2, "1 column (got 'b'), expected 2")]
    [InlineData("a\tO\nb\tO\tO\n", 2, "3 columns")]
    [InlineData("a\nb\n", 1, "the line has 1 column,")]
    [InlineData("a\tO\n\tO\n", 2, "is empty")]
    public void A_malformed_line_is_an_error_that_names_file_and_line(string text, int line, string why)
    {
        string message = Assert.Throws<DataException>(() => ConllColumns.Parse(text, "a.conll")).Message;
        Assert.Contains($"'a.conll', line {line}:", message, StringComparison.Ordinal);
        Assert.Contains(why, message, StringComparison.Ordinal);
    }

    [SharedDataFact("wnut17")]
    public void Wnut_has_the_sentences_and_tokens_that_are_published()
    {
        IReadOnlyList<TaggedSentence> train = ConllColumns.Read(SharedData.PathOf("wnut17", "wnut17train.conll"));
        Assert.Equal((3394, 62_730), (train.Count, train.Sum(s => s.Words.Count)));
        Assert.Equal(13, train.SelectMany(s => s.Tags).Distinct().Count());
        IReadOnlyList<TaggedSentence> dev = ConllColumns.Read(SharedData.PathOf("wnut17", "emerging.dev.conll"));
        Assert.Equal((1009, 15_733), (dev.Count, dev.Sum(s => s.Words.Count)));
        Assert.Equal(["Stabilized", "approach", "or", "not"], dev[0].Words.Take(4));
    }
}
