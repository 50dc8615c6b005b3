using Unroll.Data.Files;
using Unroll.Data.Pairs;
using Unroll.Decoding;
using Unroll.Kernels;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Translate;

/// <summary>A trained translator.</summary>
public interface ITranslationModel : ITrainedModel
{
    /// <summary>The recipe that it was trained with.</summary>
    Recipe Recipe { get; }

    /// <summary>Whether a text is short enough for the model.</summary>
    /// <param name="text">A source.</param>
    /// <returns>Whether it has no more tokens than <c>data.maxLength</c>.</returns>
    bool CanRead(string text);

    /// <summary>Translates texts.</summary>
    /// <param name="texts">The texts, each a source.</param>
    /// <param name="settings">How, or null for what the recipe says.</param>
    /// <returns>A translation of each, in order.</returns>
    /// <exception cref="DataException">A text is longer than the model was trained for.</exception>
    IReadOnlyList<Translation> Translate(IReadOnlyList<string> texts, TranslateSettings? settings = null);

    /// <summary>Translates a text greedily, word by word.</summary>
    /// <param name="text">The source.</param>
    /// <param name="place">Where it stands, for messages.</param>
    /// <returns>Pieces of the translation as they come.</returns>
    /// <exception cref="DataException">The text is longer than the model was trained for.</exception>
    IEnumerable<string> Stream(string text, Origin place = default);
}

/// <summary>How to translate.</summary>
public sealed record TranslateSettings
{
    /// <summary>The width of the beam, or null for the recipe's.</summary>
    public int? Beam { get; init; }

    /// <summary>How many translations of each text are wanted.</summary>
    public int Best { get; init; } = 1;

    /// <summary>Whether to say where the decoder looked.</summary>
    public bool Attention { get; init; }

    /// <summary>Where the first text stands; the others follow line by line.</summary>
    public Origin Place { get; init; }
}

/// <summary>A source with its translations.</summary>
/// <param name="Source">The source as it was given.</param>
/// <param name="Targets">What was found, the best first; at least one.</param>
public sealed record Translation(string Source, IReadOnlyList<TranslatedText> Targets);

/// <summary>A translation.</summary>
/// <param name="Text">Plain text.</param>
/// <param name="Score">What translations are ranked by: the log-probability after the penalties.</param>
/// <param name="LogProbability">ln p of its tokens and its end.</param>
/// <param name="Attention">Where the decoder looked, if that was asked for and there is attention.</param>
public sealed record TranslatedText(string Text, double Score, double LogProbability, AttentionWeights? Attention);

/// <summary>Where a decoder looked.</summary>
/// <param name="Source">The tokens of the source and, last, its end.</param>
/// <param name="Target">The tokens of the target and, last, its end.</param>
/// <param name="Weights">For each token of the target how much each of the source counted; a row adds up to 1.</param>
public sealed record AttentionWeights(IReadOnlyList<string> Source, IReadOnlyList<string> Target, IReadOnlyList<IReadOnlyList<float>> Weights)
{
    /// <summary>What stands for the end of a text.</summary>
    public const string End = "(end)";
}

/// <inheritdoc/>
internal sealed class TrainedTranslator(TranslateFile file, int threads) : ITranslationModel
{
    private readonly TranslateDataOptions _data = new(file.Recipe.Values);

    /// <inheritdoc/>
    public ModelInfo Info => file.Info;

    /// <inheritdoc/>
    public Recipe Recipe => file.Recipe;

    /// <inheritdoc/>
    public EvaluateReport Evaluate(string dataPath) => Evaluate(new PairReader(_data).Read(dataPath));

    /// <inheritdoc/>
    public EvaluateReport Evaluate(Stream data, string name) => Evaluate(new PairReader(_data).Parse(data, name));

    /// <inheritdoc/>
    public EvaluateReport EvaluateValidation(Recipe recipe) => Measure(TranslateData.Read(recipe).Valid.Pairs);

