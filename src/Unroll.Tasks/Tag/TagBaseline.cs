using Unroll.Data.Labels;
using Unroll.Data.SeriesFiles;
using Unroll.Tasks.Baselines;
using Unroll.Tasks.Metrics;

namespace Unroll.Tasks.Tag;

/// <summary>
/// What a network has to beat: the most frequent tag of each word, the entities of training word for word, or logistic regression on the
/// numbers of a step alone. It is fitted to the same training data and lies in the model file, so that it can be measured on any data.
/// </summary>
internal sealed class TagBaseline
{
    private const string Frequent = "frequent:", Dictionary = "dictionary:", Logistic = "logistic:";
    private readonly MostFrequentTagBaseline? _frequent;
    private readonly EntityDictionaryBaseline? _dictionary;
    private readonly LogisticRegressionBaseline? _logistic;

    private TagBaseline(MostFrequentTagBaseline? frequent = null, EntityDictionaryBaseline? dictionary = null, LogisticRegressionBaseline? logistic = null) =>
        (_frequent, _dictionary, _logistic) = (frequent, dictionary, logistic);

    public string Name => _frequent?.Name ?? _dictionary?.Name ?? $"step alone ({_logistic!.Name})";

    public static TagBaseline Fit(TagPart train, TagEncoding encoding)
    {
        if (encoding.Words is null)
        {
            float[] features = [.. train.Inputs.SelectMany(i => i.Series!.Values)];
            return new TagBaseline(logistic: LogisticRegressionBaseline.Fit(features, [.. train.Tags.SelectMany(t => t)], encoding.Labels.Count));
        }

        return encoding.IsBio
            ? new TagBaseline(dictionary: EntityDictionaryBaseline.Fit(train.Raw.Select(s => s.Sentence!)))
            : new TagBaseline(frequent: MostFrequentTagBaseline.Fit(train.Raw.Select(s => s.Sentence!)));
    }

    public TagPrediction Predict(TagPart part, TagEncoding encoding)
    {
        if (_logistic is not null)
        {
            float[][] probabilities = [.. part.Inputs.Select(i => StepByStep(i.Series!, encoding.Labels.Count))];
            return new TagPrediction([.. probabilities.Select(p => p.Chunk(encoding.Labels.Count).Select(c => ClassificationMetrics.Predicted(c)).ToArray())], probabilities);
        }

        return new TagPrediction([.. part.Raw.Select(s => (_frequent?.Predict(s.Sentence!.Words) ?? _dictionary!.Predict(s.Sentence!.Words)).Select(t => IdOf(t, encoding.Labels)).ToArray())], null);
    }

    public string ToJson() => _frequent is not null ? Frequent + _frequent.ToJson() : _dictionary is not null ? Dictionary + _dictionary.ToJson() : Logistic + _logistic!.ToJson();

    public static TagBaseline FromJson(string text, string source)
    {
        string json = text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return text.StartsWith(Frequent, StringComparison.Ordinal) ? new TagBaseline(frequent: MostFrequentTagBaseline.FromJson(json, source))
            : text.StartsWith(Dictionary, StringComparison.Ordinal) ? new TagBaseline(dictionary: EntityDictionaryBaseline.FromJson(json, source))
            : new TagBaseline(logistic: LogisticRegressionBaseline.FromJson(json, source));
    }

    private float[] StepByStep(Series series, int tags)
    {
        float[] probabilities = new float[series.Length * tags];
        for (int t = 0; t < series.Length; t++)
        {
            _logistic!.Predict(series.Step(t), probabilities.AsSpan(t * tags, tags));
        }

        return probabilities;
    }

    /// <summary>An entity that training marked with I alone is begun with I too.</summary>
    private static int IdOf(string tag, LabelSet labels) => labels.TryIdOf(tag, out int id) || labels.TryIdOf("I" + tag[1..], out id) ? id : 0;
}
