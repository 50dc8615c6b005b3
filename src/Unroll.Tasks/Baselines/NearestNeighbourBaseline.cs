using Unroll.Data.Pairs;

namespace Unroll.Tasks.Baselines;

/// <summary>What sources are compared by.</summary>
public enum NeighbourUnits
{
    /// <summary>Words in lower case, punctuation apart, one and two in a row: for sentences.</summary>
    Words,

    /// <summary>Two and three characters in a row, with marks for both ends: for single words, such as those of a dictionary.</summary>
    Characters,
}

/// <summary>
/// Answers with the target of the training source that is the most alike: the cosine of n-grams weighted by tf-idf (Salton and Buckley 1988).
/// </summary>
/// <remarks>
/// Of equally similar sources the first in training is taken; for a source that shares nothing with any, the target that occurs most often in
/// training. An inverted index goes only through sources that share an n-gram.
/// </remarks>
public sealed class NearestNeighbourBaseline
{
    private const string Who = nameof(NearestNeighbourBaseline);
    private readonly string[] _sources;
    private readonly string[] _targets;
    private readonly NeighbourUnits _units;
    private readonly InvertedIndex _index;

    private NearestNeighbourBaseline(string[] sources, string[] targets, NeighbourUnits units)
    {
        (_sources, _targets, _units) = (sources, targets, units);
        _index = new InvertedIndex(sources.Select(s => InvertedIndex.NGramsOf(s, units)));
        Fallback = targets.CountBy(t => t, StringComparer.Ordinal).MaxBy(t => t.Value).Key;
    }

    /// <summary>What a report calls it.</summary>
    public string Name => "nearest neighbour in train";

    /// <summary>The target of sources that share nothing with training.</summary>
    public string Fallback { get; }

    /// <summary>Indexes training pairs.</summary>
    /// <param name="pairs">Pairs, at least one.</param>
    /// <param name="units">What sources are compared by.</param>
    /// <returns>The baseline.</returns>
    /// <exception cref="ArgumentException">There are no pairs.</exception>
    public static NearestNeighbourBaseline Fit(IReadOnlyList<TextPair> pairs, NeighbourUnits units = NeighbourUnits.Words)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return pairs.Count > 0
            ? new NearestNeighbourBaseline([.. pairs.Select(p => p.Source)], [.. pairs.Select(p => p.Target)], units)
            : throw new ArgumentException($"{Who}: got no pairs, expected at least one to answer with. Give training data.", nameof(pairs));
    }

    /// <summary>The nearest source of training.</summary>
    /// <param name="source">A source.</param>
    /// <returns>The place of the pair in training, and the cosine from 0 to 1; -1 and 0 where none shares anything.</returns>
    public (int Pair, double Cosine) Nearest(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return _index.Nearest(InvertedIndex.NGramsOf(source, _units));
    }

    /// <summary>The target of the nearest source.</summary>
    /// <param name="source">A source.</param>
    /// <returns>A target of training.</returns>
    public string Predict(string source)
    {
        int pair = Nearest(source).Pair;
        return pair < 0 ? Fallback : _targets[pair];
    }

    /// <summary>The pairs as JSON on one line, for a model file; the index is made anew from them.</summary>
    public string ToJson() =>
        BaselineJson.Write(new NearestNeighbourRecord(_units.ToString(), _sources, _targets), BaselineJson.Context.NearestNeighbourRecord);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="source">What messages call the file.</param>
    /// <returns>The baseline.</returns>
    /// <exception cref="ModelFileException">The JSON is not as it was written.</exception>
    public static NearestNeighbourBaseline FromJson(string json, string source = "model file") =>
        BaselineJson.Read(json, source, Who, BaselineJson.Context.NearestNeighbourRecord, r =>
        {
            BaselineJson.Check(Enum.TryParse(r.Units, out NeighbourUnits units) && Enum.IsDefined(units), $"the units are '{r.Units}', expected Words or Characters");
            BaselineJson.Check(r.Sources.Length > 0 && r.Sources.Length == r.Targets.Length, $"there are {r.Sources.Length} sources and {r.Targets.Length} targets, expected as many");
            BaselineJson.Check(!r.Sources.Contains(null!) && !r.Targets.Contains(null!), "a text is null");
            return new NearestNeighbourBaseline(r.Sources, r.Targets, units);
        });
}
