namespace Unroll.Tasks.Metrics;

/// <summary>Which share of texts equals a right answer, character by character, but for blanks at the ends.</summary>
/// <param name="lowercase">Whether upper and lower case are the same.</param>
public sealed class ExactMatch(bool lowercase = false)
{
    /// <summary>Texts added so far.</summary>
    public long Count { get; private set; }

    /// <summary>Texts that equal a right answer.</summary>
    public long Right { get; private set; }

    /// <summary>The share, from 0 to 1; 0 where there are none.</summary>
    public double Share => Count == 0 ? 0 : Right / (double)Count;

    /// <summary>Counts a text.</summary>
    /// <param name="text">What the model wrote.</param>
    /// <param name="answers">Right answers.</param>
    /// <returns>Whether it equals one.</returns>
    public bool Add(string text, params IReadOnlyList<string> answers)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(answers);
        StringComparison comparison = lowercase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        bool right = answers.Any(a => a.AsSpan().Trim().Equals(text.AsSpan().Trim(), comparison));
        Count++;
        Right += right ? 1 : 0;
        return right;
    }
}
