namespace Unroll.Tasks.Compose;

/// <summary>How well the notes of pieces were predicted, step by step.</summary>
/// <param name="Nats">The sum of −ln p of all keys of all steps.</param>
/// <param name="Steps">Steps.</param>
/// <param name="Right">Notes that were predicted and sounded.</param>
/// <param name="Wrong">Notes that were predicted and did not sound.</param>
/// <param name="Missed">Notes that sounded and were not predicted.</param>
internal readonly record struct RollScore(double Nats, long Steps, long Right, long Wrong, long Missed)
{
    public static RollScore operator +(RollScore a, RollScore b) => new(a.Nats + b.Nats, a.Steps + b.Steps, a.Right + b.Right, a.Wrong + b.Wrong, a.Missed + b.Missed);

    /// <summary>The mean negative log-likelihood of a step in nats, and the accuracy of notes (Bay, Ehmann and Downie 2009).</summary>
    public IReadOnlyDictionary<string, double> Metrics() => new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["nll"] = Nats / Steps,
        ["accuracy"] = Right + Wrong + Missed > 0 ? (double)Right / (Right + Wrong + Missed) : 1,
        ["loss"] = Nats / Steps,
    };

    /// <summary>Counts the notes of a step.</summary>
    public RollScore WithNotes(ReadOnlySpan<bool> predicted, ReadOnlySpan<float> notes)
    {
        (long right, long wrong, long missed) = (Right, Wrong, Missed);
        for (int k = 0; k < predicted.Length; k++)
        {
            bool sounds = notes[k] > 0;
            right += predicted[k] && sounds ? 1 : 0;
            wrong += predicted[k] && !sounds ? 1 : 0;
            missed += !predicted[k] && sounds ? 1 : 0;
        }

        return this with { Right = right, Wrong = wrong, Missed = missed };
    }
}
