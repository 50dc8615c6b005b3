using System.Globalization;
using Unroll.Data.Files;
using Unroll.Data.Records;

namespace Unroll.Data.Labels;

/// <summary>The labels that a model knows, each with its number.</summary>
public sealed class LabelSet
{
    private const int MostShown = 20;
    private readonly Dictionary<string, int> _idOf;

    /// <summary>A set of given labels.</summary>
    /// <param name="names">The labels in the order of their numbers; all different, none empty.</param>
    /// <exception cref="ArgumentException">A label is empty or stands twice, or there is none.</exception>
    public LabelSet(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        _idOf = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string name in names)
        {
            if (string.IsNullOrEmpty(name) || !_idOf.TryAdd(name, _idOf.Count))
            {
                throw new ArgumentException($"LabelSet: the label '{name}' is empty or stands twice; all must differ.", nameof(names));
            }
        }

        Names = _idOf.Count > 0 ? [.. names] : throw new ArgumentException("LabelSet: there is no label; give at least one.", nameof(names));
    }

    /// <summary>The labels in the order of their numbers.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>How many there are.</summary>
    public int Count => Names.Count;

    /// <summary>The labels of training data: by number if all are numbers, else ordinally. So the order of the data has no influence.</summary>
    /// <param name="labels">A label for each item, at least one.</param>
    /// <returns>The set.</returns>
    public static LabelSet Of(IEnumerable<string> labels)
    {
        string[] names = [.. new HashSet<string>(labels, StringComparer.Ordinal)];
        Array.Sort(names, StringComparer.Ordinal);
        double[] numbers = new double[names.Length];
        bool all = true;
        for (int i = 0; i < names.Length; i++)
        {
            all &= double.TryParse(names[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]);
        }

        // The sort is stable in what it must be: equal numbers, as in 1 and 1.0, are already in ordinal order.
        return new LabelSet(all ? [.. names.Zip(numbers).OrderBy(p => p.Second).Select(p => p.First)] : names);
    }

    /// <summary>The number of a label.</summary>
    /// <param name="label">The label.</param>
    /// <param name="origin">Where it stands, for the message of the error.</param>
    /// <returns>0 to <c>Count - 1</c></returns>
    /// <exception cref="DataException">It was not seen in training.</exception>
    public int IdOf(string label, Origin origin) => TryIdOf(label, out int id)
        ? id
        : throw new DataException(
            $"Label {origin}: got '{label}', which was not seen in training; the {Count} labels that the model knows are "
            + $"{string.Join(", ", Names.Take(MostShown))}{(Count > MostShown ? ", ..." : "")}. Correct the label, or train with examples of it.");

    /// <summary>The number of a label, if it is known.</summary>
    /// <param name="label">The label.</param>
    /// <param name="id">0 to <c>Count - 1</c></param>
    /// <returns>Whether it was seen in training.</returns>
    public bool TryIdOf(string label, out int id) => _idOf.TryGetValue(label, out id);

    /// <summary>How many items each label has.</summary>
    /// <param name="ids">The number of the label of each item.</param>
    /// <returns>[Count]</returns>
    public int[] CountsOf(IEnumerable<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        int[] counts = new int[Count];
        foreach (int id in ids)
        {
            counts[id]++;
        }

        return counts;
    }

    /// <summary>The set as one line of JSON, as it lies in a model file.</summary>
    /// <returns>A list of strings.</returns>
    public string ToJson() => DataJson.Write([.. Names], DataJson.Context.StringArray);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="source">The file, for the messages of errors.</param>
    /// <returns>The set.</returns>
    /// <exception cref="ModelFileException">It is not exactly that.</exception>
    public static LabelSet FromJson(string json, string source = "model file") =>
        DataJson.Read(json, source, "Labels", DataJson.Context.StringArray, names => new LabelSet(names));
}
