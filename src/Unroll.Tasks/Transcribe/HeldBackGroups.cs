using System.Globalization;
using Unroll.Data.Splits;

namespace Unroll.Tasks.Transcribe;

/// <summary>Groups that a recipe names to be held back, as in <c>a, b, 30-34</c>.</summary>
internal static class HeldBackGroups
{
    /// <summary>Parts recordings by their groups.</summary>
    /// <param name="recordings">All recordings.</param>
    /// <param name="text">The names and ranges.</param>
    /// <exception cref="DataException">A name fits no group, or nothing would be left to learn from.</exception>
    public static DataSplit Split(IReadOnlyList<Recording> recordings, string text)
    {
        HashSet<string> groups = new(recordings.Select(r => r.Group!), StringComparer.Ordinal), held = new(StringComparer.Ordinal);
        foreach (string name in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] fitting = [.. groups.Where(g => Fits(g, name))];
            if (fitting.Length == 0)
            {
                throw new DataException($"data.heldBack is '{text}', but no recording is of the group '{name}'; there are {string.Join(", ", groups.Order(StringComparer.Ordinal).Take(12))}{(groups.Count > 12 ? ", ..." : "")}. Correct it, or check data.group.");
            }

            held.UnionWith(fitting);
        }

        if (held.Count == groups.Count || held.Count == 0)
        {
            throw new DataException($"data.heldBack is '{text}', which is {(held.Count == 0 ? "no group" : "all groups")}, expected some of them, because something must be left to learn from and something to measure on. Name other groups.");
        }

        int[] numbers = [.. Enumerable.Range(0, recordings.Count)];
        return new DataSplit([.. numbers.Where(i => !held.Contains(recordings[i].Group!))], [.. numbers.Where(i => held.Contains(recordings[i].Group!))]);
    }

    private static bool Fits(string group, string name)
    {
        if (group == name)
        {
            return true;
        }

        string[] ends = name.Split('-');
        return ends.Length == 2 && TryNumber(ends[0], out long from) && TryNumber(ends[1], out long to) && TryNumber(group, out long number) && number >= from && number <= to;
    }

    private static bool TryNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
