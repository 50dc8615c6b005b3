using Unroll.Data.Splits;
using Unroll.Layers;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;

namespace Unroll.Tasks.Tag;

/// <summary>The task tag: a label for every word of a sentence, or for every step of a series.</summary>
public sealed class TagTask : ITask
{
    /// <inheritdoc/>
    public string Name => "tag";

    /// <inheritdoc/>
    public CheckReport Check(Recipe recipe)
    {
        TagData data = TagData.Read(recipe);
        SequenceModelOptions model = new(recipe.Values);
        TagNetwork network = new(model, data.Encoding);
        TrainOptions t = recipe.Train;
        TagPart train = data.Train.Windows(t.Window);
        long stepsPerEpoch = (train.Inputs.Count + t.Batch - 1) / t.Batch, steps = TrainRun.StepsOf(t, stepsPerEpoch);
        int longest = train.Inputs.Max(i => i.Length), rows = (t.Batch + t.Shards - 1) / t.Shards;
        long recurrent = network.Recurrent is { } r ? t.Shards * r.TrainingBytes(longest, rows) : 0;
        int width = data.Encoding.Words is null ? data.Encoding.Channels : model.Embedding + (2 * model.CharacterHidden);
        long inputs = (long)t.Batch * longest * (width + data.Encoding.Labels.Count) * 4;
        return new CheckReport(recipe.Task, Part(data.Options.Train, data, data.Train), Part(data.ValidSource, data, data.Valid), TagFile.Describe(model, data.Encoding),
            network.Parameters.Count, steps, (double)steps / stepsPerEpoch, (4 * ((network.Parameters.Count * (5 + t.Shards)) + inputs)) + recurrent, [.. Warnings(data)])
        {
            Vocabulary = data.Encoding.Words is { } v ? new VocabularyInfo(v.Kind, v.Count) : null,
            FirstTokens = data.Encoding.Words is not null ? [.. data.Train.Raw[0].Sentence!.Words.Take(16)] : null,
            Labels = [.. Counts(data).Select((count, c) => new LabelCount(data.Encoding.Labels.Names[c], count))],
            Facts = [.. Facts(data, train)],
        };
    }

    /// <inheritdoc/>
    public TrainReport Train(Recipe recipe, TrainSettings settings, Action<TrainProgress> progress, CancellationToken stop)
    {
        using TagRun run = new(recipe, settings, progress);
        return run.Execute(stop);
    }

    /// <inheritdoc/>
    public ITrainedModel Load(string modelPath, int threads) => new TrainedTagger(TagFile.Format.Read(modelPath), threads);

    /// <inheritdoc/>
    public ExportReport Quantize(string modelPath, WeightPrecision precision, string target) => TagFile.Format.Quantize(modelPath, precision, target);

    private static DataPart Part(string source, TagData data, TagPart part) =>
        new(source, [new UnitCount(data.SequenceUnit, part.Inputs.Count), new UnitCount(data.StepUnit, part.Steps)]);

    private static int[] Counts(TagData data) => data.Encoding.Labels.CountsOf(data.Train.Tags.SelectMany(t => t));

    private static IEnumerable<Fact> Facts(TagData data, TagPart train)
    {
        yield return Fact.Lengths("lengths", data.Train.Inputs.Select(i => i.Length), data.StepUnit);
        if (train.Inputs.Count != data.Train.Inputs.Count)
        {
            yield return new Fact("windows", $"{train.Inputs.Count:N0} of at most {train.Inputs.Max(i => i.Length):N0} {data.StepUnit} to learn from");
        }

        if (data.Encoding.Words is null)
        {
            yield return new Fact("channels", $"{data.Encoding.Channels}: {string.Join(", ", data.Encoding.Columns!.Take(12))}{(data.Encoding.Channels > 12 ? ", ..." : "")}");
            yield break;
        }

        if (data.Encoding.Characters is { } characters)
        {
            yield return new Fact("characters", $"{characters.Count:N0}; {data.Train.Spellings.Count:N0} different words to spell");
        }

        yield return new Fact("unknown words", $"{UnknownShare(data):P1} of the validation words are not in the vocabulary");
        if (data.Encoding.IsBio)
        {
            yield return new Fact("scheme", "BIO: whole entities are counted");
        }
    }

    private static IEnumerable<string> Warnings(TagData data)
    {
        if (data.Leakage() is { Count: > 0 } leakage && leakage.Count > leakage.ValidCount / 20)
        {
            yield return leakage.Message.ReplaceLineEndings(" ");
        }

        IReadOnlyList<string> names = data.Encoding.Labels.Names;
        string[] unseen = [.. names.Where((_, c) => !data.Valid.Tags.Any(t => t.Contains(c)))];
        if (unseen.Length > 0)
        {
            yield return $"No step of the validation data has the tag{(unseen.Length == 1 ? "" : "s")} {string.Join(", ", unseen)}. Hold back more (data.validFraction), or name other validation data.";
        }

        if (data.Encoding.Words is not null && data.Encoding.Characters is null && UnknownShare(data) > 0.2)
        {
            yield return $"{UnknownShare(data):P0} of the validation words are not in the vocabulary. Lower data.minCount, or let words be spelled out (model.characterEmbedding).";
        }
    }

    private static double UnknownShare(TagData data) => data.Valid.Inputs.Sum(i => (long)i.Ids.Count(id => id == 0)) / (double)data.Valid.Steps;
}
