using System.Text;
using Unroll.Data.Text;
using Unroll.Data.Vocabularies;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Data.Tests.Vocabularies;

public sealed class CharVocabularyTests
{
    [Fact]
    public void Characters_are_numbered_by_code_point_behind_the_unknown_one()
    {
        CharVocabulary v = CharVocabulary.Build("cab\nb\U0001F600é");
        Assert.Equal(["\uFFFD", "\n", "a", "b", "c", "é", "\U0001F600"], Enumerable.Range(0, v.Count).Select(v.Token));
        Assert.Equal([2, 3, 6, 1], v.Encode("ab\U0001F600\n"));
    }

    [Fact]
    public void Encode_then_decode_gives_the_text_back()
    {
        string text = TestTexts.Mixed(seed: 1, length: 3000);
        CharVocabulary v = CharVocabulary.Build(text);
        Assert.Equal(text, v.Decode(v.Encode(text)));
        Assert.DoesNotContain(CharVocabulary.UnknownId, v.Encode(text));
    }

    [Fact]
    public void Unknown_characters_and_lone_surrogates_read_as_the_replacement_character()
    {
        CharVocabulary v = CharVocabulary.Build("abc");
        Assert.Equal("a\uFFFDb\uFFFDc\uFFFD\uFFFD", v.Decode(v.Encode("a\U0001F600bxc\uD83D\uFFFD")));
    }

    [Fact]
    public void A_replacement_character_in_the_text_is_the_unknown_one()
    {
        CharVocabulary v = CharVocabulary.Build("a\uFFFDb");
        Assert.Equal(3, v.Count);
        Assert.Equal([1, 0, 2], v.Encode("a\uFFFDb"));
    }

    [Fact]
    public void A_greatest_size_keeps_the_most_frequent_and_of_equals_the_smaller_code_points() =>
        Assert.Equal("bcd", string.Concat(CharVocabulary.Build("dddccbba", maxSize: 4).Characters.Select(c => c.ToString())));

    [Fact]
    public void A_least_count_leaves_rare_characters_out() =>
        Assert.Equal(["c", "d"], CharVocabulary.Build("dddccba", minCount: 2).Characters.Select(c => c.ToString()));

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void An_id_outside_is_an_error_that_names_the_range(int id)
    {
        CharVocabulary v = CharVocabulary.Build("ab");
        ArgumentOutOfRangeException e = Assert.Throws<ArgumentOutOfRangeException>(() => v.Decode([1, id]));
        Assert.Contains("from 0 to 2", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => v.Token(id));
    }

    [SharedDataFact("tiny-shakespeare")]
    public void Tiny_shakespeare_has_65_characters()
    {
        string text = TextCorpus.Read(SharedData.PathOf("tiny-shakespeare", "input.txt")).Text;
        CharVocabulary v = CharVocabulary.Build(text);
        Assert.Equal(1_115_394, text.Length);
        Assert.Equal(65 + 1, v.Count);
        Assert.Equal(text, v.Decode(v.Encode(text)));
    }

    [Fact]
    public void Every_rune_finds_its_own_id()
    {
        CharVocabulary v = CharVocabulary.Build("az\U00010000\U0010FFFF\uFFFE");
        Assert.All(v.Characters.Select((c, i) => (c, i)), x => Assert.Equal(x.i + 1, v.IdOf(x.c)));
        Assert.Equal(CharVocabulary.UnknownId, v.IdOf(new Rune('m')));
        Assert.Equal(CharVocabulary.UnknownId, v.IdOf(new Rune(0x20000)));
    }
}
