using Unroll.Data.SeriesFiles;
using Unroll.Tasks.Items;

namespace Unroll.Tasks.Tag;

/// <summary>Sequences as a network reads them.</summary>
internal sealed record TagPart
{
    /// <summary>The sequences as they were read; of windows none.</summary>
    public IReadOnlyList<RawSequence> Raw { get; init; } = [];

    /// <summary>The words or numbers of each sequence.</summary>
    public required IReadOnlyList<Item> Inputs { get; init; }

    /// <summary>The numbers of the tags of each sequence; none in data without.</summary>
    public required IReadOnlyList<int[]> Tags { get; init; }

    /// <summary>For each word of each sequence the number of its spelling; none where words are not spelled out.</summary>
    public required IReadOnlyList<int[]> Forms { get; init; }

    /// <summary>The characters of every different word.</summary>
    public IReadOnlyList<int[]> Spellings { get; init; } = [];

    /// <summary>Steps of all sequences.</summary>
    public long Steps => Inputs.Sum(i => (long)i.Length);

    /// <summary>Cuts long sequences, so that training sees pieces of a length that can be remembered.</summary>
    /// <param name="length">Steps of a window, or null for whole sequences.</param>
    /// <returns>Windows, each of which overlaps the one before by half or more; sequences that are shorter stay whole.</returns>
    public TagPart Windows(int? length)
    {
        if (length is not { } most || Inputs.All(i => i.Length <= most))
        {
            return this;
        }

        List<Item> inputs = [];
        List<int[]> tags = [], forms = [];
        for (int i = 0; i < Inputs.Count; i++)
        {
            foreach (Range window in RangesOf(Inputs[i].Length, most))
            {
                inputs.Add(Cut(Inputs[i], window));
                tags.Add(Tags[i][window]);
                forms.Add(Forms[i].Length == 0 ? [] : Forms[i][window]);
            }
        }

        return this with { Raw = [], Inputs = inputs, Tags = tags, Forms = forms };
    }

    private static IEnumerable<Range> RangesOf(int steps, int most)
    {
        int start = 0;
        for (; start + most < steps; start += most / 2)
        {
            yield return start..(start + most);
        }

        yield return Math.Max(0, steps - most)..steps;
    }

    private static Item Cut(Item item, Range window)
    {
        (int start, int count) = window.GetOffsetAndLength(item.Length);
        Series? series = item.Series is { } s ? new Series(s.Values[(start * s.Channels)..((start + count) * s.Channels)], s.Channels, s.Origin) : null;
        return item with { Ids = item.Ids.Length == 0 ? [] : item.Ids[window], Series = series };
    }
}
