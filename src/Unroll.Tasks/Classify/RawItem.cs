using Unroll.Data.Files;
using Unroll.Data.SeriesFiles;
using Unroll.Data.Tables;

namespace Unroll.Tasks.Classify;

/// <summary>An item as it was read: a text, a series, or a row of a table.</summary>
internal sealed record RawItem(Origin Origin)
{
    /// <summary>The label, or null in data without.</summary>
    public string? Label { get; init; }

    /// <summary>The text, where items are texts.</summary>
    public string? Text { get; init; }

    /// <summary>The numbers over time, where items are series; an image is one too, a row of it a step.</summary>
    public Series? Series { get; init; }

    /// <summary>The table that the item is a row of, where it is one.</summary>
    public DelimitedTable? Table { get; init; }

    /// <summary>The row of <see cref="Table"/>.</summary>
    public int Row { get; init; }

    /// <summary>What may not be parted between training and validation, or null.</summary>
    public string? Group { get; init; }
}
