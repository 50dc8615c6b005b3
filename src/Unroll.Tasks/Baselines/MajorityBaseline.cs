namespace Unroll.Tasks.Baselines;

/// <summary>Predicts the class shares of training for every item, whatever it is. Its accuracy is the share of the commonest class.</summary>
public sealed class MajorityBaseline
{
    private const string Who = nameof(MajorityBaseline);
    private readonly int[] _counts;
    private readonly double _total;

    private MajorityBaseline(int[] counts)
    {
        _counts = counts;
        _total = counts.Sum(c => (double)c);
    }

    /// <summary>What a report calls it.</summary>
    public string Name => "majority class";

    /// <summary>How many classes there are.</summary>
    public int Classes => _counts.Length;

    /// <summary>Counts the classes of training.</summary>
    /// <param name="labels">The class of each item, at least one.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <returns>The baseline.</returns>
    /// <exception cref="ArgumentException">There are no items, or a label is out of range.</exception>
    public static MajorityBaseline Fit(IReadOnlyList<int> labels, int classes) => new(ClassScores.CountsOf(Who, labels, labels?.Count ?? 0, classes));

    /// <summary>The share of each class in training; 0 for a class without items.</summary>
    /// <param name="probabilities">[classes], written.</param>
    /// <exception cref="ArgumentException">There is not room for every class.</exception>
    public void Predict(Span<float> probabilities)
    {
        ClassScores.CheckRoom(Who, probabilities, Classes);
        for (int c = 0; c < Classes; c++)
        {
            probabilities[c] = (float)(_counts[c] / _total);
        }
    }

    /// <summary>The baseline as one line of JSON, as it lies in a model file.</summary>
    /// <returns>The JSON.</returns>
    public string ToJson() => BaselineJson.Write(new MajorityRecord(_counts), BaselineJson.Context.MajorityRecord);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="source">The file, for the messages of errors.</param>
    /// <returns>The baseline; it predicts the same bits.</returns>
    /// <exception cref="ModelFileException">It is not exactly that.</exception>
    public static MajorityBaseline FromJson(string json, string source = "model file") =>
        BaselineJson.Read(json, source, Who, BaselineJson.Context.MajorityRecord, r =>
        {
            BaselineJson.Check(r.Counts.Any(c => c > 0) && r.Counts.All(c => c >= 0), "the counts must not be negative, and not all 0");
            return new MajorityBaseline(r.Counts);
        });
}
