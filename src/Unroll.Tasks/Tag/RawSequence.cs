using Unroll.Data.Files;
using Unroll.Data.SeriesFiles;
using Unroll.Data.Tagging;

namespace Unroll.Tasks.Tag;

/// <summary>A sequence as it was read: the words of a sentence, or numbers over time, with a tag for each.</summary>
/// <param name="Origin">Where it begins.</param>
/// <param name="Tags">As many tags as steps; none in data without.</param>
internal sealed record RawSequence(Origin Origin, IReadOnlyList<string> Tags)
{
    /// <summary>The words, where the sequence is a sentence.</summary>
    public TaggedSentence? Sentence { get; init; }

    /// <summary>The numbers over time, where it is a series.</summary>
    public Series? Series { get; init; }

    /// <summary>The names of the channels of <see cref="Series"/>.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Whether the steps of <see cref="Series"/> stand in lines that follow each other.</summary>
    public bool HasLines { get; init; }

    /// <summary>Steps.</summary>
    public int Length => Sentence?.Words.Count ?? Series!.Length;

    /// <summary>Where a step stands; only the file where the line is not known.</summary>
    public Origin OriginOf(int step) => Sentence?.OriginOf(step) ?? (HasLines ? Origin with { Line = Origin.Line + step } : Origin with { Line = 0 });

    /// <summary>A part of a series.</summary>
    public RawSequence Part(int from, int to)
    {
        Series whole = Series!;
        Origin origin = OriginOf(from);
        return this with
        {
            Origin = origin,
            Tags = [.. Tags.Skip(from).Take(to - from)],
            Series = new Series(whole.Values[(from * whole.Channels)..(to * whole.Channels)], whole.Channels, origin),
        };
    }
}
