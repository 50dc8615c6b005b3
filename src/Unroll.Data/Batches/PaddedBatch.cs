using Unroll.Data.SeriesFiles;

namespace Unroll.Data.Batches;

/// <summary>A batch of series of different lengths, with zeros where a series has ended.</summary>
/// <param name="Values">[time, batch, channels]</param>
/// <param name="Lengths">[batch], each at least 1</param>
/// <param name="Time">The longest of the lengths.</param>
/// <param name="Channels">How many values a step has.</param>
public sealed record PaddedSeries(float[] Values, int[] Lengths, int Time, int Channels);

/// <summary>A batch of lists of ids of different lengths, with a padding id where one has ended.</summary>
/// <param name="Ids">[time, batch]</param>
/// <param name="Lengths">[batch]</param>
/// <param name="Time">The longest of the lengths.</param>
public sealed record PaddedIds(int[] Ids, int[] Lengths, int Time);

/// <summary>Puts items of different lengths side by side, time first, as recurrent layers read them.</summary>
public static class PaddedBatch
{
    /// <summary>A batch of series.</summary>
    /// <param name="items">All series, of the same number of channels.</param>
    /// <param name="batch">Which of them, at least one.</param>
    /// <returns>The batch.</returns>
    /// <exception cref="DataException">A series has other channels than the first.</exception>
    public static PaddedSeries Of(IReadOnlyList<Series> items, ReadOnlySpan<int> batch)
    {
        ArgumentNullException.ThrowIfNull(items);
        int time = 0;
        foreach (int item in batch)
        {
            time = Math.Max(time, items[item].Length);
        }

        int channels = items[batch[0]].Channels;
        float[] values = new float[time * batch.Length * channels];
        int[] lengths = new int[batch.Length];
        Fill(items, batch, values, lengths);
        return new PaddedSeries(values, lengths, time, channels);
    }

    /// <summary>A batch of lists of ids.</summary>
    /// <param name="items">All lists.</param>
    /// <param name="batch">Which of them, at least one.</param>
    /// <param name="padding">The id where a list has ended.</param>
    /// <returns>The batch.</returns>
    public static PaddedIds Of(IReadOnlyList<int[]> items, ReadOnlySpan<int> batch, int padding = 0)
    {
        ArgumentNullException.ThrowIfNull(items);
        int time = 0;
        foreach (int item in batch)
        {
            time = Math.Max(time, items[item].Length);
        }

        int[] ids = new int[time * batch.Length];
        int[] lengths = new int[batch.Length];
        Fill(items, batch, ids, lengths, padding);
        return new PaddedIds(ids, lengths, time);
    }

    /// <summary>Fills buffers of the caller's with a batch of series; allocates nothing.</summary>
    /// <param name="items">All series.</param>
    /// <param name="batch">Which of them.</param>
    /// <param name="values">[time, batch, channels], with at least as many steps as the longest series; all of it is written.</param>
    /// <param name="lengths">[batch]</param>
    /// <exception cref="DataException">A series has other channels than the first.</exception>
    /// <exception cref="ArgumentException">A buffer is too small.</exception>
    public static void Fill(IReadOnlyList<Series> items, ReadOnlySpan<int> batch, Span<float> values, Span<int> lengths)
    {
        ArgumentNullException.ThrowIfNull(items);
        int channels = items[batch[0]].Channels;
        int stride = batch.Length * channels;
        values.Clear();
        for (int b = 0; b < batch.Length; b++)
        {
            Series series = items[batch[b]];
            if (series.Channels != channels)
            {
                throw new DataException(
                    $"Series {series.Origin}: it has {series.Channels} channels, expected {channels} as {items[batch[0]].Origin} has. All series need the same channels; "
                    + "check which columns are read.");
            }

            lengths[b] = series.Length;
            for (int t = 0; t < series.Length; t++)
            {
                series.Step(t).CopyTo(values.Slice((t * stride) + (b * channels), channels));
            }
        }
    }

    /// <summary>Fills buffers of the caller's with a batch of lists of ids; allocates nothing.</summary>
    /// <param name="items">All lists.</param>
    /// <param name="batch">Which of them.</param>
    /// <param name="ids">[time, batch], with at least as many steps as the longest list; all of it is written.</param>
    /// <param name="lengths">[batch]</param>
    /// <param name="padding">The id where a list has ended.</param>
    public static void Fill(IReadOnlyList<int[]> items, ReadOnlySpan<int> batch, Span<int> ids, Span<int> lengths, int padding = 0)
    {
        ArgumentNullException.ThrowIfNull(items);
        ids.Fill(padding);
        for (int b = 0; b < batch.Length; b++)
        {
            int[] item = items[batch[b]];
            lengths[b] = item.Length;
            for (int t = 0; t < item.Length; t++)
            {
                ids[(t * batch.Length) + b] = item[t];
            }
        }
    }
}
