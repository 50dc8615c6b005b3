using Unroll.Kernels;
using Unroll.Tasks.Items;
using Unroll.Tasks.Metrics;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Classify;

/// <summary>A trained classifier.</summary>
public interface IClassifyModel : ITrainedModel
{
    /// <summary>Whether items are texts, which can be given as they are; else they are read from files.</summary>
    bool ReadsText { get; }

    /// <summary>How the recipe's data is written: text, table, audio and so on.</summary>
    string Format { get; }

    /// <summary>Classifies texts.</summary>
    /// <param name="texts">The texts.</param>
    /// <returns>For each text its labels, the likeliest first.</returns>
    /// <exception cref="DataException">The model does not read texts.</exception>
    IReadOnlyList<Classification> ClassifyTexts(IReadOnlyList<string> texts);

    /// <summary>Classifies the items of a file or folder in the format of the recipe's data; they need no labels.</summary>
    /// <param name="path">The file or folder.</param>
    /// <returns>For each item its labels, the likeliest first.</returns>
    /// <exception cref="DataException">The data cannot be read.</exception>
    IReadOnlyList<Classification> ClassifyFile(string path);

    /// <summary>The same for data that comes from somewhere else, such as standard input.</summary>
    /// <param name="data">The data.</param>
    /// <param name="name">What messages call it.</param>
    /// <returns>For each item its labels, the likeliest first.</returns>
    /// <exception cref="DataException">The data is malformed, or lies in files of its own.</exception>
    IReadOnlyList<Classification> Classify(Stream data, string name);
}

/// <summary>What a model takes an item for.</summary>
/// <param name="Item">The text, or where the item stands.</param>
/// <param name="Labels">All labels with their probabilities, the likeliest first.</param>
public sealed record Classification(string Item, IReadOnlyList<LabelProbability> Labels);

/// <summary>How likely a label is.</summary>
/// <param name="Label">The label.</param>
/// <param name="Probability">0 to 1.</param>
public readonly record struct LabelProbability(string Label, double Probability);

/// <inheritdoc/>
internal sealed class TrainedClassifier(ClassifyFile file, int threads) : IClassifyModel
{
    /// <inheritdoc/>
    public ModelInfo Info => file.Info;

    /// <inheritdoc/>
    public bool ReadsText => file.Encoding.Vocabulary is not null;

    /// <inheritdoc/>
    public string Format => file.Data.Format;

    /// <inheritdoc/>
    public EvaluateReport Evaluate(string dataPath) => Evaluate(new ItemReader(file.Data).Read(dataPath));

    /// <inheritdoc/>
    public EvaluateReport Evaluate(Stream data, string name) => Evaluate(new ItemReader(file.Data).Read(data, name));

    /// <inheritdoc/>
    public EvaluateReport EvaluateValidation(Recipe recipe) => Evaluate(ClassifyData.Read(recipe).RawValid);

    /// <inheritdoc/>
    public IReadOnlyList<Classification> ClassifyTexts(IReadOnlyList<string> texts) => ReadsText
        ? Classify([.. texts.Select((text, i) => new RawItem(new Data.Files.Origin("argument", i + 1)) { Text = text })])
        : throw new DataException($"The model reads {file.Data.Format}, expected a file or folder of that format instead of text. Give it with --file.");

    /// <inheritdoc/>
    public IReadOnlyList<Classification> ClassifyFile(string path) => Classify(Unlabelled.Read(path));

    /// <inheritdoc/>
    public IReadOnlyList<Classification> Classify(Stream data, string name) => Classify(Unlabelled.Read(data, name));

    private ItemReader Unlabelled => new(file.Data, labelled: false) { ValuesOfRow = file.Encoding.Length * file.Encoding.Channels };

    private Classification[] Classify(IReadOnlyList<RawItem> raw)
    {
        Item[] items = file.Encoding.Encode(raw, file.Data.Lowercase);
        float[] probabilities = Predict(items);
        int labels = file.Encoding.Labels.Count;
        return [.. raw.Select((item, i) => new Classification(item.Text ?? item.Origin.ToString(),
            [.. Enumerable.Range(0, labels).Select(c => new LabelProbability(file.Encoding.Labels.Names[c], probabilities[(i * labels) + c])).OrderByDescending(p => p.Probability)]))];
    }

    private EvaluateReport Evaluate(IReadOnlyList<RawItem> raw)
    {
        Item[] items = file.Encoding.Encode(raw, file.Data.Lowercase);
        return ClassifyMetrics.Report(file.Recipe.Task, ClassifyData.UnitOf(file.Data), Predict(items), items, file.Encoding, file.Baseline);
    }

    private float[] Predict(Item[] items)
    {
        using WorkerTeam team = new(threads);
        return new Classifier(file.Network, file.Encoding, team).Predict(items);
    }
}
