using Unroll.Data.Files;

namespace Unroll.Data.Pairs;

/// <summary>What is said, one after the other.</summary>
/// <param name="Turns">The texts, at least two.</param>
/// <param name="Lines">The line of each turn, counted from 1.</param>
/// <param name="Source">The file.</param>
public sealed record Dialogue(IReadOnlyList<string> Turns, IReadOnlyList<int> Lines, string Source)
{
    /// <summary>What stands between turns where some of them are one source: a pilcrow as a word of its own.</summary>
    public const string Separator = " ¶ ";

    /// <summary>A pair for every answer: each turn answers the one before.</summary>
    /// <param name="history">How many of the last turns before an answer are its source, at least 1.</param>
    /// <returns>As many pairs as there are turns after the first.</returns>
    public IEnumerable<TextPair> Exchanges(int history = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(history, 1);
        return Enumerable.Range(1, Turns.Count - 1).Select(turn =>
            new TextPair(SourceOf(Turns.Take(turn), history), Turns[turn], new Origin(Source, Lines[turn])));
    }

    /// <summary>A pair for every answer, where all turns after the first are different answers to it.</summary>
    /// <returns>As many pairs as there are turns after the first.</returns>
    public IEnumerable<TextPair> Alternatives() =>
        Enumerable.Range(1, Turns.Count - 1).Select(turn => new TextPair(Turns[0], Turns[turn], new Origin(Source, Lines[turn])));

    /// <summary>The source that the last turns of a conversation make.</summary>
    /// <param name="turns">The turns so far, the latest last; at least one.</param>
    /// <param name="history">How many of them count, at least 1.</param>
    /// <returns>The last turns with <see cref="Separator"/> between.</returns>
    public static string SourceOf(IEnumerable<string> turns, int history) => string.Join(Separator, turns.TakeLast(history));
}
