using Unroll.Data.Splits;
using Unroll.Layers;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;

namespace Unroll.Tasks.Translate;

/// <summary>The task translate: a text for a text.</summary>
public sealed class TranslateTask : ITask
{
    /// <inheritdoc/>
    public string Name => "translate";

    /// <inheritdoc/>
    public CheckReport Check(Recipe recipe)
    {
        TranslateData data = TranslateData.Read(recipe);
        TranslateModelOptions model = new(recipe.Values);
        TranslateNetwork network = new(model, data.Encoding);
        TrainOptions t = recipe.Train;
        long stepsPerEpoch = TranslateTrainable.Batches(data.Train, t).BatchCount, steps = TrainRun.StepsOf(t, stepsPerEpoch);
        int rows = (int)Math.Max(1, data.Train.Count / stepsPerEpoch / t.Shards);
        long recurrent = t.Shards * network.TrainingBytes(data.Train.Sources.Max(s => s.Length), data.Train.Targets.Max(s => s.Length) + 1, rows);
        return new CheckReport(recipe.Task, Part(data.Options.Train, data.Train), Part(data.ValidSource, data.Valid), model.Describe(),
            network.Parameters.Count, steps, (double)steps / stepsPerEpoch, (4 * network.Parameters.Count * (5 + t.Shards)) + recurrent, [.. Warnings(data)])
        {
            Vocabulary = new VocabularyInfo(data.Encoding.Target.Vocabulary.Kind, data.Encoding.Target.Vocabulary.Count),
            FirstTokens = [.. data.Encoding.Source.Pieces(data.Train.Pairs[0].Source).Take(16)],
            Facts = [.. Facts(data)],
        };
    }

    /// <inheritdoc/>
    public TrainReport Train(Recipe recipe, TrainSettings settings, Action<TrainProgress> progress, CancellationToken stop)
    {
        using TranslateRun run = new(recipe, settings, progress);
        return run.Execute(stop);
    }

    /// <inheritdoc/>
    public ITrainedModel Load(string modelPath, int threads) => new TrainedTranslator(TranslateFile.Format.Read(modelPath), threads);

    /// <inheritdoc/>
    public ExportReport Quantize(string modelPath, WeightPrecision precision, string target) => TranslateFile.Format.Quantize(modelPath, precision, target);

    private static DataPart Part(string source, EncodedPairs pairs) =>
        new(source, [new UnitCount("pairs", pairs.Count), new UnitCount("source tokens", pairs.SourceTokens), new UnitCount("target tokens", pairs.TargetTokens)]);

    private static IEnumerable<Fact> Facts(TranslateData data)
    {
        yield return new Fact("first target", string.Join(" | ", data.Encoding.Target.Pieces(data.Train.Pairs[0].Target).Take(16)));
        yield return new Fact("vocabularies", data.Encoding.IsShared
            ? $"one for both sides, {data.Encoding.Source.Count:N0} tokens"
            : $"{data.Encoding.Source.Count:N0} tokens of the source, {data.Encoding.Target.Count:N0} of the target");
        yield return Fact.Lengths("source lengths", data.Train.Sources.Select(s => s.Length), "tokens");
        yield return Fact.Lengths("target lengths", data.Train.Targets.Select(t => t.Length), "tokens");
        if (data.Encoding.Source.HasUnknown)
        {
            long unknown = data.Valid.Sources.Sum(s => (long)s.Count(id => id == 0));
            yield return new Fact("unknown words", $"{(double)unknown / data.Valid.SourceTokens:P1} of the validation sources' words are not in the vocabulary");
        }
    }

    private static IEnumerable<string> Warnings(TranslateData data)
    {
        if (data.TooLong.Count > 0)
        {
            yield return $"{data.TooLong.Count:N0} training pairs are left out because a side has more than data.maxLength = {data.Options.MaxLength} tokens; the first is {data.TooLong[0]}. Raise it to learn from them.";
        }

        LeakageReport leakage = LeakageCheck.OfTexts(data.Train.Pairs.Select(p => ($"{p.Source}\n{p.Target}", p.Origin)), data.Valid.Pairs.Select(p => ($"{p.Source}\n{p.Target}", p.Origin)));
        if (leakage.Count > leakage.ValidCount / 20)
        {
            yield return leakage.Message.ReplaceLineEndings(" ");
        }
    }
}
