using Unroll.Data.Splits;
using Unroll.Layers;
using Unroll.Tasks.Items;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;

namespace Unroll.Tasks.Classify;

/// <summary>The task classify: one label for a text, a series, a sound, an image or a row of a table.</summary>
public sealed class ClassifyTask : ITask
{
    /// <inheritdoc/>
    public string Name => "classify";

    /// <inheritdoc/>
    public CheckReport Check(Recipe recipe)
    {
        ClassifyData data = ClassifyData.Read(recipe);
        SequenceModelOptions model = new(recipe.Values);
        ClassifyNetwork network = NetworkOf.Recipe(recipe, data.Encoding);
        TrainOptions t = recipe.Train;
        long stepsPerEpoch = (data.Train.Length + t.Batch - 1) / t.Batch, steps = TrainRun.StepsOf(t, stepsPerEpoch);
        int longest = data.Train.Max(i => i.Length), rows = (t.Batch + t.Shards - 1) / t.Shards;
        long recurrent = network.Recurrent is { } r ? t.Shards * r.TrainingBytes(longest, rows) : 0;
        long inputs = (long)t.Batch * longest * Math.Max(data.Encoding.Channels, model.Embedding) * 3;
        return new CheckReport(recipe.Task, Part(data.Options.Train, data, data.Train), Part(data.ValidSource, data, data.Valid), NetworkOf.Describe(recipe),
            network.Parameters.Count, steps, (double)steps / stepsPerEpoch, (4 * ((network.Parameters.Count * (5 + t.Shards)) + inputs)) + recurrent, [.. Warnings(data)])
        {
            Vocabulary = data.Encoding.Vocabulary is { } v ? new VocabularyInfo(v.Kind, v.Count) : null,
            FirstTokens = data.Encoding.Vocabulary is { } w ? [.. data.Train[0].Ids.Take(16).Select(w.Token)] : null,
            Labels = [.. data.Encoding.Labels.CountsOf(data.Train.Select(i => i.Label)).Select((count, c) => new LabelCount(data.Encoding.Labels.Names[c], count))],
            Facts = [.. Facts(data)],
        };
    }

    /// <inheritdoc/>
    public TrainReport Train(Recipe recipe, TrainSettings settings, Action<TrainProgress> progress, CancellationToken stop)
    {
        using ClassifyRun run = new(recipe, settings, progress);
        return run.Execute(stop);
    }

    /// <inheritdoc/>
    public ITrainedModel Load(string modelPath, int threads) => new TrainedClassifier(ClassifyFile.Format.Read(modelPath), threads);

    /// <inheritdoc/>
    public ExportReport Quantize(string modelPath, WeightPrecision precision, string target) => ClassifyFile.Format.Quantize(modelPath, precision, target);

    private static DataPart Part(string source, ClassifyData data, Item[] items) =>
        new(source, [new UnitCount(data.Unit, items.Length), new UnitCount("steps", items.Sum(i => (long)i.Length))]);

    private static IEnumerable<Fact> Facts(ClassifyData data)
    {
        yield return Fact.Lengths("lengths", data.Train.Select(i => i.Length), "steps");
        if (data.Encoding.Vocabulary is null)
        {
            yield return new Fact("channels", $"{data.Encoding.Channels} {(data.Encoding.Channels == 1 ? "number" : "numbers")} a step");
        }

        if (data.Encoding.Table is { } table && table.MissingIn(data.RawTrain[0].Table!) is { Count: > 0 } missing)
        {
            yield return new Fact("missing values", string.Join(", ", missing.Select(m => $"{m.Column} ({m.Missing})")) + "; filled in with the mean or the most frequent");
        }
    }

    private static IEnumerable<string> Warnings(ClassifyData data)
    {
        if (data.Leakage() is { Count: > 0 } leakage)
        {
            yield return leakage.Message.ReplaceLineEndings(" ");
        }

        int[] counts = data.Encoding.Labels.CountsOf(data.Train.Select(i => i.Label));
        if (counts.Max() > 20 * counts.Min())
        {
            yield return $"The label '{data.Encoding.Labels.Names[Array.IndexOf(counts, counts.Min())]}' is rare ({counts.Min()} of {counts.Sum()}): accuracy says little. Look at macro F1, and try train.classWeights.";
        }

        string[] unseen = [.. data.Encoding.Labels.Names.Where((_, c) => !data.Valid.Any(i => i.Label == c))];
        if (unseen.Length > 0)
        {
            yield return $"No item of the validation data has the label{(unseen.Length == 1 ? "" : "s")} {string.Join(", ", unseen)}. Hold back more (data.validFraction), or use the split stratified.";
        }

        if (data.Encoding.Vocabulary is { } vocabulary && vocabulary.Kind != "bpe")
        {
            long unknown = data.Valid.Sum(i => (long)i.Ids.Count(id => id == 0)), all = data.Valid.Sum(i => (long)i.Length);
            if (unknown > all / 5)
            {
                yield return $"{(double)unknown / all:P0} of the validation tokens are not in the vocabulary. Lower data.minCount, or use \"tokens\": \"bpe\" or \"char\".";
            }
        }
    }
}
