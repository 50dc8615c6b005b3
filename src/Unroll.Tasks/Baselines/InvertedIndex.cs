using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Unroll.Tasks.Baselines;

/// <summary>Finds the text with the largest cosine of n-grams weighted by tf-idf, (1 + ln tf) · (1 + ln((1 + N) / (1 + df))).</summary>
internal sealed partial class InvertedIndex
{
    private readonly Dictionary<string, int> _idOf = new(StringComparer.Ordinal);
    private readonly List<List<(int Text, float Weight)>> _postings = [];
    private readonly float[] _scores;
    private readonly List<int> _touched = [];
    private readonly int _count;

    /// <summary>Indexes texts.</summary>
    /// <param name="texts">The n-grams of each text, repeated as often as they occur.</param>
    public InvertedIndex(IEnumerable<IEnumerable<string>> texts)
    {
        foreach (IEnumerable<string> grams in texts)
        {
            foreach ((string gram, int times) in grams.CountBy(g => g, StringComparer.Ordinal))
            {
                ref int id = ref CollectionsMarshal.GetValueRefOrAddDefault(_idOf, gram, out bool known);
                if (!known)
                {
                    id = _postings.Count;
                    _postings.Add([]);
                }

                _postings[id].Add((_count, 1 + MathF.Log(times)));
            }

            _count++;
        }

        _scores = new float[_count];
        Normalise();
    }

    /// <summary>The nearest text, the first of equally near ones, and the cosine; -1 where none shares an n-gram.</summary>
    public (int Text, double Cosine) Nearest(IEnumerable<string> grams)
    {
        double norm = 0;
        foreach ((string gram, int times) in grams.CountBy(g => g, StringComparer.Ordinal))
        {
            int id = _idOf.GetValueOrDefault(gram, -1);
            float weight = (1 + MathF.Log(times)) * Idf(id < 0 ? 0 : _postings[id].Count);
            norm += weight * weight;
            if (id >= 0)
            {
                Add(_postings[id], weight);
            }
        }

        (int best, float score) = (-1, 0);
        foreach (int text in _touched)
        {
            if (_scores[text] > score || (_scores[text] == score && text < best))
            {
                (best, score) = (text, _scores[text]);
            }

            _scores[text] = 0;
        }

        _touched.Clear();
        return (best, best < 0 ? 0 : score / Math.Sqrt(norm));
    }

    /// <summary>The n-grams that a source is compared by.</summary>
    public static List<string> NGramsOf(string source, NeighbourUnits units)
    {
        List<string> grams = [];
        if (units == NeighbourUnits.Characters)
        {
            string marked = $"\u0002{source}\u0003";
            for (int start = 0; start + 1 < marked.Length; start++)
            {
                grams.Add(marked.Substring(start, 2));
                if (start + 2 < marked.Length)
                {
                    grams.Add(marked.Substring(start, 3));
                }
            }

            return grams;
        }

        string? before = null;
        foreach (Match word in Word().Matches(source.ToLowerInvariant()))
        {
            grams.Add(word.Value);
            if (before is not null)
            {
                grams.Add($"{before} {word.Value}");
            }

            before = word.Value;
        }

        return grams;
    }

    private void Add(List<(int Text, float Weight)> postings, float weight)
    {
        foreach ((int text, float other) in CollectionsMarshal.AsSpan(postings))
        {
            if (_scores[text] == 0)
            {
                _touched.Add(text);
            }

            _scores[text] += weight * other;
        }
    }

    private void Normalise()
    {
        double[] squares = new double[_count];
        foreach (List<(int Text, float Weight)> postings in _postings)
        {
            float idf = Idf(postings.Count);
            foreach (ref (int Text, float Weight) p in CollectionsMarshal.AsSpan(postings))
            {
                p.Weight *= idf;
                squares[p.Text] += p.Weight * p.Weight;
            }
        }

        foreach (List<(int Text, float Weight)> postings in _postings)
        {
            foreach (ref (int Text, float Weight) p in CollectionsMarshal.AsSpan(postings))
            {
                p.Weight /= (float)Math.Sqrt(squares[p.Text]);
            }
        }
    }

    // At least 1: an n-gram that every text has must still count where nothing else is shared.
    private float Idf(int texts) => 1 + MathF.Log((1f + _count) / (1 + texts));

    [GeneratedRegex(@"[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]")]
    private static partial Regex Word();
}
