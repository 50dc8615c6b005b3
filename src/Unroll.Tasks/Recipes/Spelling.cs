namespace Unroll.Tasks.Recipes;

/// <summary>Finds what somebody who mistyped a word meant.</summary>
public static class Spelling
{
    /// <summary>The known word nearest to a mistyped one, by the number of letters to change; case, '-' and '_' do not count.</summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="known">What could have been meant.</param>
    /// <returns>The nearest word, or null when none is near.</returns>
    public static string? Nearest(string typed, IEnumerable<string> known)
    {
        string? best = null;
        string from = Normal(typed);

        // Up to a third of the letters may be wrong; beyond that a suggestion confuses.
        int bestDistance = Math.Max(1, from.Length / 3) + 1;
        foreach (string word in known)
        {
            string to = Normal(word);
            int distance = Distance(from, to);
            if (from.Length >= 3 && distance >= bestDistance && (to.StartsWith(from) || (to.Length >= 3 && from.StartsWith(to))))
                distance = bestDistance - 1;
            if (distance < bestDistance)
                (best, bestDistance) = (word, distance);
        }

        return best;
    }

    /// <summary>The sentence " Did you mean 'x'?", or nothing.</summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="known">What could have been meant.</param>
    /// <returns>With a space before, to follow a sentence.</returns>
    public static string DidYouMean(string typed, IEnumerable<string> known) =>
        Nearest(typed, known) is { } word ? $" Did you mean '{word}'?" : "";

    private static string Normal(string s) => s.Replace("_", "").Replace("-", "").ToLowerInvariant();

    /// <summary>Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        int[,] d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
            d[i, 0] = i;
        for (int j = 0; j <= b.Length; j++)
            d[0, j] = j;

        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int replace = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                d[i, j] = Math.Min(replace, Math.Min(d[i - 1, j], d[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }
}
