using System.Text.RegularExpressions;
using Unroll.Kernels;

namespace Unroll.Data.Pairs;

/// <summary>
/// Sources with small mistakes, so that a model learns what matters in them: words that do not belong there, words left out, a slip of the keyboard,
/// capitals and the mark at the end lost. What is put in is drawn from other sources.
/// </summary>
public static partial class NoisyCopies
{
    private const double Inserted = 0.5, LeftOut = 0.3, Mistyped = 0.4, Folded = 0.4;
    private const int MostInserted = 4;

    /// <summary>Pairs and their copies.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="copies">How many copies of each; 0 for none.</param>
    /// <param name="seed">The same seed makes the same mistakes.</param>
    /// <param name="history">Where this is above 1, every second copy of a source of one turn also has turns of another dialogue before it.</param>
    /// <returns>The pairs, then the copies; the targets are as they were.</returns>
    public static IReadOnlyList<TextPair> Add(IReadOnlyList<TextPair> pairs, int copies, ulong seed, int history = 1)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentOutOfRangeException.ThrowIfNegative(copies);
        List<TextPair> all = new(pairs.Count * (copies + 1));
        all.AddRange(pairs);
        string[] words = [.. pairs.SelectMany(p => Blanks().Split(p.Source)).Where(w => w.Length > 0 && w != Dialogue.Separator.Trim())];
        for (int copy = 0; copy < copies; copy++)
        {
            CounterRandom random = new CounterRandom(seed).Fork((ulong)copy);
            foreach (TextPair pair in pairs)
            {
                all.Add(pair with { Source = WithHistory(Changed(pair.Source, words, ref random), pairs, history, ref random) });
            }
        }

        return all;
    }

    private static string Changed(string source, string[] words, ref CounterRandom random)
    {
        // Only what is said last: what was said before is context.
        int last = source.LastIndexOf(Dialogue.Separator, StringComparison.Ordinal);
        (string before, string turn) = last < 0 ? ("", source) : (source[..(last + Dialogue.Separator.Length)], source[(last + Dialogue.Separator.Length)..]);
        if (random.NextDouble() < Folded)
        {
            string bare = turn.TrimEnd('?', '.', '!').ToLowerInvariant();
            turn = bare.Length > 0 ? bare : turn;
        }

        if (random.NextDouble() < Mistyped)
        {
            turn = Paraphrases.Mistyped(turn, ref random) ?? turn;
        }

        List<string> own = [.. Blanks().Split(turn)];
        if (own.Count > 3 && random.NextDouble() < LeftOut)
        {
            own.RemoveAt(random.NextInt32(own.Count));
        }

        if (random.NextDouble() < Inserted)
        {
            int count = 1 + random.NextInt32(MostInserted), at = random.NextInt32(2) == 0 ? 0 : own.Count;
            for (int i = 0; i < count; i++)
            {
                own.Insert(at, words[random.NextInt32(words.Length)]);
            }
        }

        return before + string.Join(' ', own);
    }

    private static string WithHistory(string source, IReadOnlyList<TextPair> pairs, int history, ref CounterRandom random)
    {
        if (history <= 1 || source.Contains(Dialogue.Separator, StringComparison.Ordinal) || random.NextInt32(2) == 0)
        {
            return source;
        }

        TextPair other = pairs[random.NextInt32(pairs.Count)];
        return Dialogue.SourceOf([.. other.Source.Split(Dialogue.Separator), other.Target, source], history);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
