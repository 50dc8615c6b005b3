using Unroll.Data.Batches;
using Unroll.Kernels;
using Xunit;

namespace Unroll.Data.Tests.Batches;

public sealed class TokenBatchesTests
{
    private static readonly int[] s_lengths = Lengths(1, 1003), s_seconds = Lengths(2, 1003);

    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    [InlineData(1_000_000)]
    public void Every_item_is_in_every_epoch_once_and_epochs_have_as_many_batches(int tokens)
    {
        TokenBatches batches = new(s_lengths, s_seconds, tokens, 1);
        for (int epoch = 0; epoch < 3; epoch++)
        {
            int[][] made = batches.Epoch(epoch);
            Assert.Equal(batches.BatchCount, made.Length);
            Assert.Equal(Enumerable.Range(0, 1003), made.SelectMany(b => b).Order());
        }
    }

    [Fact]
    public void A_batch_keeps_to_the_budget_with_its_padding_and_wastes_little_of_it()
    {
        int[][] epoch = new TokenBatches(s_lengths, s_seconds, 200, 1).Epoch(0);
        Assert.All(epoch, b => Assert.InRange(b.Length * b.Max(i => s_lengths[i]), 1, 200));
        Assert.InRange(BucketedBatches.PaddingFraction(s_lengths, epoch), 0, 0.05);
        Assert.InRange(epoch.Average(b => b.Length * b.Max(i => s_lengths[i])), 170, 200);
    }

    [Fact]
    public void An_item_above_the_budget_is_alone_in_its_batch() =>
        Assert.Equal([[1], [0, 2]], new TokenBatches([3, 50, 2], [], 6, 1).Epoch(0).Select(b => b.Order().ToArray()).OrderByDescending(b => b.Contains(1)));

    [Fact]
    public void The_same_seed_gives_the_same_batches_and_every_epoch_others()
    {
        Assert.Equal(Of(7).Epoch(2), Of(7).Epoch(2));
        Assert.NotEqual(Of(7).Epoch(2), Of(7).Epoch(1));
        Assert.NotEqual(Of(7).Epoch(2), Of(8).Epoch(2));

        static TokenBatches Of(ulong seed) => new(s_lengths, s_seconds, 200, seed);
    }

    private static int[] Lengths(ulong seed, int count)
    {
        CounterRandom random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => 1 + random.NextInt32(30))];
    }
}
