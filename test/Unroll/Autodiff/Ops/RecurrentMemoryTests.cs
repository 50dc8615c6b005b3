using Unroll.Autodiff.Ops;
using Xunit;

namespace Unroll.Tests.Autodiff.Ops;

public sealed class RecurrentMemoryTests
{
    private static readonly RecurrentMemory s_lstm = new(Planes: 4, States: 2, Time: 10_000, Batch: 8, Hidden: 256);

    [Fact]
    public void What_is_kept_beside_the_outputs_grows_with_the_square_root_of_time()
    {
        long outputs = 2L * s_lstm.Time * 8 * 256 * sizeof(float);
        RecurrentMemory longer = s_lstm with { Time = 16 * s_lstm.Time };
        double once = s_lstm.Bytes(Recompute.Auto.SegmentOf(s_lstm)) - outputs, again = longer.Bytes(Recompute.Auto.SegmentOf(longer)) - (16 * outputs);
        Assert.InRange(again / once, 3.5, 4.5);
        Assert.InRange((double)longer.Bytes(longer.Time) / s_lstm.Bytes(s_lstm.Time), 15.9, 16.1);
    }

    [Fact]
    public void The_segment_that_is_chosen_keeps_least_but_for_rounding()
    {
        long chosen = s_lstm.Bytes(Recompute.Auto.SegmentOf(s_lstm));
        long least = Enumerable.Range(1, s_lstm.Time).Min(s_lstm.Bytes);
        Assert.InRange(chosen, least, (long)(1.05 * least));
    }

    [Theory]
    [InlineData(1, 8, 32)]
    [InlineData(33, 8, 64)]
    [InlineData(9_999, 8, 10_000)]
    [InlineData(int.MaxValue, 8, 10_000)]
    [InlineData(7, 300, 7)]
    [InlineData(1, 1, 256)]
    public void A_length_in_steps_is_rounded_up_to_whole_blocks_or_the_whole_sequence(int wanted, int batch, int expected) =>
        Assert.Equal(expected, Recompute.Every(wanted).SegmentOf(s_lstm with { Batch = batch }));

    [Fact]
    public void Nothing_is_recomputed_by_default() => Assert.Equal(10_000, default(Recompute).SegmentOf(s_lstm));

    [Fact]
    public void A_budget_gets_the_longest_segment_that_keeps_within_it_and_everything_where_that_fits()
    {
        long all = s_lstm.Bytes(s_lstm.Time);
        Assert.Equal(s_lstm.Time, Recompute.Within(all).SegmentOf(s_lstm));

        int segment = Recompute.Within(all / 2).SegmentOf(s_lstm);
        Assert.InRange(segment, 1, s_lstm.Time - 1);
        Assert.InRange(s_lstm.Bytes(segment), 0, all / 2);
        Assert.True(s_lstm.Bytes(segment + s_lstm.BlockSteps) > all / 2);
    }

    [Fact]
    public void A_budget_that_nothing_keeps_to_is_refused_with_what_would_be_enough()
    {
        UnrollException e = Assert.Throws<UnrollException>(() => Recompute.Within(1_000_000).SegmentOf(s_lstm));
        long least = s_lstm.Bytes(Recompute.Auto.SegmentOf(s_lstm));
        Assert.Contains("budget of a recurrent layer is 1,000,000 bytes", e.Message, StringComparison.Ordinal);
        Assert.Contains($"10000 time steps of batch 8 with 256 units need at least {least:N0}", e.Message, StringComparison.Ordinal);
        Assert.NotEqual(s_lstm.Time, Recompute.Within(least).SegmentOf(s_lstm));
    }

    [Fact]
    public void Layers_share_a_budget_but_not_a_length()
    {
        Assert.Equal(Recompute.Within(100), Recompute.Within(300).ForEachOf(3));
        Assert.Equal(Recompute.Every(100), Recompute.Every(100).ForEachOf(3));
        Assert.Equal(Recompute.Auto, Recompute.Auto.ForEachOf(3));
    }

    [Fact]
    public void A_length_or_budget_of_nothing_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Recompute.Every(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Recompute.Within(0));
    }
}
