using Unroll.Data.Files;

namespace Unroll.Data.Pairs;

/// <summary>A text and what it becomes: a sentence and its translation, a word and its pronunciation, a question and its answer.</summary>
/// <param name="Source">What is read, never empty.</param>
/// <param name="Target">What is written, never empty.</param>
/// <param name="Origin">Where the pair stands; of two files, the place in the source's.</param>
public sealed record TextPair(string Source, string Target, Origin Origin);

/// <summary>A source with every target that counts as right.</summary>
/// <param name="Source">What is read.</param>
/// <param name="Targets">The right answers in the order of the pairs, none twice; at least one.</param>
/// <param name="Origin">Where the first of the pairs stands.</param>
public sealed record RightAnswers(string Source, IReadOnlyList<string> Targets, Origin Origin)
{
    /// <summary>Puts pairs of the same source together.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <returns>A row a source, in the order in which sources first occur.</returns>
    public static IReadOnlyList<RightAnswers> Of(IEnumerable<TextPair> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        List<(TextPair First, List<string> Targets)> rows = [];
        Dictionary<string, int> rowOf = new(StringComparer.Ordinal);
        foreach (TextPair pair in pairs)
        {
            if (!rowOf.TryGetValue(pair.Source, out int row))
            {
                rowOf.Add(pair.Source, row = rows.Count);
                rows.Add((pair, []));
            }

            if (!rows[row].Targets.Contains(pair.Target, StringComparer.Ordinal))
            {
                rows[row].Targets.Add(pair.Target);
            }
        }

        return [.. rows.Select(r => new RightAnswers(r.First.Source, r.Targets, r.First.Origin))];
    }
}
