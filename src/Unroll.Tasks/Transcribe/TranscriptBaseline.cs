using Unroll.Tasks.Metrics;

namespace Unroll.Tasks.Transcribe;

/// <summary>
/// What a network has to beat: one and the same answer to every recording, without listening: the most frequent transcript of training, or the most frequent
/// symbol so and so many times, whichever makes fewer errors there.
/// </summary>
/// <param name="Name">What it is.</param>
/// <param name="Text">The answer.</param>
internal sealed record TranscriptBaseline(string Name, string Text)
{
    /// <summary>Transcripts that answers are compared by.</summary>
    private const int ComparedBy = 1000;

    /// <summary>Finds the answer.</summary>
    /// <param name="labels">The training transcripts.</param>
    /// <param name="symbols">What they are written with.</param>
    public static TranscriptBaseline Fit(IReadOnlyList<int[]> labels, SymbolSet symbols)
    {
        int[] frequent = labels.GroupBy(l => string.Join(' ', l), StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).First().First();
        int symbol = labels.SelectMany(l => l).GroupBy(s => s).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).First().Key;
        int[] lengths = [.. labels.Select(l => l.Length).Order()];
        int times = lengths[lengths.Length / 2];
        int[] repeated = [.. Enumerable.Repeat(symbol, times)];
        return Errors(labels, repeated) < Errors(labels, frequent)
            ? new TranscriptBaseline($"most frequent symbol, {times} times", symbols.Text(repeated))
            : new TranscriptBaseline("most frequent transcript", symbols.Text(frequent));
    }

    /// <summary>As it lies in a model file.</summary>
    public string ToLine() => $"{Name}\n{Text}";

    /// <summary>Reads what <see cref="ToLine"/> wrote.</summary>
    public static TranscriptBaseline FromLine(string line)
    {
        string[] parts = line.Split('\n', 2);
        return new TranscriptBaseline(parts[0], parts[1]);
    }

    private static long Errors(IReadOnlyList<int[]> labels, int[] answer) => labels.Take(ComparedBy).Sum(l => (long)EditRate.Distance(l, answer));
}
