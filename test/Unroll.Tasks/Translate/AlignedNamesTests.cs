using Unroll.Tasks.Translate;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Tasks.Tests.Translate;

public sealed class AlignedNamesTests
{
    [Theory]
    [InlineData("data/train.{de,en}.gz", null, null, "data/train.de.gz", "data/train.en.gz")]
    [InlineData("{questions, answers}.txt", "de", "en", "questions.txt", "answers.txt")]
    [InlineData("a/val.de.gz", "de", "en", "a/val.de.gz", "a/val.en.gz")]
    [InlineData("model/val-de.de", "de", "en", "model/val-de.de", "model/val-de.en")]
    [InlineData("abode.de_de.x", "de", "en", "abode.de_de.x", "abode.de_en.x")]
    [InlineData("a/one.txt,two.txt", null, null, "a/one.txt", "a/two.txt")]
    public void Both_names_follow_from_one_text(string path, string? source, string? target, string first, string second) =>
        Assert.Equal((first, second), AlignedNames.Of(path, source, target));

    [Fact]
    public void The_second_of_two_names_may_lie_elsewhere_and_a_comma_may_be_part_of_a_name()
    {
        using TemporaryFolder folder = new();
        string elsewhere = folder.Write("b/two.txt", "x"), comma = folder.Write("one, of.de", "x");
        Assert.Equal(("a/one.txt", elsewhere), AlignedNames.Of($"a/one.txt,{elsewhere}", null, null));
        Assert.Equal((comma, folder.File("one, of.en")), AlignedNames.Of(comma, "de", "en"));
    }

    [Theory]
    [InlineData("val.fr.gz", "de", "en", "has no part 'de'")]
    [InlineData("abode.gz", "de", "en", "has no part 'de'")]
    [InlineData("val.gz", null, null, "is one file, expected two")]
    public void A_partner_that_cannot_be_told_is_asked_for(string path, string? source, string? target, string expected) =>
        Assert.Contains(expected, Assert.Throws<DataException>(() => AlignedNames.Of(path, source, target)).Message);

    [Fact]
    public void Braces_name_the_pair()
    {
        Assert.Equal(("de", "en"), AlignedNames.PairOf("x/train.{de,en}.gz"));
        Assert.Null(AlignedNames.PairOf("x/train.de.gz"));
        Assert.Null(AlignedNames.PairOf("x/train.{de}.gz"));
    }
}
