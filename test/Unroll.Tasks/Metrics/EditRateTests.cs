using Unroll.Kernels;
using Unroll.Tasks.Metrics;
using Xunit;

namespace Unroll.Tasks.Tests.Metrics;

public sealed class EditRateTests
{
    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "", 3)]
    [InlineData("", "", 0)]
    [InlineData("abc", "abc", 0)]
    [InlineData("ab", "ba", 2)]
    public void Distances_are_those_of_textbooks(string from, string to, int expected) =>
        Assert.Equal(expected, EditRate.Distance(EditRate.Characters(from), EditRate.Characters(to)));

    [Fact]
    public void Distances_equal_the_definition_by_recursion()
    {
        CounterRandom random = new(5);
        for (int i = 0; i < 200; i++)
        {
            string[] a = RandomSymbols(ref random), b = RandomSymbols(ref random);
            Assert.Equal(Plain(a, b), EditRate.Distance(a, b));
        }
    }

    [Fact]
    public void Edits_are_divided_by_the_symbols_of_all_right_answers_together()
    {
        EditRate rate = new();
        rate.Add(EditRate.Words("the cat sat"), EditRate.Words("the cat sat down"));
        rate.Add(EditRate.Words("a  dog"), EditRate.Words("a dog"));
        Assert.Equal((1L, 6L, 1L, 2L), (rate.Edits, rate.Length, rate.Right, rate.Count));
        Assert.Equal(1 / 6.0, rate.Rate, 1e-15);
        Assert.Equal(0.5, rate.Exact);
    }

    [Fact]
    public void Of_several_right_answers_the_nearest_counts_and_of_equally_near_ones_the_longest()
    {
        EditRate rate = new();
        rate.Add(["AH"], ["EY", "X", "Y"], ["AH"]);
        Assert.Equal((0L, 1L), (rate.Edits, rate.Length));
        rate.Add(["K", "AE"], ["K"], ["K", "AE", "T"]);
        Assert.Equal((1L, 4L), (rate.Edits, rate.Length));
        Assert.Throws<ArgumentException>(() => rate.Add(["K"]));
    }

    [Fact]
    public void Without_sequences_the_rate_is_zero_and_edits_without_symbols_are_infinite()
    {
        EditRate rate = new();
        Assert.Equal((0.0, 0.0), (rate.Rate, rate.Exact));
        rate.Add(["a"], [Array.Empty<string>()]);
        Assert.Equal(double.PositiveInfinity, rate.Rate);
    }

    [Fact]
    public void Exact_match_takes_any_answer_and_drops_blanks_at_the_ends()
    {
        ExactMatch exact = new(), lower = new(lowercase: true);
        Assert.True(exact.Add(" Sort of. ", "No.", "Sort of."));
        Assert.False(exact.Add("sort of.", "Sort of."));
        Assert.True(lower.Add("sort of.", "Sort of."));
        Assert.Equal((0.5, 2L, 0.0), (exact.Share, exact.Count, new ExactMatch().Share));
    }

    private static string[] RandomSymbols(ref CounterRandom random)
    {
        string[] symbols = new string[random.NextInt32(6)];
        for (int i = 0; i < symbols.Length; i++)
        {
            symbols[i] = "xyz"[random.NextInt32(3)].ToString();
        }

        return symbols;
    }

    private static int Plain(ReadOnlySpan<string> a, ReadOnlySpan<string> b) =>
        a.IsEmpty || b.IsEmpty ? a.Length + b.Length
        : a[0] == b[0] ? Plain(a[1..], b[1..])
        : 1 + Math.Min(Plain(a[1..], b[1..]), Math.Min(Plain(a[1..], b), Plain(a, b[1..])));
}
