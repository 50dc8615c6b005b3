using Unroll.Data.Text;
using Unroll.Kernels;
using Xunit;

namespace Unroll.Data.Tests.Text;

public sealed class CorpusSplitTests
{
    private static readonly string[] Lines = [.. Enumerable.Range(0, 20_000).Select(i => $"line number {i}")];

    [Fact]
    public void Every_distinct_line_is_on_exactly_one_side()
    {
        CorpusSplit split = CorpusSplit.ByHash([.. Lines, .. Lines[..5000]]);
        string[] both = [.. LinesOf(split.Train), .. LinesOf(split.Valid)];
        Assert.Equal(Lines.Order(StringComparer.Ordinal), both.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void About_three_of_a_hundred_lines_are_held_back()
    {
        // 600 expected of 20,000, with a standard deviation of 24.
        Assert.InRange(LinesOf(CorpusSplit.ByHash(Lines).Valid).Length, 500, 700);
    }

    [Fact]
    public void The_order_of_the_input_does_not_matter()
    {
        string[] shuffled = [.. Lines];
        new CounterRandom(1).Shuffle<string>(shuffled);
        Assert.Equal(CorpusSplit.ByHash(Lines), CorpusSplit.ByHash(shuffled));
    }

    [Fact]
    public void The_split_of_known_lines_is_the_same_on_every_machine()
    {
        // The first lines in the order of their SHA-256, worked out with sha256sum.
        Assert.Equal(["d", "c", "b", "a"], LinesOf(CorpusSplit.ByHash(["a", "b", "c", "d"]).Train));
    }

    [Fact]
    public void A_prefix_is_a_fair_sample()
    {
        string[] prefix = LinesOf(CorpusSplit.ByHash(Lines, maxTrain: 50_000).Train);
        double mean = prefix.Average(line => int.Parse(line.AsSpan("line number ".Length)));
        // The mean of about 3,000 numbers below 20,000 is 10,000 with a standard deviation of about 105.
        Assert.InRange(mean, 9_500, 10_500);
    }

    [Fact]
    public void A_limit_takes_whole_lines_from_the_beginning_of_the_full_part()
    {
        CorpusSplit full = CorpusSplit.ByHash(Lines);
        for (int max = 0; max < 200; max += 7)
        {
            CorpusSplit part = CorpusSplit.ByHash(Lines[..2000], max, max / 2);
            CorpusSplit whole = CorpusSplit.ByHash(Lines[..2000]);
            Assert.True(part.Train.Length <= max && part.Train.Length > max - 20 || part.Train.Length == 0 && max < 20);
            Assert.StartsWith(part.Train, whole.Train, StringComparison.Ordinal);
            Assert.StartsWith(part.Valid, whole.Valid, StringComparison.Ordinal);
            Assert.True(part.Valid.Length <= max / 2);
            Assert.True(part.Train.Length == 0 || part.Train[^1] == '\n');
        }

        Assert.Equal(full, CorpusSplit.ByHash(Lines, full.Train.Length, full.Valid.Length));
    }

    private static string[] LinesOf(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
