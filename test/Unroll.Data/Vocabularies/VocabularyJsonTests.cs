using Unroll.Data.Vocabularies;
using Xunit;

namespace Unroll.Data.Tests.Vocabularies;

public sealed class VocabularyJsonTests
{
    private static readonly string Text = TestTexts.Mixed(seed: 3, length: 2000) + " \"quoted\\\" <b>";

    public static TheoryData<string> Kinds => ["char", "word", "marks", "bpe"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Write_then_read_gives_the_same_vocabulary(string kind)
    {
        IVocabulary before = Build(kind);
        string json = VocabularyJson.Write(before);
        IVocabulary after = VocabularyJson.Read(json);
        Assert.IsType(before.GetType(), after);
        Assert.Equal(json, VocabularyJson.Write(after));
        Assert.Equal(Enumerable.Range(0, before.Count).Select(before.Token), Enumerable.Range(0, after.Count).Select(after.Token));
        string other = TestTexts.Mixed(seed: 4, length: 500);
        Assert.Equal(before.Encode(other), after.Encode(other));
        Assert.DoesNotContain('\n', json);
    }

    [Fact]
    public void The_form_is_stable()
    {
        Assert.Equal("""{"kind":"char","characters":"\nab"}""", VocabularyJson.Write(CharVocabulary.Build("ab\n")));
        Assert.Equal(
            """{"kind":"word","split":"marks","lowercase":true,"words":["a","b"]}""",
            VocabularyJson.Write(WordVocabulary.Build("A a B", WordSplit.Marks, lowercase: true)));
        Assert.Equal("""{"kind":"bpe","merges":[97,98]}""", VocabularyJson.Write(BytePairVocabulary.Train("ab\nab", 300)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Json_cut_off_at_any_place_is_a_model_file_error(string kind)
    {
        string json = VocabularyJson.Write(Build(kind));
        for (int length = 0; length < json.Length; length += 1 + (json.Length / 200))
        {
            AssertSays(json[..length], "altered");
        }
    }

    [Theory]
    [InlineData("[]", "no kind")]
    [InlineData("{}", "no kind")]
    [InlineData("""{"kind":"syllable"}""", "'syllable'", "char, word, bpe")]
    [InlineData("""{"kind":"char"}""", "'characters' is missing")]
    [InlineData("""{"kind":"char","characters":["a"]}""", "'characters' is a Array", "String")]
    [InlineData("""{"kind":"char","characters":"ba"}""", "character 2", "order")]
    [InlineData("""{"kind":"char","characters":"aa"}""", "character 2", "order")]
    [InlineData("""{"kind":"char","characters":"a\uFFFD"}""", "U+FFFD")]
    [InlineData("""{"kind":"char","characters":"\uD83D"}""")]
    [InlineData("""{"kind":"char","characters":"a","size":3}""", "'size' is unknown")]
    [InlineData("""{"kind":"char","kind":"char","characters":"a"}""")]
    [InlineData("""{"kind":"word","split":"syllables","lowercase":true,"words":[]}""", "'syllables'", "'blanks' or 'marks'")]
    [InlineData("""{"kind":"word","split":"blanks","lowercase":1,"words":[]}""", "'lowercase' is a Number")]
    [InlineData("""{"kind":"word","split":"blanks","lowercase":true,"words":["a","a"]}""", "word 2", "twice")]
    [InlineData("""{"kind":"word","split":"blanks","lowercase":true,"words":["<unk>"]}""", "word 1", "reserved")]
    [InlineData("""{"kind":"word","split":"blanks","lowercase":true,"words":[""]}""", "word 1", "empty")]
    [InlineData("""{"kind":"word","split":"blanks","lowercase":true,"words":[null]}""", "word 1")]
    [InlineData("""{"kind":"word","split":"blanks","lowercase":true,"words":[5]}""")]
    [InlineData("""{"kind":"bpe","merges":[1]}""", "1 numbers", "pairs")]
    [InlineData("""{"kind":"bpe","merges":[1,256]}""", "merge 0", "below 256")]
    [InlineData("""{"kind":"bpe","merges":[1,-2]}""", "merge 0")]
    [InlineData("""{"kind":"bpe","merges":[1,2,1,2]}""", "merge 1 repeats")]
    [InlineData("""{"kind":"bpe","merges":[1.5,2]}""")]
    [InlineData("""{"kind":"bpe","merges":[99999999999,2]}""")]
    [InlineData("""{"kind":"bpe","merges":[1,1,256,256,257,257,258,258,259,259,260,260,261,261,262,262]}""", "256 bytes")]
    public void What_does_not_fit_exactly_is_a_model_file_error(string json, params string[] parts) => AssertSays(json, parts);

    private static void AssertSays(string json, params string[] parts)
    {
        ModelFileException e = Assert.Throws<ModelFileException>(() => VocabularyJson.Read(json, "shakespeare.safetensors"));
        Assert.Equal(4, e.ExitCode);
        string[] all = [.. parts, "shakespeare.safetensors", "train the model again"];
        Assert.All(all, part => Assert.Contains(part, e.Message, StringComparison.Ordinal));
    }

    private static IVocabulary Build(string kind) => kind switch
    {
        "char" => CharVocabulary.Build(Text),
        "word" => WordVocabulary.Build(Text, minCount: 2),
        "marks" => WordVocabulary.Build(Text, WordSplit.Marks, lowercase: true),
        _ => BytePairVocabulary.Train(Text, 350),
    };
}
