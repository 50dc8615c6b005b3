using Unroll.Kernels;

namespace Unroll.Data.Batches;

/// <summary>
/// Batches of about equally many tokens: many short items, or few long ones. Items are sorted by length and cut where the budget is used up;
/// which of equally long items lie together, and the order of the batches, is drawn anew every epoch.
/// </summary>
/// <remarks>Lengths alone decide where the cuts are, so every epoch has as many batches.</remarks>
public sealed class TokenBatches : IEpochBatches
{
    private readonly long[] _keys;
    private readonly Range[] _cuts;
    private readonly CounterRandom _random;

    /// <summary>Cuts the batches.</summary>
    /// <param name="lengths">The length of each item.</param>
    /// <param name="seconds">A second length of each, by which equally long items are sorted: that of a translation; or none.</param>
    /// <param name="tokens">The most tokens of a batch, the longest of its items for each of them; an item that is longer has a batch of its own.</param>
    /// <param name="seed">The same seed gives the same batches.</param>
    public TokenBatches(IReadOnlyList<int> lengths, IReadOnlyList<int> seconds, int tokens, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        ArgumentNullException.ThrowIfNull(seconds);
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1);
        _random = new CounterRandom(seed);
        _keys = [.. Enumerable.Range(0, lengths.Count).Select(i => ((long)(int.MaxValue - lengths[i]) << 32) | (uint)(int.MaxValue - (seconds.Count > 0 ? seconds[i] : 0)))];
        int[] sorted = [.. lengths.OrderDescending()];
        List<Range> cuts = [];
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            // From long to short, so that the first item of a batch is its longest.
            end = Math.Min(sorted.Length, start + Math.Max(1, tokens / Math.Max(1, sorted[start])));
            cuts.Add(start..end);
        }

        _cuts = [.. cuts];
    }

    /// <inheritdoc/>
    public int BatchCount => _cuts.Length;

    /// <inheritdoc/>
    public int[][] Epoch(int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        CounterRandom random = _random.Fork((ulong)epoch);
        int[] order = [.. Enumerable.Range(0, _keys.Length)];
        random.Shuffle(order.AsSpan());
        int[] sorted = [.. order.OrderBy(i => _keys[i])];
        int[][] batches = [.. _cuts.Select(cut => sorted[cut])];
        random.Shuffle(batches.AsSpan());
        return batches;
    }
}
