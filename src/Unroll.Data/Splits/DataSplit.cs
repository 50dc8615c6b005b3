using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Unroll.Kernels;

namespace Unroll.Data.Splits;

/// <summary>Which items to learn from and which to judge by, by their numbers.</summary>
/// <param name="Train">What to learn from.</param>
/// <param name="Valid">What is held back. No item is in both.</param>
public sealed record DataSplit(int[] Train, int[] Valid)
{
    /// <summary>Holds back the last items: for data in the order of time, where random ones would let the model see the future.</summary>
    /// <param name="count">How many items there are, at least 2.</param>
    /// <param name="fraction">How much is held back, above 0 and below 1; at least one item and not all.</param>
    /// <param name="gap">How many items between the two parts are left out, because their windows reach into both.</param>
    /// <returns>The two parts, in order.</returns>
    public static DataSplit ByTime(int count, double fraction, int gap = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(gap);
        int train = count - Held(count, fraction);
        return train > gap
            ? new DataSplit([.. Enumerable.Range(0, train - gap)], [.. Enumerable.Range(train, count - train)])
            : throw new ArgumentOutOfRangeException(nameof(gap), gap, $"DataSplit: of {count} items none is left to learn from. Take a smaller gap or hold back less.");
    }

    /// <summary>Holds back random items.</summary>
    /// <param name="count">How many items there are, at least 2.</param>
    /// <param name="fraction">How much is held back, above 0 and below 1; at least one item and not all.</param>
    /// <param name="seed">The same seed gives the same parts.</param>
    /// <returns>The two parts, each in the order of the items.</returns>
    public static DataSplit Random(int count, double fraction, ulong seed)
    {
        int held = Held(count, fraction);
        int[] order = Shuffled(count, seed);
        return Sorted(order[held..], order[..held]);
    }

    /// <summary>Holds back random items, the same part of every class.</summary>
    /// <param name="classes">The class of each item; at least 2 items.</param>
    /// <param name="fraction">How much is held back, above 0 and below 1. A class of a single item stays with what is learned from.</param>
    /// <param name="seed">The same seed gives the same parts.</param>
    /// <returns>The two parts, each in the order of the items.</returns>
    public static DataSplit Stratified(IReadOnlyList<int> classes, double fraction, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(classes);
        int target = Held(classes.Count, fraction);
        int[][] byClass = ByClass(classes, seed);
        int[] held = Apportion(byClass, target);
        return Sorted([.. byClass.SelectMany((items, c) => items[held[c]..])], [.. byClass.SelectMany((items, c) => items[..held[c]])]);
    }

    /// <summary>Holds back whole groups: all items of a speaker, or all equal items, are on one side.</summary>
    /// <param name="groups">The group of each item; at least 2 different ones.</param>
    /// <param name="fraction">How much is held back, above 0 and below 1; groups are taken at random until at least that many items are.</param>
    /// <param name="seed">The same seed gives the same parts.</param>
    /// <returns>The two parts, each in the order of the items.</returns>
    /// <exception cref="DataException">There is only one group.</exception>
    public static DataSplit ByGroup(IReadOnlyList<string> groups, double fraction, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(groups);
        int target = Held(groups.Count, fraction);
        int[][] items = ByGroup(groups, seed);
        int taken = 0, count = 0;
        while (count < target && taken < items.Length - 1)
        {
            count += items[taken++].Length;
        }

        return Sorted([.. items[taken..].SelectMany(g => g)], [.. items[..taken].SelectMany(g => g)]);
    }

