namespace Unroll.Layers;

/// <summary>
/// Rows of a batch sorted by length, the longest first, without the empty ones and without steps that no row reaches: so a layer computes no
/// padding, and nothing that stands in padding can change an answer.
/// </summary>
internal sealed class SequenceOrder
{
    private readonly int[] _order, _lengths;

    private SequenceOrder(int time, int batch, int[] order, int[] lengths)
    {
        (Time, Batch, _order, _lengths) = (time, batch, order, lengths);
        Rows = order.Length;
        Steps = Rows == 0 ? 0 : lengths[order[0]];
        int[] active = new int[Steps];
        foreach (int row in order)
        {
            for (int t = 0; t < lengths[row]; t++)
            {
                active[t]++;
            }
        }

        Active = Array.TrueForAll(active, n => n == Rows) ? [] : active;
    }

    /// <summary>T and B of the batch as it came.</summary>
    public int Time { get; }

    public int Batch { get; }

    /// <summary>Rows that are not empty.</summary>
    public int Rows { get; }

    /// <summary>The length of the longest row.</summary>
    public int Steps { get; }

    /// <summary>How many rows run at every step; empty when all do.</summary>
    public int[] Active { get; }

    /// <summary>Sorts; null when every row is as long as the batch, so that there is nothing to do.</summary>
    /// <exception cref="ArgumentException">Too few or too many lengths, or one that is negative or beyond the time axis.</exception>
    public static SequenceOrder? Of(ReadOnlySpan<int> lengths, int time, int batch, string cell, string layers)
    {
        if (lengths.IsEmpty)
        {
            return null;
        }

        if (lengths.Length != batch)
        {
            throw new ArgumentException($"{cell} '{layers}': {lengths.Length} length{(lengths.Length == 1 ? "" : "s")} for a batch of {batch} rows, expected one a row. Is the input [time, batch, inputs]?", nameof(lengths));
        }

        int full = 0;
        for (int row = 0; row < batch; row++)
        {
            if (lengths[row] < 0 || lengths[row] > time)
            {
                throw new ArgumentException($"{cell} '{layers}': the length of row {row} is {lengths[row]}, expected 0 to {time}, the time axis of the input. Is the input [time, batch, inputs]?", nameof(lengths));
            }

            full += lengths[row] == time ? 1 : 0;
        }

        if (full == batch)
        {
            return null;
        }

        return Sorted(time, batch, lengths.ToArray());
    }

    // By itself, because what a lambda captures is allocated where its method begins, and a full batch allocates nothing.
    private static SequenceOrder Sorted(int time, int batch, int[] lengths) =>
        new(time, batch, [.. Enumerable.Range(0, batch).Where(row => lengths[row] > 0).OrderByDescending(row => lengths[row])], lengths);

    /// <summary>From the batch as it came to the sorted one: [steps · rows].</summary>
    public int[] Sort() => Map(Steps, Rows, (t, i) => t < _lengths[_order[i]] ? (t * Batch) + _order[i] : -1);

    /// <summary>From the sorted batch to the one as it came: [T · B].</summary>
    public int[] Restore()
    {
        int[] place = Places();
        return Map(Time, Batch, (t, row) => t < _lengths[row] ? (t * Rows) + place[row] : -1);
    }

    /// <summary>The rows of <paramref name="blocks"/> states [B, H] that are not empty, sorted.</summary>
    public int[] States(int blocks) => Map(blocks, Rows, (block, i) => (block * Batch) + _order[i]);

    /// <summary>For every row of states as they came: itself where the row is empty, or a negative number.</summary>
    public int[] EmptyStates(int blocks) => Map(blocks, Batch, (block, row) => _lengths[row] == 0 ? (block * Batch) + row : -1);

    private int[] Places()
    {
        int[] place = new int[Batch];
        for (int i = 0; i < Rows; i++)
        {
            place[_order[i]] = i;
        }

        return place;
    }

    private static int[] Map(int outer, int inner, Func<int, int, int> at)
    {
        int[] map = new int[outer * inner];
        for (int i = 0; i < map.Length; i++)
        {
            map[i] = at(i / inner, i % inner);
        }

        return map;
    }
}
