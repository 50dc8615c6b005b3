using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Unroll.Data.Files;

namespace Unroll.Data.Splits;

/// <summary>An item of training and one of validation that are the same.</summary>
/// <param name="Train">Where the item of training stands.</param>
/// <param name="Valid">Where the item of validation stands.</param>
public readonly record struct LeakedItem(Origin Train, Origin Valid);

/// <summary>How many items of validation stand in training too: what is measured on them is memory, not understanding.</summary>
/// <param name="Count">How many items of validation do.</param>
/// <param name="ValidCount">How many items of validation there are.</param>
/// <param name="Examples">The first of them.</param>
public sealed record LeakageReport(int Count, int ValidCount, IReadOnlyList<LeakedItem> Examples)
{
    /// <summary>One or two lines for people, with the first examples; empty if there is no leakage.</summary>
    public string Message => Count == 0 ? "" :
        $"{Count} of {ValidCount} validation items ({100.0 * Count / ValidCount:F1} %) also stand in the training data, for example "
        + string.Join("; ", Examples.Select(e => $"{e.Valid} is the same as {e.Train}"))
        + ". Remove them from one side, or split by group, so that the result shows what is learned and not what is remembered.";
}

/// <summary>Finds items that stand in training and in validation.</summary>
public static class LeakageCheck
{
    private const int MostExamples = 3;

    /// <summary>Compares texts: the same means the same characters in the same order, apart from case and how many blanks there are.</summary>
    /// <param name="train">Items of training.</param>
    /// <param name="valid">Items of validation.</param>
    /// <returns>What stands on both sides.</returns>
    public static LeakageReport OfTexts(IEnumerable<(string Text, Origin Origin)> train, IEnumerable<(string Text, Origin Origin)> valid) =>
        Compare(train.Select(i => (HashOf(i.Text), i.Origin)), valid.Select(i => (HashOf(i.Text), i.Origin)));

    /// <summary>Compares numbers: the same means the same values in the same order.</summary>
    /// <param name="train">Items of training, such as the values of series.</param>
    /// <param name="valid">Items of validation.</param>
    /// <returns>What stands on both sides.</returns>
    public static LeakageReport OfValues(
        IEnumerable<(ReadOnlyMemory<float> Values, Origin Origin)> train, IEnumerable<(ReadOnlyMemory<float> Values, Origin Origin)> valid) =>
        Compare(train.Select(i => (HashOf(i.Values.Span), i.Origin)), valid.Select(i => (HashOf(i.Values.Span), i.Origin)));

    private static LeakageReport Compare(IEnumerable<(UInt128 Hash, Origin Origin)> train, IEnumerable<(UInt128 Hash, Origin Origin)> valid)
    {
        Dictionary<UInt128, Origin> seen = [];
        foreach ((UInt128 hash, Origin origin) in train)
        {
            seen.TryAdd(hash, origin);
        }

        List<LeakedItem> examples = [];
        int count = 0, all = 0;
        foreach ((UInt128 hash, Origin origin) in valid)
        {
            all++;
            if (seen.TryGetValue(hash, out Origin first))
            {
                count++;
                if (examples.Count < MostExamples)
                {
                    examples.Add(new LeakedItem(first, origin));
                }
            }
        }

        return new LeakageReport(count, all, examples);
    }

    private static UInt128 HashOf(string text)
    {
        StringBuilder plain = new(text.Length);
        foreach (char c in text)
        {
            if (!char.IsWhiteSpace(c))
            {
                plain.Append(char.ToLowerInvariant(c));
            }
            else if (plain.Length > 0 && plain[^1] != ' ')
            {
                plain.Append(' ');
            }
        }

        return HashOf(plain.ToString().AsSpan().TrimEnd());
    }

    // 128 bits of SHA-256: two different items of one hash will not be met.
    private static UInt128 HashOf<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(values), hash);
        return MemoryMarshal.Read<UInt128>(hash);
    }
}