    /// <inheritdoc/>
    public bool CanRead(string text) => file.Encoding.EncodeSource(text).Length - 1 <= _data.MaxLength;

    /// <inheritdoc/>
    public IReadOnlyList<Translation> Translate(IReadOnlyList<string> texts, TranslateSettings? settings = null)
    {
        settings ??= new TranslateSettings();
        int[][] sources = [.. texts.Select((text, i) => Encode(text, settings.Place with { Line = settings.Place.Line + i }))];
        using WorkerTeam team = new(threads);
        (Translator translator, TranslationText text) = Over(team);
        DecodeOptions decode = new(file.Recipe.Values);
        IReadOnlyList<Hypothesis>[] found = translator.Translate(sources, decode with { Beam = settings.Beam ?? decode.Beam }, settings.Best);
        return [.. texts.Select((source, i) => new Translation(source,
            [.. found[i].Select(h => new TranslatedText(text.Of(source, h.Tokens), h.Score, h.LogProbability, settings.Attention ? file.Encoding.AttentionOf(translator, source, h.Tokens) : null))]))];
    }

    /// <inheritdoc/>
    public IEnumerable<string> Stream(string text, Origin place = default)
    {
        Encode(text, place);
        using WorkerTeam team = new(threads);
        foreach (string piece in Over(team).Text.Stream(text, new DecodeOptions(file.Recipe.Values).MaxLength))
        {
            yield return piece;
        }
    }

    private (Translator Translator, TranslationText Text) Over(WorkerTeam team)
    {
        Translator translator = new(file.Network, file.Encoding, team);
        return (translator, new TranslationText(file.Encoding, translator, new TranslateModelOptions(file.Recipe.Values).CopyUnknown));
    }

    private int[] Encode(string text, Origin place)
    {
        int[] source = file.Encoding.EncodeSource(text);
        return source.Length - 1 <= _data.MaxLength
            ? source
            : throw new DataException($"{(place.File is null ? "The text" : $"Text {place}")}: it has {source.Length - 1} tokens, expected at most {_data.MaxLength} (data.maxLength), because the model was trained on no longer ones. Cut it into sentences.");
    }

    private EvaluateReport Evaluate(IReadOnlyList<TextPair> pairs)
    {
        EvaluateReport report = Measure(pairs);
        if (!_data.Paraphrases)
        {
            return report;
        }

        EvaluateReport other = Measure(OtherWords.Of(pairs, OtherWords.MeasurementSeed));
        return report with { Metrics = WithParaphrased(report.Metrics, other.Metrics), Baseline = WithParaphrased(report.Baseline, other.Baseline) };
    }

    private static Dictionary<string, double> WithParaphrased(IReadOnlyDictionary<string, double> shown, IReadOnlyDictionary<string, double> paraphrased)
    {
        Dictionary<string, double> metrics = new(StringComparer.Ordinal);
        foreach ((string name, double value) in shown)
        {
            metrics[name] = value;
            if (name == "exact")
            {
                metrics["paraphrased"] = paraphrased[name];
            }
        }

        return metrics;
    }

    private EvaluateReport Measure(IReadOnlyList<TextPair> pairs)
    {
        using WorkerTeam team = new(threads);
        (Translator translator, TranslationText text) = Over(team);
        return Measurement.Of(file.Recipe, new Judge(_data, file.Encoding, file.Encoding.Encode(pairs)), translator, text, Training()).Report;
    }

    /// <summary>The training pairs, if the recipe beside the model still leads to them: the file itself does not carry its corpus.</summary>
    private IReadOnlyList<TextPair>? Training()
    {
        string recipe = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file.Path))!, RunFiles.Recipe);
        try
        {
            return File.Exists(recipe) ? TranslateData.ReadTraining(Recipe.Load(recipe)) : null;
        }
        catch (DataException)
        {
            return null;
        }
    }
}
