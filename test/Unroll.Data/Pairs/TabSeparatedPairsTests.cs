using Unroll.Data.Files;
using Unroll.Data.Pairs;
using Unroll.TestKit;
using Xunit;

namespace Unroll.Data.Tests.Pairs;

public sealed class TabSeparatedPairsTests
{
    [Fact]
    public void A_pair_stands_on_a_line_and_columns_can_be_chosen()
    {
        const string text = "Go.\tVa !\tCC-BY\nRun!\tCours !\tCC-BY\n\n";
        Assert.Equal([new TextPair("Go.", "Va !", new Origin("a", 1)), new TextPair("Run!", "Cours !", new Origin("a", 2))], TabSeparatedPairs.Parse(text, "a"));
        Assert.Equal("Cours !", TabSeparatedPairs.Parse(text, "a", source: 1, target: 0)[1].Source);
    }

    [Theory]
    [InlineData("Go. Va !\n", 1, "1 column between tabs")]
    [InlineData("a\tb\nGo.\t \n", 2, "the target is empty")]
    [InlineData("a\tb\n\tb\n", 2, "the source is empty")]
    [InlineData("a\tb\n\nc\td\n", 2, "the line is empty")]
    public void A_malformed_line_is_an_error_that_names_file_and_line(string text, int line, string why)
    {
        string message = Assert.Throws<DataException>(() => TabSeparatedPairs.Parse(text, "a.tsv")).Message;
        Assert.Contains($"'a.tsv', line {line}:", message, StringComparison.Ordinal);
        Assert.Contains(why, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_lines_is_an_error() =>
        Assert.Contains("no lines", Assert.Throws<DataException>(() => TabSeparatedPairs.Parse("\n", "a")).Message, StringComparison.Ordinal);

    [Fact]
    public void Targets_of_one_source_are_put_together_in_order_and_none_twice()
    {
        IReadOnlyList<RightAnswers> answers = RightAnswers.Of(TabSeparatedPairs.Parse("Run!\tCours !\nGo.\tVa !\nRun!\tCourez !\nRun!\tCours !\n", "a"));
        Assert.Equal(["Run!", "Go."], answers.Select(a => a.Source));
        Assert.Equal(["Cours !", "Courez !"], answers[0].Targets);
        Assert.Equal(new Origin("a", 1), answers[0].Origin);
    }

    [SharedDataFact("tatoeba-eng-fra")]
    public void Tatoeba_has_the_pairs_that_are_published() =>
        Assert.Equal(135_680, TabSeparatedPairs.Read(SharedData.PathOf("tatoeba-eng-fra", "train.tsv.gz")).Count);
}
