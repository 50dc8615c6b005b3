using Unroll.Data.Batches;
using Unroll.Kernels;
using Xunit;

namespace Unroll.Data.Tests.Batches;

public sealed class BucketedBatchesTests
{
    private static readonly int[] s_lengths = Lengths(1003);

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(1003)]
    [InlineData(5000)]
    public void Every_item_is_in_an_epoch_once(int batchSize)
    {
        BucketedBatches batches = new(s_lengths, batchSize, 1);
        int[][] epoch = batches.Epoch(3);
        Assert.Equal(batches.BatchCount, epoch.Length);
        Assert.Equal(Enumerable.Range(0, 1003), epoch.SelectMany(b => b).Order());
        Assert.Equal(epoch.Length - 1, epoch.Count(b => b.Length == batchSize) - (1003 % batchSize == 0 ? 1 : 0));
    }

    [Fact]
    public void The_same_seed_gives_the_same_batches_and_every_epoch_others()
    {
        Assert.Equal(new BucketedBatches(s_lengths, 32, 7).Epoch(2), new BucketedBatches(s_lengths, 32, 7).Epoch(2));
        Assert.NotEqual(new BucketedBatches(s_lengths, 32, 7).Epoch(2), new BucketedBatches(s_lengths, 32, 7).Epoch(1));
        Assert.NotEqual(new BucketedBatches(s_lengths, 32, 7).Epoch(2), new BucketedBatches(s_lengths, 32, 8).Epoch(2));
    }

    [Fact]
    public void Buckets_pad_far_less_than_batches_at_random()
    {
        double random = BucketedBatches.PaddingFraction(s_lengths, new BucketedBatches(s_lengths, 32, 1, poolBatches: 1).Epoch(0));
        double bucketed = BucketedBatches.PaddingFraction(s_lengths, new BucketedBatches(s_lengths, 32, 1).Epoch(0));
        Assert.InRange(random, 0.4, 0.6);
        Assert.InRange(bucketed, 0, 0.1);
    }

    [Fact]
    public void Batches_come_in_no_order_of_length()
    {
        double[] means = [.. new BucketedBatches(s_lengths, 32, 1).Epoch(0).Select(b => b.Average(i => s_lengths[i]))];
        Assert.NotEqual(means.Order(), means);
        Assert.NotEqual(means.OrderDescending(), means);
    }

    [Fact]
    public void The_padding_fraction_is_that_of_the_places() =>
        Assert.Equal(3 / 10.0, BucketedBatches.PaddingFraction([1, 4, 2], [[0, 1], [2]]), 1e-12);

    [Fact]
    public void Sorted_batches_go_from_long_to_short_and_keep_the_order_of_equals() =>
        Assert.Equal([[1, 3], [2, 4], [0]], BucketedBatches.Sorted([1, 9, 5, 9, 5], 2));

    [Fact]
    public void No_items_are_no_batches() => Assert.Empty(new BucketedBatches([], 4, 1).Epoch(0));

    private static int[] Lengths(int count)
    {
        CounterRandom random = new(9);
        return [.. Enumerable.Range(0, count).Select(_ => 1 + random.NextInt32(100))];
    }
}
