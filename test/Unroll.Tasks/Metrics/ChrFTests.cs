using Unroll.Tasks.Metrics;
using Xunit;

namespace Unroll.Tasks.Tests.Metrics;

public sealed class ChrFTests
{
    [Fact]
    public void ChrF2_of_a_corpus_has_the_value_that_is_published_for_sacrebleu()
    {
        ChrF chrf = new();
        chrf.Add("The relationship between cats and dogs is not exactly friendly.", "The relationship between dogs and cats is not exactly friendly.");
        chrf.Add("a good bookshop is just a genteel black hole that knows how to read.", "A good bookshop is just a genteel Black Hole that knows how to read.");
        Assert.Equal(84.64214891738334, chrf.Score, 10);
        Assert.StartsWith("case:mixed|eff:yes|nc:6|nw:0|space:no|version:unroll-", chrf.Signature, StringComparison.Ordinal);
    }

    // The values of sacreBLEU's test suite for beta 3.
    [Theory]
    [InlineData("a", "a", 100)]
    [InlineData("", "reference", 0)]
    [InlineData("a b c", "abc", 100)]
    [InlineData("aa", "ab", 25)]
    public void Only_orders_that_occur_are_averaged(string translation, string reference, double expected)
    {
        ChrF chrf = new(beta: 3);
        chrf.Add(translation, reference);
        Assert.Equal(expected, chrf.Score, 4);
    }

    [Theory]
    [InlineData("Die Beziehung zwischen Obama und Netanjahu ist nicht gerade freundlich.", "Das Verhältnis zwischen Obama und Netanyahu ist nicht gerade freundschaftlich.", 67.3481606)]
    [InlineData("risk assessment must be made of those who are qualified and expertise in the sector - these are the scientists .", "risk assessment has to be undertaken by those who are qualified and expert in that area - that is the scientists .", 65.2414427)]
    public void Blanks_count_on_demand_with_the_values_that_are_published(string translation, string reference, double expected)
    {
        ChrF chrf = new(beta: 3, whitespace: true);
        chrf.Add(translation, reference);
        Assert.Equal(expected, chrf.Score, 4);
    }

    [Fact]
    public void Sentences_of_a_corpus_are_counted_together()
    {
        ChrF chrf = new(beta: 3);
        chrf.Add("a", "a");
        chrf.Add("b", "c");
        Assert.Equal((50.0, 2L), (chrf.Score, chrf.Count));
    }

    [Fact]
    public void Of_several_references_the_best_counts_and_case_counts_unless_told_otherwise()
    {
        ChrF several = new(), one = new(), lower = new(lowercase: true);
        several.Add("a small cat", "the tree is green", "a small cat");
        one.Add("A small cat", "a small cat");
        lower.Add("A small cat", "a small cat");
        Assert.Equal((100.0, 100.0), (Math.Round(several.Score, 10), Math.Round(lower.Score, 10)));
        Assert.InRange(one.Score, 50, 99);
        Assert.Throws<ArgumentException>(() => one.Add("a"));
    }

    [Fact]
    public void Characters_beyond_the_basic_plane_are_one()
    {
        ChrF chrf = new(order: 1);
        chrf.Add("😀😁", "😀a");
        Assert.Equal(50, chrf.Score, 10);
    }

    [Fact]
    public void Nothing_against_nothing_scores_zero()
    {
        ChrF chrf = new();
        Assert.Equal(0, chrf.Score);
        chrf.Add("", "");
        Assert.Equal(0, chrf.Score);
    }
}
