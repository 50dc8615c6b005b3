using Unroll.Tasks.Baselines;
using Unroll.Tasks.Items;

namespace Unroll.Tasks.Classify;

/// <summary>
/// What a network has to beat: naive Bayes on n-grams for texts, logistic regression for tables and images, nearest centroid for series
/// and sounds. It is fitted to the same training items and lies in the model file, so that it can be measured on any data.
/// </summary>
internal sealed class ClassifyBaseline
{
    private const string Bayes = "bayes:", Logistic = "logistic:", Centroid = "centroid:", MajorityLine = "majority:";
    private readonly NaiveBayesBaseline? _bayes;
    private readonly LogisticRegressionBaseline? _logistic;
    private readonly NearestCentroidBaseline? _centroid;

    private ClassifyBaseline(NaiveBayesBaseline? bayes = null, LogisticRegressionBaseline? logistic = null, NearestCentroidBaseline? centroid = null) =>
        (_bayes, _logistic, _centroid) = (bayes, logistic, centroid);

    /// <summary>What any model has to beat: the shares of the labels alone.</summary>
    public required MajorityBaseline Majority { get; init; }

    public string Name => _bayes?.Name ?? _logistic?.Name ?? _centroid!.Name;

    public static ClassifyBaseline Fit(ClassifyData data)
    {
        int[] labels = [.. data.Train.Select(i => i.Label)];
        int classes = data.Encoding.Labels.Count;
        MajorityBaseline majority = MajorityBaseline.Fit(labels, classes);
        if (data.Encoding.Vocabulary is { } vocabulary)
        {
            // Four characters are about as long as what two words have in common.
            int order = vocabulary.Kind == "char" ? 4 : 2;
            return new ClassifyBaseline(bayes: NaiveBayesBaseline.Fit([.. data.Train.Select(i => Tokens(i, data.Encoding))], labels, classes, order)) { Majority = majority };
        }

        if (data.Options.Format is "table" or "images")
        {
            float[] features = [.. data.Train.SelectMany(i => i.Series!.Values)];
            return new ClassifyBaseline(logistic: LogisticRegressionBaseline.Fit(features, labels, classes)) { Majority = majority };
        }

        return new ClassifyBaseline(centroid: NearestCentroidBaseline.Fit([.. data.Train.Select(i => i.Series!)], labels, classes)) { Majority = majority };
    }

    /// <summary>The probabilities of all labels for all items, [N, K].</summary>
    public float[] Predict(IReadOnlyList<Item> items, ItemEncoding encoding)
    {
        int classes = encoding.Labels.Count;
        float[] probabilities = new float[items.Count * classes];
        for (int i = 0; i < items.Count; i++)
        {
            Span<float> p = probabilities.AsSpan(i * classes, classes);
            if (_bayes is not null)
            {
                _bayes.Predict(Tokens(items[i], encoding), p);
            }
            else if (_logistic is not null)
            {
                _logistic.Predict(items[i].Series!.Values, p);
            }
            else
            {
                _centroid!.Predict(items[i].Series!, p);
            }
        }

        return probabilities;
    }

    /// <summary>The probabilities of all labels by their shares in training, the same for each of some items, [N, K].</summary>
    public float[] PredictMajority(int items)
    {
        float[] shares = new float[Majority.Classes];
        Majority.Predict(shares);
        return [.. Enumerable.Repeat(shares, items).SelectMany(static s => s)];
    }

    public string ToJson() => $"{MajorityLine}{Majority.ToJson()}\n" + (_bayes is not null ? Bayes + _bayes.ToJson() : _logistic is not null ? Logistic + _logistic.ToJson() : Centroid + _centroid!.ToJson());

    public static ClassifyBaseline FromJson(string text, string source)
    {
        int end = text.IndexOf('\n', StringComparison.Ordinal);
        if (!text.StartsWith(MajorityLine, StringComparison.Ordinal) || end < 0)
        {
            throw new ModelFileException($"'{source}': the baseline does not begin with the shares of the labels. The file was altered, or another version of Unroll wrote it; train again.");
        }

        MajorityBaseline majority = MajorityBaseline.FromJson(text[MajorityLine.Length..end], source);
        text = text[(end + 1)..];
        if (text.StartsWith(Bayes, StringComparison.Ordinal))
        {
            return new ClassifyBaseline(bayes: NaiveBayesBaseline.FromJson(text[Bayes.Length..], source)) { Majority = majority };
        }

        return text.StartsWith(Logistic, StringComparison.Ordinal)
            ? new ClassifyBaseline(logistic: LogisticRegressionBaseline.FromJson(text[Logistic.Length..], source)) { Majority = majority }
            : new ClassifyBaseline(centroid: NearestCentroidBaseline.FromJson(text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..], source)) { Majority = majority };
    }

    private static string[] Tokens(Item item, ItemEncoding encoding) => Array.ConvertAll(item.Ids, encoding.Vocabulary!.Token);
}
