using Unroll.Data.Files;
using Unroll.Data.Tagging;
using Unroll.Data.Text;
using Unroll.Data.Vocabularies;
using Unroll.Kernels;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Tag;

/// <summary>A trained tagger.</summary>
public interface ITagModel : ITrainedModel
{
    /// <summary>Whether sequences are sentences, which can be given as text; else they are series, which are read from files.</summary>
    bool ReadsWords { get; }

    /// <summary>Cuts plain texts into words (at blanks, and marks off the words) and tags them.</summary>
    /// <param name="texts">The texts, each a sentence.</param>
    /// <returns>For each text its words and tags.</returns>
    /// <exception cref="DataException">The model does not read words.</exception>
    IReadOnlyList<TaggedSequence> TagTexts(IReadOnlyList<string> texts);

    /// <summary>Tags sentences that are cut into words already.</summary>
    /// <param name="sentences">The words of each sentence, none of them empty.</param>
    /// <returns>For each sentence its words and tags.</returns>
    /// <exception cref="DataException">The model does not read words.</exception>
    IReadOnlyList<TaggedSequence> TagSentences(IReadOnlyList<IReadOnlyList<string>> sentences);

    /// <summary>Tags the sequences of a file or folder in the format of the recipe's data; tags that stand there are passed over.</summary>
    /// <param name="path">The file or folder.</param>
    /// <returns>For each sequence its tags.</returns>
    /// <exception cref="DataException">The data cannot be read.</exception>
    IReadOnlyList<TaggedSequence> TagFile(string path);

    /// <summary>The same for data that comes from somewhere else, such as standard input.</summary>
    /// <param name="data">The data.</param>
    /// <param name="name">What messages call it.</param>
    /// <returns>For each sequence its tags.</returns>
    /// <exception cref="DataException">The data is malformed.</exception>
    IReadOnlyList<TaggedSequence> Tag(Stream data, string name);
}

/// <summary>A sequence with what a model takes its steps for.</summary>
/// <param name="Source">Where it stands.</param>
/// <param name="Words">The words; none where it is a series.</param>
/// <param name="Tags">The tag of each word or step.</param>
public sealed record TaggedSequence(string Source, IReadOnlyList<string> Words, IReadOnlyList<StepTag> Tags);

/// <summary>The tag of a step.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Probability">How likely it is, 0 to 1; with a conditional random field its marginal, all sequences of tags considered.</param>
public readonly record struct StepTag(string Tag, double Probability);

/// <inheritdoc/>
internal sealed class TrainedTagger(TagFile file, int threads) : ITagModel
{
    /// <inheritdoc/>
    public ModelInfo Info => file.Info;

    /// <inheritdoc/>
    public bool ReadsWords => file.Encoding.Words is not null;

    /// <inheritdoc/>
    public EvaluateReport Evaluate(string dataPath) => Evaluate(Reader(labelled: true).Read(dataPath));

    /// <inheritdoc/>
    public EvaluateReport Evaluate(Stream data, string name) => Evaluate(Reader(labelled: true).Parse(TextFile.Read(data, name), name));

    /// <inheritdoc/>
    public EvaluateReport EvaluateValidation(Recipe recipe) => Evaluate(TagData.Read(recipe).Valid.Raw);

    /// <inheritdoc/>
    public IReadOnlyList<TaggedSequence> TagTexts(IReadOnlyList<string> texts)
    {
        // A vocabulary is numbered by falling count.
        WordCut cut = new(word => file.Encoding.Words!.IdOf(word) is var id && id == WordVocabulary.UnknownId ? WordCut.Unknown : id);
        return TagSentences(ReadsWords ? [.. texts.Select(cut.Of)] : []);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TaggedSequence> TagSentences(IReadOnlyList<IReadOnlyList<string>> sentences) => ReadsWords
        ? Tag([.. sentences.Select((words, i) =>
        {
            Origin origin = new("argument", i + 1);
            return new RawSequence(origin, []) { Sentence = new TaggedSentence(words, [], [.. words.Select(_ => i + 1)], "argument") };
        })])
        : throw new DataException("The model tags the steps of series, expected a file of numbers instead of text, because it was trained on \"format\": \"series\". Give it with --file.");

    /// <inheritdoc/>
    public IReadOnlyList<TaggedSequence> TagFile(string path) => Tag(Reader(labelled: false).Read(path));

    /// <inheritdoc/>
    public IReadOnlyList<TaggedSequence> Tag(Stream data, string name) => Tag(Reader(labelled: false).Parse(TextFile.Read(data, name), name));

    private SequenceReader Reader(bool labelled) => new(file.Data, labelled, file.Encoding.Columns);

    private TaggedSequence[] Tag(IReadOnlyList<RawSequence> raw)
    {
        TagPart part = file.Encoding.Encode(raw);
        TagPrediction prediction = Predict(part);
        int tags = file.Encoding.Labels.Count;
        return [.. raw.Select((sequence, i) => new TaggedSequence(sequence.Origin.ToString(), sequence.Sentence?.Words ?? [],
            [.. prediction.Tags[i].Select((tag, t) => new StepTag(file.Encoding.Labels.Names[tag], prediction.Probabilities![i][(t * tags) + tag]))]))];
    }

    private EvaluateReport Evaluate(IReadOnlyList<RawSequence> raw)
    {
        TagPart part = file.Encoding.Encode(raw);
        IReadOnlyDictionary<string, double> baseline = file.Baseline is { } b
            ? TagMetrics.Of(part, b.Predict(part, file.Encoding), file.Encoding)
            : new Dictionary<string, double>(StringComparer.Ordinal);
        return TagMetrics.Report(file.Recipe.Task, part, Predict(part), file.Encoding, baseline, file.Baseline?.Name ?? "none: training was stopped");
    }

    private TagPrediction Predict(TagPart part)
    {
        using WorkerTeam team = new(threads);
        return new Tagger(file.Network, file.Encoding, team).Predict(part);
    }
}
