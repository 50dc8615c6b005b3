using Unroll.Data.Files;
using Unroll.Data.SeriesFiles;

namespace Unroll.Tasks.Items;

/// <summary>An item as a network reads it: token numbers, or numbers over time.</summary>
/// <param name="Ids">The tokens; empty where the item is a series.</param>
/// <param name="Series">The numbers over time, or null where the item is text.</param>
/// <param name="Label">The number of its label, or −1 when it has none.</param>
/// <param name="Origin">Where it stands.</param>
internal sealed record Item(int[] Ids, Series? Series, int Label, Origin Origin)
{
    /// <summary>Steps.</summary>
    public int Length => Series?.Length ?? Ids.Length;
}
