using Unroll.Kernels;

namespace Unroll.Data.Batches;

/// <summary>
/// Batches of items of similar length, in another order every epoch: items are shuffled, cut into pools of some batches, sorted by length
/// within a pool, cut into batches, and the batches are shuffled.
/// </summary>
/// <remarks>
/// The order of an epoch depends on the seed and the number of the epoch only, so that a training can be taken up at any batch. The larger
/// the pools, the less padding and the less chance.
/// </remarks>
public sealed class BucketedBatches : IEpochBatches
{
    private readonly int[] _lengths;
    private readonly int _batchSize;
    private readonly int _poolBatches;
    private readonly CounterRandom _random;

    /// <summary>Batches of given items.</summary>
    /// <param name="lengths">The length of each item.</param>
    /// <param name="batchSize">The most items in a batch; one batch of an epoch may have fewer.</param>
    /// <param name="seed">The same seed gives the same batches.</param>
    /// <param name="poolBatches">How many batches a pool has; 1 puts no similar lengths together.</param>
    public BucketedBatches(IReadOnlyList<int> lengths, int batchSize, ulong seed, int poolBatches = 50)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(poolBatches, 1);
        _lengths = [.. lengths];
        _batchSize = batchSize;
        _poolBatches = poolBatches;
        _random = new CounterRandom(seed);
    }

    /// <inheritdoc/>
    public int BatchCount => (_lengths.Length + _batchSize - 1) / _batchSize;

    /// <summary>The batches of an epoch, as numbers of items. Every item is in exactly one.</summary>
    /// <param name="epoch">Which epoch, counted from 0.</param>
    /// <returns><see cref="BatchCount"/> batches, each from long to short where it has more than one length.</returns>
    public int[][] Epoch(int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        CounterRandom random = _random.Fork((ulong)epoch);
        int[] order = [.. Enumerable.Range(0, _lengths.Length)];
        random.Shuffle(order.AsSpan());
        int pool = (int)Math.Min((long)_poolBatches * _batchSize, Math.Max(1, order.Length));
        for (int start = 0; start < order.Length; start += pool)
        {
            SortByLength(order.AsSpan(start, Math.Min(pool, order.Length - start)), _lengths);
        }

        int[][] batches = Cut(order, _batchSize);
        random.Shuffle(batches.AsSpan());
        return batches;
    }

    /// <summary>Batches for judging, where no order is needed: all items from long to short, so that there is the least padding.</summary>
    /// <param name="lengths">The length of each item.</param>
    /// <param name="batchSize">The most items in a batch; the last one may have fewer.</param>
    /// <returns>The batches, as numbers of items.</returns>
    public static int[][] Sorted(IReadOnlyList<int> lengths, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        int[] order = [.. Enumerable.Range(0, lengths.Count)];
        SortByLength(order, [.. lengths]);
        return Cut(order, batchSize);
    }

    /// <summary>Which part of the places of padded batches is padding.</summary>
    /// <param name="lengths">The length of each item.</param>
    /// <param name="batches">The batches, as numbers of items.</param>
    /// <returns>0 (none) to below 1.</returns>
    public static double PaddingFraction(IReadOnlyList<int> lengths, IReadOnlyList<int[]> batches)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        ArgumentNullException.ThrowIfNull(batches);
        long places = 0, used = 0;
        foreach (int[] batch in batches)
        {
            places += (long)batch.Length * batch.Max(i => lengths[i]);
            used += batch.Sum(i => (long)lengths[i]);
        }

        return places == 0 ? 0 : 1 - ((double)used / places);
    }

    // Equal lengths keep their order, so that the result is the same on every machine.
    private static void SortByLength(Span<int> items, int[] lengths)
    {
        long[] keys = new long[items.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = ((long)(int.MaxValue - lengths[items[i]]) << 32) | (uint)i;
        }

        keys.AsSpan().Sort(items);
    }

    private static int[][] Cut(int[] order, int batchSize) => [.. order.Chunk(batchSize)];
}
