using System.Text;

namespace Unroll.Tasks.Metrics;

/// <summary>
/// How far sequences are from right ones: symbols put in, left out or replaced (Levenshtein 1966), divided by the symbols of the right ones. Over
/// words it is the word error rate (<c>wer</c>), over phonemes <c>per</c>, over characters <c>cer</c>, over digits <c>der</c>. From 0; it may exceed 1.
/// </summary>
/// <remarks>Of several right answers the nearest counts: fewest edits, of these the longest, because the rate is then the lowest.</remarks>
public sealed class EditRate
{
    /// <summary>Sequences added so far.</summary>
    public long Count { get; private set; }

    /// <summary>Symbols to put in, leave out or replace.</summary>
    public long Edits { get; private set; }

    /// <summary>Symbols of the right answers.</summary>
    public long Length { get; private set; }

    /// <summary>Sequences without an edit.</summary>
    public long Right { get; private set; }

    /// <summary>Edits for each symbol of the right answers; 0 where there are neither, infinite where there are edits but no symbols.</summary>
    public double Rate => Edits == 0 ? 0 : Edits / (double)Length;

    /// <summary>Which share of the sequences is entirely right; 0 where there are none.</summary>
    public double Exact => Count == 0 ? 0 : Right / (double)Count;

    /// <summary>The words of a text, which stand between blanks.</summary>
    public static string[] Words(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The characters of a text, blanks among them.</summary>
    public static string[] Characters(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. text.EnumerateRunes().Select(static r => r.ToString())];
    }

    /// <summary>The fewest symbols to put in, leave out or replace.</summary>
    /// <param name="from">A sequence.</param>
    /// <param name="to">What it is to become.</param>
    /// <returns>At least the difference in length, at most the longer length.</returns>
    public static int Distance<T>(IReadOnlyList<T> from, IReadOnlyList<T> to)
        where T : IEquatable<T>
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        // row[j]: the edits that make the first j symbols of `to` of the first i of `from`.
        int[] row = [.. Enumerable.Range(0, to.Count + 1)];
        for (int i = 1; i <= from.Count; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Count; j++)
            {
                int replaced = diagonal + (from[i - 1].Equals(to[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }

    /// <summary>Counts a sequence.</summary>
    /// <param name="predicted">The model's symbols.</param>
    /// <param name="answers">Right sequences, at least one.</param>
    /// <exception cref="ArgumentException">There is no right answer.</exception>
    public void Add(IReadOnlyList<string> predicted, params IReadOnlyList<IReadOnlyList<string>> answers)
    {
        ArgumentNullException.ThrowIfNull(predicted);
        ArgumentNullException.ThrowIfNull(answers);
        if (answers.Count == 0)
        {
            throw new ArgumentException("EditRate: got no right answer, expected at least one to compare the sequence with.", nameof(answers));
        }

        (int edits, int length) = answers.Select(a => (Edits: Distance(predicted, a), a.Count)).OrderBy(a => a.Edits).ThenByDescending(a => a.Count).First();
        Count++;
        Edits += edits;
        Length += length;
        Right += edits == 0 ? 1 : 0;
    }
}
