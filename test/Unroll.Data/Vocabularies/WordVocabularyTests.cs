using System.Text.RegularExpressions;
using Unroll.Data.Text;
using Unroll.Data.Vocabularies;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Data.Tests.Vocabularies;

public sealed class WordVocabularyTests
{
    [Fact]
    public void Words_are_numbered_by_falling_count_then_ordinally()
    {
        WordVocabulary v = WordVocabulary.Build("b a c b\nB a b\n");
        Assert.Equal(["<unk>", "<eos>", "b", "a", "B", "c"], Enumerable.Range(0, v.Count).Select(v.Token));
    }

    [Fact]
    public void Every_line_end_is_a_token_also_that_of_a_blank_line()
    {
        WordVocabulary v = WordVocabulary.Build("a b");
        Assert.Equal([1, 2, 1, 1, 3, 1, 2], v.Encode("\n a \n  \nb\na"));
    }

    [Fact]
    public void Unknown_words_and_the_words_named_like_tokens_are_those_tokens()
    {
        WordVocabulary v = WordVocabulary.Build("a <unk> <unk> <eos> a");
        Assert.Equal(3, v.Count);
        Assert.Equal([2, 0, 0, 1], v.Encode("a <unk> zebra <eos>"));
    }

    [Fact]
    public void Decode_puts_one_blank_between_words_and_ends_lines()
    {
        WordVocabulary v = WordVocabulary.Build("a b c");
        Assert.Equal("a b\n\nc <unk>", v.Decode(v.Encode("  a\tb \n\nc   d ")));
    }

    [Fact]
    public void Size_and_count_leave_rare_words_out()
    {
        Assert.Equal(["a", "b"], WordVocabulary.Build("a a a b b c c d", maxSize: 4).Words);
        Assert.Equal(["a", "b", "c"], WordVocabulary.Build("a a a b b c c d", minCount: 2).Words);
    }

    [Fact]
    public void Lower_case_holds_for_building_and_for_encoding()
    {
        WordVocabulary v = WordVocabulary.Build("The the THE É", lowercase: true);
        Assert.Equal(["the", "é"], v.Words);
        Assert.Equal([2, 3], v.Encode("tHe é"));
    }

    [Fact]
    public void Marks_are_split_off_and_carry_joiners_where_they_touch() => Assert.Equal(
        "f ￭(￭ x ￭, y ￭) ￭. don't a ￭-￭ b ( c ￭) \" ￭'￭ d",
        string.Join(' ', TokensOf("f(x, y). don't a-b ( c) \"'d")));

    [Fact]
    public void Split_at_marks_then_decode_gives_the_text_back_but_for_runs_of_blanks()
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            string text = TestTexts.Mixed(seed, 200).Replace("￭", "", StringComparison.Ordinal);
            string expected = string.Join('\n', text.Split('\n').Select(Collapsed));
            WordVocabulary v = WordVocabulary.Build(text, WordSplit.Marks);
            Assert.Equal(expected, v.Decode(v.Encode(text)));
        }
    }

    [Fact]
    public void A_joiner_in_the_text_is_no_error()
    {
        WordVocabulary v = WordVocabulary.Build("￭ a￭b ￭￭", WordSplit.Marks);
        Assert.StartsWith("￭ a￭b ", v.Decode(v.Encode("￭ a￭b ￭￭")), StringComparison.Ordinal);
    }

    [SharedDataFact("wikitext-2")]
    public void WikiText_2_has_its_published_numbers_of_tokens_and_types()
    {
        string train = TextCorpus.Read(SharedData.PathOf("wikitext-2", "train.txt.gz")).Text;
        string valid = TextCorpus.Read(SharedData.PathOf("wikitext-2", "valid.txt.gz")).Text;
        WordVocabulary v = WordVocabulary.Build(train);
        Assert.Equal(33_278, v.Count);
        Assert.Equal(2_088_628, v.Encode(train).Length);
        Assert.Equal(217_646, v.Encode(valid).Length);
    }

    private static string Collapsed(string line) => Regex.Replace(line, @"\s+", " ", RegexOptions.NonBacktracking).Trim();

    private static IEnumerable<string> TokensOf(string text)
    {
        WordVocabulary v = WordVocabulary.Build(text, WordSplit.Marks);
        return v.Encode(text).Select(v.Token);
    }

    [Fact]
    public void Words_that_are_cut_already_are_counted_as_they_are()
    {
        WordVocabulary v = WordVocabulary.OfWords(["New York", "the", "The", "the", "<unk>", "rare"], lowercase: true, maxSize: 4);
        Assert.Equal(["the", "new york"], v.Words);
        Assert.Equal((2, 3, WordVocabulary.UnknownId), (v.IdOf("THE"), v.IdOf("New York"), v.IdOf("rare")));
        Assert.Equal(["the"], WordVocabulary.OfWords(["the", "a", "the"], minCount: 2).Words);
        Assert.Equal(WordVocabulary.Build("b a b c").Words, WordVocabulary.OfWords(["b", "a", "b", "c"]).Words);
    }

    [Theory]
    [InlineData("She said: \"no, (never) again!\"")]
    [InlineData("unknown words, too")]
    [InlineData("two\nlines")]
    public void Words_that_are_cut_and_put_together_are_the_text_and_as_many_as_ids(string text)
    {
        WordVocabulary words = WordVocabulary.Build("She said no, never again!", WordSplit.Marks);
        IReadOnlyList<string> cut = words.Cut(text);
        Assert.Equal(words.Encode(text).Length, cut.Count);
        Assert.Equal(text, words.Join(cut));
    }
}
