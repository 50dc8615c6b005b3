using Unroll.Data.Files;
using Unroll.Data.Labels;
using Xunit;

namespace Unroll.Data.Tests.Labels;

public sealed class LabelSetTests
{
    [Fact]
    public void Labels_are_in_ordinal_order_and_numbers_in_theirs()
    {
        Assert.Equal(["IE", "N", "a"], LabelSet.Of(["a", "N", "IE", "N"]).Names);
        Assert.Equal(["-1", "2", "10"], LabelSet.Of(["10", "2", "-1", "2"]).Names);
        Assert.Equal(["1", "10", "a"], LabelSet.Of(["10", "1", "a"]).Names);
    }

    [Fact]
    public void A_label_not_seen_in_training_is_an_error_that_names_file_and_line_and_what_is_known()
    {
        LabelSet set = LabelSet.Of(["ham", "spam"]);
        Assert.Equal(1, set.IdOf("spam", default));
        string message = Assert.Throws<DataException>(() => set.IdOf("Spam", new Origin("dev.tsv", 7))).Message;
        Assert.Contains("'dev.tsv', line 7", message, StringComparison.Ordinal);
        Assert.Contains("'Spam'", message, StringComparison.Ordinal);
        Assert.Contains("ham, spam", message, StringComparison.Ordinal);
        Assert.False(set.TryIdOf("egg", out _));
    }

    [Fact]
    public void Counts_are_by_number() => Assert.Equal([2, 0, 1], LabelSet.Of(["a", "b", "c"]).CountsOf([0, 2, 0]));

    [Fact]
    public void A_set_goes_through_json()
    {
        LabelSet set = LabelSet.Of(["é\"", "a", "日本"]);
        Assert.Equal(set.Names, LabelSet.FromJson(set.ToJson()).Names);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[\"a\",\"a\"]")]
    [InlineData("[\"a\",\"\"]")]
    [InlineData("[\"a\",null]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[\"a\"")]
    public void Json_that_is_no_set_is_an_error_of_the_model_file(string json) =>
        Assert.Contains("m.safetensors", Assert.Throws<ModelFileException>(() => LabelSet.FromJson(json, "m.safetensors")).Message, StringComparison.Ordinal);
}