    /// <summary>Holds back items by a hash of their keys: equal keys are on one side, and an item stays on its side when others come or go.</summary>
    /// <param name="keys">The key of each item, such as a sentence that may occur several times.</param>
    /// <param name="fraction">How much is held back, about, above 0 and below 1.</param>
    /// <returns>The two parts, each in the order of the items.</returns>
    /// <exception cref="DataException">All items would be on one side.</exception>
    public static DataSplit ByHash(IReadOnlyList<string> keys, double fraction)
    {
        ArgumentNullException.ThrowIfNull(keys);
        Held(keys.Count, fraction);
        int[] order = [.. Enumerable.Range(0, keys.Count)];
        bool[] held = [.. keys.Select(key => BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(key))) < fraction * (1L << 32))];
        return held.Contains(true) && held.Contains(false)
            ? new DataSplit([.. order.Where(i => !held[i])], [.. order.Where(i => held[i])])
            : throw new DataException($"Split: by their hashes all {keys.Count} items are on one side, expected some on both with a share of {fraction:P0} held back. Give more data, hold back more, or name the validation data.");
    }

    /// <summary>K splits, of which each item is held back in exactly one.</summary>
    /// <param name="classes">The class of each item, so that every part has the same share of each; or all 0 for parts at random.</param>
    /// <param name="folds">K, at least 2 and at most as many as items.</param>
    /// <param name="seed">The same seed gives the same parts.</param>
    /// <returns>K splits, each part in the order of the items.</returns>
    public static IReadOnlyList<DataSplit> KFold(IReadOnlyList<int> classes, int folds, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(classes);
        // Class after class, dealt out like cards: the parts differ by at most one item, and by at most one of each class.
        int[] foldOf = new int[classes.Count];
        int dealt = 0;
        foreach (int item in ByClass(classes, seed).SelectMany(c => c))
        {
            foldOf[item] = dealt++ % Math.Max(folds, 1);
        }

        return Folds(foldOf, folds, classes.Count, "items");
    }

    /// <summary>K splits, of which each group is held back in exactly one.</summary>
    /// <param name="groups">The group of each item.</param>
    /// <param name="folds">K, at least 2 and at most as many as groups.</param>
    /// <param name="seed">The same seed gives the same parts.</param>
    /// <returns>K splits, each part in the order of the items.</returns>
    public static IReadOnlyList<DataSplit> GroupKFold(IReadOnlyList<string> groups, int folds, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(groups);
        int[][] items = ByGroup(groups, seed);
        int[] foldOf = new int[groups.Count];
        int[] size = new int[Math.Max(folds, 1)];
        // Large groups first, each to the smallest part.
        foreach (int[] group in items.OrderByDescending(g => g.Length))
        {
            int fold = Array.IndexOf(size, size.Min());
            size[fold] += group.Length;
            foreach (int item in group)
            {
                foldOf[item] = fold;
            }
        }

        return Folds(foldOf, folds, items.Length, "groups");
    }

    private static DataSplit[] Folds(int[] foldOf, int folds, int available, string what) => folds >= 2 && folds <= available
        ? [.. Enumerable.Range(0, folds).Select(k => new DataSplit(
            [.. Enumerable.Range(0, foldOf.Length).Where(i => foldOf[i] != k)], [.. Enumerable.Range(0, foldOf.Length).Where(i => foldOf[i] == k)]))]
        : throw new DataException($"K-fold: got {folds} folds of {available} {what}, expected at least 2 folds and at most as many as {what}. Take another number.");

    private static int Held(int count, double fraction)
    {
        if (count < 2)
        {
            throw new DataException($"Split: there are {count} items, expected at least 2: one to learn from and one to judge by. Give more data.");
        }

        return fraction is > 0 and < 1
            ? Math.Clamp((int)Math.Round(count * fraction), 1, count - 1)
            : throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "DataSplit: what is held back must be above 0 and below 1.");
    }

    /// <summary>How many of each class are held back: a share of each, and the remainders to those that lose most (Hamilton's method).</summary>
    private static int[] Apportion(int[][] byClass, int target)
    {
        double fraction = (double)target / byClass.Sum(c => c.Length);
        int[] held = [.. byClass.Select(c => (int)(c.Length * fraction))];
        int left = target - held.Sum();
        foreach (int c in Enumerable.Range(0, held.Length).OrderByDescending(c => (byClass[c].Length * fraction) - held[c]).ThenBy(c => c))
        {
            // One of each class stays to learn from, wherever there is one.
            if (left > 0 && held[c] + 1 < byClass[c].Length)
            {
                held[c]++;
                left--;
            }
        }

        return held.Sum() > 0 ? held : throw new DataException(
            $"Split: each of the {byClass.Length} classes has one item, so that none can be held back. Give more data.");
    }

    private static int[][] ByClass(IReadOnlyList<int> classes, ulong seed) =>
        [.. Shuffled(classes.Count, seed).GroupBy(i => classes[i]).OrderBy(g => g.Key).Select(g => g.ToArray())];

    // In the order of the names before shuffling, so that the order of the data does not choose the groups.
    private static int[][] ByGroup(IReadOnlyList<string> groups, ulong seed)
    {
        int[][] items = [.. Enumerable.Range(0, groups.Count).GroupBy(i => groups[i], StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.ToArray())];
        new CounterRandom(seed).Shuffle(items.AsSpan());
        return items.Length >= 2 ? items : throw new DataException(
            $"Split: all {groups.Count} items are of one group, expected at least two, because a group must not be on both sides. Give more groups, or split another way.");
    }

    private static int[] Shuffled(int count, ulong seed)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        new CounterRandom(seed).Shuffle(order.AsSpan());
        return order;
    }

    private static DataSplit Sorted(int[] train, int[] valid)
    {
        Array.Sort(train);
        Array.Sort(valid);
        return new DataSplit(train, valid);
    }
}
