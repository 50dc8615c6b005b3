using System.Globalization;

namespace Unroll.Tasks.Classify;

/// <summary>How many series each label has, in order, where nothing else in a file says it.</summary>
internal static class BlockCounts
{
    /// <summary>Chooses the list that fits a file.</summary>
    /// <param name="text">Lists as in <c>30 30 / 31 35</c>.</param>
    /// <param name="blocks">How many series the file has.</param>
    /// <returns>The list whose sum that is, or null when none fits: the file may say it itself.</returns>
    /// <exception cref="DataException">A list is malformed.</exception>
    public static int[]? Choose(string text, int blocks)
    {
        int[]? chosen = null;
        foreach (string list in text.Split('/'))
        {
            string[] parts = list.Split((char[])[' ', ','], StringSplitOptions.RemoveEmptyEntries);
            int[] counts = new int[parts.Length];
            for (int i = 0; i < parts.Length; i++)
            {
                if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out counts[i]))
                {
                    throw new DataException($"data.counts has '{parts[i]}', expected whole numbers with blanks between them, and / between lists. For example: \"counts\": \"30 30 30\".");
                }
            }

            chosen ??= counts.Sum() == blocks ? counts : null;
        }

        return chosen;
    }
}
