using Unroll.Layers;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;

namespace Unroll.Tasks.Caption;

/// <summary>The task caption: what an image shows, in words.</summary>
public sealed class CaptionTask : ITask
{
    /// <inheritdoc/>
    public string Name => "caption";

    /// <inheritdoc/>
    public CheckReport Check(Recipe recipe)
    {
        CaptionData data = CaptionData.Read(recipe);
        CaptionNetwork network = new(data.Options, data.Words.Count);
        TrainOptions t = recipe.Train;
        long stepsPerEpoch = (data.Train.Count + t.Batch - 1) / t.Batch, steps = TrainRun.StepsOf(t, stepsPerEpoch);
        int rows = (t.Batch + t.Shards - 1) / t.Shards, side = data.Options.Side;
        string[] texts = [.. Enumerable.Range(0, data.Train.Count).Select(i => data.Train.Fixed(i).Text)];
        int longest = texts.Max(text => data.Words.Encode(text).Length) + 1;
        long recurrent = t.Shards * (network.Rows.TrainingBytes(side, rows) + network.Columns.TrainingBytes(side, rows));
        long activations = 4L * t.Batch * ((2L * side * (side + (12 * data.Options.Hidden))) + ((long)longest * (data.Words.Count + (16 * data.Options.Hidden) + (6 * side))));
        return new CheckReport(recipe.Task, Part(data.Options.Train, data.Train, texts), Part(data.ValidSource, data.Valid, [.. Enumerable.Range(0, data.Valid.Count).Select(i => data.Valid.Fixed(i).Text)]),
            data.Options.Describe(), network.Parameters.Count, steps, (double)steps / stepsPerEpoch, (4 * network.Parameters.Count * (5 + t.Shards)) + activations + recurrent, [.. Warnings(data)])
        {
            Vocabulary = new VocabularyInfo(data.Words.Kind, data.Words.Count),
            Facts = [new Fact("images", $"on a canvas of {data.Options.Canvas} x {data.Options.Canvas}, read as {side} rows and {side} columns"), new Fact("first caption", texts[0])],
        };
    }

    /// <inheritdoc/>
    public TrainReport Train(Recipe recipe, TrainSettings settings, Action<TrainProgress> progress, CancellationToken stop)
    {
        using CaptionRun run = new(recipe, settings, progress);
        return run.Execute(stop);
    }

    /// <inheritdoc/>
    public ITrainedModel Load(string modelPath, int threads) => new TrainedCaptioner(CaptionFile.Format.Read(modelPath), threads);

    /// <inheritdoc/>
    public ExportReport Quantize(string modelPath, WeightPrecision precision, string target) => CaptionFile.Format.Quantize(modelPath, precision, target);

    private static DataPart Part(string source, CaptionPart part, string[] texts) =>
        new(source, [new UnitCount("images", part.Count), new UnitCount("different captions", texts.Distinct(StringComparer.Ordinal).Count())]);

    private static IEnumerable<string> Warnings(CaptionData data)
    {
        if (data.Options.IsDigits)
        {
            yield break;
        }

        double unknown = Enumerable.Range(0, data.Valid.Count).SelectMany(i => data.Words.Encode(data.Valid.Fixed(i).Text)).DefaultIfEmpty(1).Average(id => id == 0 ? 1.0 : 0);
        if (unknown > 0.1)
        {
            yield return $"{unknown:P0} of the words of the validation captions are not in the vocabulary, so these captions cannot be written. Lower data.minCount, or give more captions to learn from.";
        }
    }
}
