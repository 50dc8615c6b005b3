namespace Unroll.Tasks.Baselines;

/// <summary>
/// Multinomial naive Bayes on n-grams of tokens with Laplace smoothing (McCallum and Nigam 1998), the classic baseline of text
/// classification.
/// </summary>
/// <remarks>
/// log P(c | item) = log n_c/n + Σ_g m_g log ((N_cg + α) / (N_c + α V)) + constant, where n counts items, m_g is how often the n-gram g
/// stands in the item, N_cg how often it stands in training items of class c, N_c = Σ_g N_cg, V is the number of n-grams kept, and α the
/// smoothing. N-grams that are not kept are passed over. A class without training items has probability 0.
/// </remarks>
public sealed class NaiveBayesBaseline
{
    private const string Who = nameof(NaiveBayesBaseline);
    private readonly NGramFeatures _grams;
    private readonly int[] _items;
    private readonly int[] _counts;
    private readonly double _smoothing;
    private readonly double[] _logPrior;
    private readonly double[] _logLikelihood;

    /// <summary>From counts, which are whole numbers and so lose nothing in a file.</summary>
    /// <param name="grams">The n-grams.</param>
    /// <param name="items">[classes], training items.</param>
    /// <param name="counts">[n-grams, classes], N_cg.</param>
    /// <param name="smoothing">α</param>
    private NaiveBayesBaseline(NGramFeatures grams, int[] items, int[] counts, double smoothing)
    {
        (_grams, _items, _counts, _smoothing) = (grams, items, counts, smoothing);
        double total = items.Sum(n => (double)n);
        _logPrior = [.. items.Select(n => Math.Log(n / total))];
        double[] all = new double[Classes];
        for (int i = 0; i < counts.Length; i++)
        {
            all[i % Classes] += counts[i];
        }

        _logLikelihood = new double[counts.Length];
        for (int i = 0; i < counts.Length; i++)
        {
            _logLikelihood[i] = Math.Log((counts[i] + smoothing) / (all[i % Classes] + (smoothing * grams.Count)));
        }
    }

    /// <summary>What a report calls it.</summary>
    public string Name => _grams.Order == 1 ? "naive Bayes (single tokens)" : $"naive Bayes (n-grams of 1 to {_grams.Order} tokens)";

    /// <summary>How many classes there are.</summary>
    public int Classes => _items.Length;

    /// <summary>How many n-grams are kept.</summary>
    public int FeatureCount => _grams.Count;

    /// <summary>Counts the n-grams of training items. Their order has no influence.</summary>
    /// <param name="items">The tokens of each item: words, or characters as strings; an item may be empty.</param>
    /// <param name="labels">The class of each item.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="order">The longest n-gram: 2 for single tokens and pairs.</param>
    /// <param name="maxFeatures">
    /// How many n-grams are kept, the most frequent in all of training; of equally frequent ones the shorter first, then in ordinal order.
    /// </param>
    /// <param name="smoothing">α, above 0; 1 is Laplace's.</param>
    /// <returns>The baseline.</returns>
    /// <exception cref="ArgumentException">There are no items, a label is out of range, or an option is.</exception>
    public static NaiveBayesBaseline Fit(
        IReadOnlyList<IReadOnlyList<string>> items, IReadOnlyList<int> labels, int classes, int order = 2, int maxFeatures = 20_000, double smoothing = 1)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxFeatures, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(smoothing);
        int[] itemsOf = ClassScores.CountsOf(Who, labels, items.Count, classes);
        NGramFeatures grams = NGramFeatures.MostFrequent(items, order, maxFeatures);
        int[] counts = new int[grams.Count * classes];
        for (int i = 0; i < items.Count; i++)
        {
            foreach (int gram in grams.In(items[i]))
            {
                counts[(gram * classes) + labels[i]]++;
            }
        }

        return new NaiveBayesBaseline(grams, itemsOf, counts, smoothing);
    }

    /// <summary>The probability of each class.</summary>
    /// <param name="tokens">The tokens of an item; without any that is known, the class shares of training result.</param>
    /// <param name="probabilities">[classes], written.</param>
    /// <exception cref="ArgumentException">There is not room for every class.</exception>
    public void Predict(IReadOnlyList<string> tokens, Span<float> probabilities)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ClassScores.CheckRoom(Who, probabilities, Classes);
        double[] scores = [.. _logPrior];
        foreach (int gram in _grams.In(tokens))
        {
            for (int c = 0; c < scores.Length; c++)
            {
                scores[c] += _logLikelihood[(gram * scores.Length) + c];
            }
        }

        ClassScores.Softmax(scores, probabilities);
    }

    /// <summary>The baseline as one line of JSON, as it lies in a model file: 10 to 20 bytes an n-gram, and 4 for each class that it occurs in.</summary>
    /// <returns>The JSON; the same training items give the same text.</returns>
    public string ToJson()
    {
        (int[] parents, int[] last) = _grams.ToLinks();
        int[][] sparse = new int[Classes][];
        for (int c = 0; c < Classes; c++)
        {
            List<int> pairs = [];
            for (int gram = 0, before = -1; gram < FeatureCount; gram++)
            {
                if (_counts[(gram * Classes) + c] is int count and > 0)
                {
                    pairs.AddRange([gram - before, count]);
                    before = gram;
                }
            }

            sparse[c] = [.. pairs];
        }

        NaiveBayesRecord record = new(_grams.Order, _smoothing, _items, _grams.Tokens, parents, last, sparse);
        return BaselineJson.Write(record, BaselineJson.Context.NaiveBayesRecord);
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="source">The file, for the messages of errors.</param>
    /// <returns>The baseline; it predicts the same bits.</returns>
    /// <exception cref="ModelFileException">It is not exactly that.</exception>
    public static NaiveBayesBaseline FromJson(string json, string source = "model file") =>
        BaselineJson.Read(json, source, Who, BaselineJson.Context.NaiveBayesRecord, Make);

    private static NaiveBayesBaseline Make(NaiveBayesRecord r)
    {
        BaselineJson.Check(r.Items.Any(n => n > 0) && r.Items.All(n => n >= 0), "the counts of items must not be negative, and not all 0");
        BaselineJson.Check(double.IsFinite(r.Smoothing) && r.Smoothing > 0, $"the smoothing is {r.Smoothing}, expected a number above 0");
        BaselineJson.Check(r.Counts.Length == r.Items.Length, $"there are counts for {r.Counts.Length} classes, expected {r.Items.Length}");
        NGramFeatures grams = NGramFeatures.FromLinks(r.Tokens, r.Order, r.Parents, r.Last);
        int[] counts = new int[grams.Count * r.Items.Length];
        for (int c = 0; c < r.Counts.Length; c++)
        {
            int[] pairs = r.Counts[c] ?? [];
            BaselineJson.Check(pairs.Length % 2 == 0, $"the counts of class {c} are {pairs.Length} numbers, expected pairs");
            for (int i = 0, gram = -1; i < pairs.Length; i += 2)
            {
                BaselineJson.Check(pairs[i] > 0 && pairs[i] < grams.Count - gram && pairs[i + 1] > 0, $"a count of class {c} is of no n-gram, or not above 0");
                gram += pairs[i];
                counts[(gram * r.Items.Length) + c] = pairs[i + 1];
            }
        }

        return new NaiveBayesBaseline(grams, r.Items, counts, r.Smoothing);
    }
}
