using Unroll.Data.Files;
using Unroll.Data.Pairs;
using Unroll.Data.Vocabularies;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Translate;
using Xunit;

namespace Unroll.Tasks.Tests.Translate;

public sealed class PairEncodingTests
{
    private static readonly TextPair[] s_pairs =
    [
        new("Ein Mann, zwei Hunde: \"los!\"", "A man, two dogs: \"go!\"", new Origin("t", 1)),
        new("  zwei  Blanks vorn\tund 漢字", " two blanks in front 🎈", new Origin("t", 2)),
    ];

    [Theory]
    [InlineData("bpe")]
    [InlineData("char")]
    public void Text_comes_back_exactly(string tokens)
    {
        PairEncoding encoding = Fit(tokens, "");
        foreach (TextPair pair in s_pairs)
        {
            Assert.Equal(pair.Target, encoding.Target.Decode(encoding.Target.Encode(pair.Target)));
            Assert.Equal(pair.Source, encoding.Source.Decode(encoding.Source.Encode(pair.Source)));
        }
    }

    [Fact]
    public void Words_come_back_with_the_marks_where_they_stood()
    {
        PairEncoding encoding = Fit("word", "");
        Assert.Equal(s_pairs[0].Target, encoding.Target.Decode(encoding.Target.Encode(s_pairs[0].Target)));
        Assert.Equal(["￭", "of", "a"], encoding.Target.Pieces("(of a").Select(w => w.Trim('(')));
    }

    [Fact]
    public void A_byte_pair_word_is_the_same_tokens_at_the_beginning_and_in_the_middle()
    {
        PairEncoding encoding = Fit("bpe", "");
        int[] alone = encoding.Source.Encode("zwei"), behind = encoding.Source.Encode("Ein zwei");
        Assert.Equal(alone, behind[^alone.Length..]);
    }

    [Fact]
    public void Every_text_of_a_source_ends_in_the_token_behind_the_vocabulary_and_none_is_empty()
    {
        PairEncoding encoding = Fit("char", "");
        Assert.Equal([encoding.Source.Vocabulary.Count], encoding.EncodeSource(""));
        Assert.Equal(encoding.Source.Count - 1, encoding.EncodeSource("Ein")[^1]);
        EncodedPairs encoded = encoding.Encode(s_pairs);
        Assert.Equal(encoded.Targets.Sum(t => t.Length) + 2, encoded.TargetTokens);
    }

    [Fact]
    public void Capitals_are_folded_on_both_sides_where_that_is_asked_for()
    {
        PairEncoding encoding = Fit("word", ", \"lowercase\": true");
        Assert.Equal("a man, two dogs: \"go!\"", encoding.Target.Decode(encoding.Target.Encode(s_pairs[0].Target)));
        Assert.Equal(encoding.Source.Encode("EIN MANN"), encoding.Source.Encode("ein mann"));
    }

    [Fact]
    public void A_capital_letter_that_never_occurred_is_its_small_letter_and_one_that_did_is_itself()
    {
        TextSide names = TextSide.Learn(["anna", "Otto"], "char", null, 1, lowercase: false);
        Assert.Equal(names.Encode("anna"), names.Encode("ANNA"));
        Assert.NotEqual(names.Encode("otto"), names.Encode("Otto"));
        Assert.Equal([CharVocabulary.UnknownId], names.Encode("Z"));
    }

    [Theory]
    [InlineData("bpe", "", true)]
    [InlineData("word", "", true)]
    [InlineData("word", ", \"sharedVocabulary\": false", false)]
    [InlineData("char", ", \"targetTokens\": \"symbols\"", false)]
    public void What_is_written_is_read_back(string tokens, string more, bool shared)
    {
        PairEncoding encoding = Fit(tokens, more);
        Assert.Equal(shared, encoding.IsShared);
        Dictionary<string, string> metadata = new(StringComparer.Ordinal);
        encoding.Write(metadata);
        PairEncoding read = PairEncoding.Read(metadata.GetValueOrDefault, "model", lowercase: false);
        Assert.Equal(shared, read.IsShared);
        foreach (TextPair pair in s_pairs)
        {
            Assert.Equal(encoding.EncodeSource(pair.Source), read.EncodeSource(pair.Source));
            Assert.Equal(encoding.Target.Encode(pair.Target), read.Target.Encode(pair.Target));
        }

        Assert.Throws<KeyNotFoundException>(() => PairEncoding.Read(_ => null, "model", lowercase: false));
    }

    private static PairEncoding Fit(string tokens, string more) => PairEncoding.Fit(
        new TranslateDataOptions(TranslateSamples.Recipe($"\"train\": \"t\", \"format\": \"tsv\", \"tokens\": \"{tokens}\"{(tokens == "bpe" ? ", \"vocabularySize\": 280" : "")}{more}").Values), s_pairs);
}
