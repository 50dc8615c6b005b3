namespace Unroll.Tasks.Metrics;

/// <summary>How many symbols must be put in, left out or changed to make one sequence of another (Levenshtein 1966).</summary>
internal static class EditDistance
{
    /// <summary>The distance.</summary>
    /// <param name="a">A sequence.</param>
    /// <param name="b">Another.</param>
    public static int Of<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        where T : IEquatable<T>
    {
        // row[j]: the distance of what has been read of a to the first j of b.
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 0; i < a.Length; i++)
        {
            int corner = row[0]++;
            for (int j = 0; j < b.Length; j++)
            {
                int changed = corner + (a[i].Equals(b[j]) ? 0 : 1);
                corner = row[j + 1];
                row[j + 1] = Math.Min(changed, 1 + Math.Min(corner, row[j]));
            }
        }

        return row[^1];
    }
}
