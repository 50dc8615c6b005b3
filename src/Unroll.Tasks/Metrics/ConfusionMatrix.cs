namespace Unroll.Tasks.Metrics;

/// <summary>How often items of each class were taken for each class, and the measures that follow from it.</summary>
/// <remarks>
/// Where a share has nothing below the line it is 0, as in scikit-learn: the precision of a class that is never predicted, the recall of
/// a class that never occurs, the F1 of a class that does neither.
/// </remarks>
public sealed class ConfusionMatrix
{
    private readonly long[] _counts;
    private readonly long[] _actual;
    private readonly long[] _predicted;

    /// <summary>An empty matrix.</summary>
    /// <param name="classes">How many classes there are, at least 1.</param>
    public ConfusionMatrix(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        Classes = classes;
        _counts = new long[checked(classes * classes)];
        _actual = new long[classes];
        _predicted = new long[classes];
    }

    /// <summary>How many classes there are.</summary>
    public int Classes { get; }

    /// <summary>How many items were added.</summary>
    public long Count { get; private set; }

    /// <summary>How many items were right.</summary>
    public long Correct { get; private set; }

    /// <summary>How many items of a class were taken for a class.</summary>
    /// <param name="actual">The class that they are of.</param>
    /// <param name="predicted">The class that they were taken for.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public long this[int actual, int predicted]
    {
        get
        {
            Check(actual, nameof(actual));
            Check(predicted, nameof(predicted));
            return _counts[(actual * Classes) + predicted];
        }
    }

    /// <summary>The share of items that were right, from 0 to 1; NaN of no items.</summary>
    public double Accuracy => Correct / (double)Count;

    /// <summary>
    /// The mean F1 of the classes that occur. Classes that occur neither as actual nor as predicted are left out, as in scikit-learn; NaN
    /// of no items.
    /// </summary>
    public double MacroF1
    {
        get
        {
            double sum = 0;
            int occurring = 0;
            for (int c = 0; c < Classes; c++)
            {
                if (_actual[c] + _predicted[c] > 0)
                {
                    sum += F1(c);
                    occurring++;
                }
            }

            return sum / occurring;
        }
    }

    /// <summary>The counts as reports list them: a row for each class that items are of, a column for each that they were taken for.</summary>
    public IReadOnlyList<IReadOnlyList<long>> Rows => [.. Enumerable.Range(0, Classes).Select(a => (IReadOnlyList<long>)_counts[(a * Classes)..((a + 1) * Classes)])];

    /// <summary>The measures of each class.</summary>
    /// <param name="names">[<see cref="Classes"/>]</param>
    public IReadOnlyList<LabelReport> Labels(IReadOnlyList<string> names) => [.. names.Select((name, c) => new LabelReport(name, _actual[c], Precision(c), Recall(c), F1(c)))];

    /// <summary>Counts an item.</summary>
    /// <param name="actual">The class that it is of.</param>
    /// <param name="predicted">The class that it was taken for.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public void Add(int actual, int predicted)
    {
        Check(actual, nameof(actual));
        Check(predicted, nameof(predicted));
        _counts[(actual * Classes) + predicted]++;
        _actual[actual]++;
        _predicted[predicted]++;
        Count++;
        Correct += actual == predicted ? 1 : 0;
    }

    /// <summary>Of the items taken for a class, the share that is of it.</summary>
    /// <param name="c">The class.</param>
    /// <returns>0 to 1</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double Precision(int c) => Share(this[c, c], _predicted[c]);

    /// <summary>Of the items of a class, the share taken for it.</summary>
    /// <param name="c">The class.</param>
    /// <returns>0 to 1</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double Recall(int c) => Share(this[c, c], _actual[c]);

    /// <summary>The harmonic mean of precision and recall, 2 TP / (2 TP + FP + FN).</summary>
    /// <param name="c">The class.</param>
    /// <returns>0 to 1</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double F1(int c) => Share(2 * this[c, c], _actual[c] + _predicted[c]);

    private static double Share(long part, long all) => all == 0 ? 0 : part / (double)all;

    private void Check(int c, string name)
    {
        if ((uint)c >= (uint)Classes)
        {
            throw new ArgumentOutOfRangeException(
                name, c, $"ConfusionMatrix: the {name} class is {c}, expected 0 to {Classes - 1}, because there are {Classes} classes. Check the labels.");
        }
    }
}
