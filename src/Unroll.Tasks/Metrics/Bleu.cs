using Unroll.Tasks.Runs;

namespace Unroll.Tasks.Metrics;

/// <summary>
/// BLEU of a corpus, from 0 to 100, as sacreBLEU defines it (Papineni et al. 2002; Post 2018): the geometric mean of the precisions of one to
/// four words, clipped to what the references have, times the brevity penalty. It is counted over plain text, which is tokenised as in
/// <c>mteval-v13a</c>.
/// </summary>
/// <remarks>
/// Where no n-gram of an order is right, its precision is 1/2, 1/4, ... of a right one, halved at each such order (smoothing <c>exp</c>). Of several
/// references the one nearest in length counts for the penalty, the shorter of two equally near.
/// </remarks>
/// <param name="lowercase">Whether upper and lower case are the same.</param>
public sealed class Bleu(bool lowercase = false)
{
    /// <summary>The longest n-gram that counts.</summary>
    public const int MaxOrder = 4;

    private readonly long[] _correct = new long[MaxOrder];
    private readonly long[] _total = new long[MaxOrder];
    private int? _references;

    /// <summary>Sentences added so far.</summary>
    public long Count { get; private set; }

    /// <summary>Words of all translations.</summary>
    public long TranslationLength { get; private set; }

    /// <summary>Words of all references, of each sentence's nearest in length.</summary>
    public long ReferenceLength { get; private set; }

    /// <summary>For one word to four: the n-grams that are right, and all n-grams.</summary>
    public IReadOnlyList<(long Correct, long Total)> Counts => [.. _correct.Zip(_total)];

    /// <summary>For one word to four: which share of the n-grams is right, from 0 to 100, smoothed; 0 where there is none.</summary>
    public IReadOnlyList<double> Precisions => SmoothedPrecisions();

    /// <summary>1, or less where translations are shorter than references.</summary>
    public double BrevityPenalty => TranslationLength >= ReferenceLength ? 1
        : TranslationLength == 0 ? 0
        : Math.Exp(1 - ((double)ReferenceLength / TranslationLength));

    /// <summary>BLEU, from 0 to 100; 0 where nothing is right or no sentence has four words.</summary>
    public double Score
    {
        get
        {
            double[] precisions = SmoothedPrecisions();
            return Array.Exists(precisions, p => p == 0) ? 0 : BrevityPenalty * Math.Exp(precisions.Average(Math.Log));
        }
    }

    /// <summary>
    /// What was counted, in the words of sacreBLEU's signatures; the version says that this is our own implementation of that definition.
    /// References are counted as <c>var</c> where sentences have different numbers of them.
    /// </summary>
    public string Signature =>
        $"nrefs:{(_references is null or > 0 ? _references ?? 1 : "var")}|case:{(lowercase ? "lc" : "mixed")}|eff:no|tok:13a|smooth:exp|version:unroll-{ModelMetadata.Version}";

    /// <summary>Counts a sentence.</summary>
    /// <param name="translation">What the model wrote, as plain text.</param>
    /// <param name="references">Right translations as plain text, at least one.</param>
    /// <exception cref="ArgumentException">There is no reference.</exception>
    public void Add(string translation, params IReadOnlyList<string> references)
    {
        ArgumentNullException.ThrowIfNull(translation);
        ArgumentNullException.ThrowIfNull(references);
        if (references.Count == 0)
        {
            throw new ArgumentException("Bleu: got no reference, expected at least one to compare the translation with.", nameof(references));
        }

        string[] words = Words(translation);
        string[][] right = [.. references.Select(Words)];
        Count++;
        TranslationLength += words.Length;
        ReferenceLength += right.Select(r => r.Length).OrderBy(n => Math.Abs(n - words.Length)).ThenBy(n => n).First();
        // 0 says that numbers differ.
        _references = _references is null || _references == references.Count ? references.Count : 0;
        for (int order = 1; order <= MaxOrder; order++)
        {
            Dictionary<string, int> found = NGrams(words, order);
            Dictionary<string, int>[] allowed = [.. right.Select(r => NGrams(r, order))];
            _total[order - 1] += Math.Max(0, words.Length - order + 1);
            _correct[order - 1] += found.Sum(g => Math.Min(g.Value, allowed.Max(a => a.GetValueOrDefault(g.Key))));
        }
    }

    private string[] Words(string sentence) => Tokenizer13a.Split(lowercase ? sentence.ToLowerInvariant() : sentence);

    private static Dictionary<string, int> NGrams(string[] words, int order)
    {
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        for (int start = 0; start + order <= words.Length; start++)
        {
            // Tokens hold no blanks, so none is ambiguous.
            string gram = order == 1 ? words[start] : string.Join(' ', words, start, order);
            counts[gram] = counts.GetValueOrDefault(gram) + 1;
        }

        return counts;
    }

    private double[] SmoothedPrecisions()
    {
        double[] precisions = new double[MaxOrder];
        double halving = 1;
        // Where not a single word is right, smoothing must not make something of nothing.
        for (int n = 0; n < MaxOrder && _total[n] > 0 && _correct[0] > 0; n++)
        {
            halving = _correct[n] > 0 ? halving : halving / 2;
            precisions[n] = 100 * (_correct[n] > 0 ? _correct[n] : halving) / _total[n];
        }

        return precisions;
    }
}
