using Unroll.Data.Files;
using Unroll.Data.Pairs;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Data.Tests.Pairs;

public sealed class PronunciationDictionaryTests
{
    private const string Text = ";;; of 2014\na AH0\naalto AA1 L T OW2 # name, finnish\na(2) EY1\na(3) EY0\n#hash HH AE1 SH\n";

    [Fact]
    public void Pronunciations_of_a_word_stand_together_without_stress_and_comments()
    {
        TextPair[] expected =
        [
            new("a", "AH", new Origin("d", 2)), new("a", "EY", new Origin("d", 4)),
            new("aalto", "AA L T OW", new Origin("d", 3)), new("#hash", "HH AE SH", new Origin("d", 6)),
        ];
        Assert.Equal(expected, PronunciationDictionary.Parse(Text, "d"));
    }

    [Fact]
    public void Stress_is_kept_on_demand() =>
        Assert.Equal(["AH0", "EY1", "EY0"], PronunciationDictionary.Parse(Text, "d", stress: true).Where(p => p.Source == "a").Select(p => p.Target));

    [Fact]
    public void Parentheses_that_begin_a_word_belong_to_it() =>
        Assert.Equal("(paren", Assert.Single(PronunciationDictionary.Parse("(paren P ER EH N\n", "d")).Source);

    [Theory]
    [InlineData("a AH0\nb\n", 2, "a word without phonemes")]
    [InlineData("b # B IY1\n", 1, "a word without phonemes")]
    [InlineData("b(x) B IY1\n", 1, "expected a number in its parentheses")]
    [InlineData("b() B IY1\n", 1, "expected a number in its parentheses")]
    [InlineData("b B IY 1\n", 1, "a stress without a phoneme")]
    [InlineData("a AH0\n\nb B IY1\n", 2, "the line is empty")]
    public void A_malformed_line_is_an_error_that_names_file_and_line(string text, int line, string why)
    {
        string message = Assert.Throws<DataException>(() => PronunciationDictionary.Parse(text, "c.dict")).Message;
        Assert.Contains($"'c.dict', line {line}:", message, StringComparison.Ordinal);
        Assert.Contains(why, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_comments_is_an_error() =>
        Assert.Contains("no words", Assert.Throws<DataException>(() => PronunciationDictionary.Parse(";;; x\n", "d")).Message, StringComparison.Ordinal);

    [SharedDataFact("cmudict")]
    public void Cmudict_has_the_phonemes_that_are_published()
    {
        IReadOnlyList<TextPair> all = PronunciationDictionary.Read(SharedData.PathOf("cmudict", "train.dict.gz"), stress: true);
        // Of 121,491 lines two repeat a pronunciation.
        Assert.Equal(121_489, all.Count);
        IReadOnlyList<TextPair> plain = PronunciationDictionary.Read(SharedData.PathOf("cmudict", "train.dict.gz"));
        Assert.Equal(39, plain.SelectMany(p => p.Target.Split(' ')).Distinct().Count());
        Assert.Equal(RightAnswers.Of(plain).Sum(a => a.Targets.Count), plain.Count);
    }
}
