using Unroll.Layers;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;

namespace Unroll.Tasks.Transcribe;

/// <summary>The task transcribe: what is said in sounds, or written with pen strokes, as text.</summary>
public sealed class TranscribeTask : ITask
{
    /// <inheritdoc/>
    public string Name => "transcribe";

    /// <inheritdoc/>
    public CheckReport Check(Recipe recipe)
    {
        TranscribeData data = TranscribeData.Read(recipe);
        SequenceModelOptions model = new(recipe.Values);
        TranscribeNetwork network = new(model, data.Encoding);
        TrainOptions t = recipe.Train;
        long stepsPerEpoch = (data.Train.Inputs.Count + t.Batch - 1) / t.Batch, steps = TrainRun.StepsOf(t, stepsPerEpoch);
        int longest = data.Train.Inputs.Max(i => i.Length), rows = (t.Batch + t.Shards - 1) / t.Shards;
        long recurrent = t.Shards * network.Recurrent.TrainingBytes(longest, rows);
        long inputs = (long)t.Batch * longest * (data.Encoding.Channels + (3 * data.Encoding.Symbols.Classes));
        return new CheckReport(recipe.Task, Part(data.Options.Train, data, data.Train), Part(data.ValidSource, data, data.Valid), model.Describe(pooled: false),
            network.Parameters.Count, steps, (double)steps / stepsPerEpoch, (4 * ((network.Parameters.Count * (5 + t.Shards)) + inputs)) + recurrent, [.. Warnings(data, model)])
        {
            Labels = [.. Counts(data).Select((count, i) => new LabelCount(data.Encoding.Symbols.Labels.Names[i], count))],
            Facts = [.. Facts(data, model, new TranscribeDecodeOptions(recipe.Values))],
        };
    }

    /// <inheritdoc/>
    public TrainReport Train(Recipe recipe, TrainSettings settings, Action<TrainProgress> progress, CancellationToken stop)
    {
        using TranscribeRun run = new(recipe, settings, progress);
        return run.Execute(stop);
    }

    /// <inheritdoc/>
    public ITrainedModel Load(string modelPath, int threads) => new TrainedTranscriber(TranscribeFile.Format.Read(modelPath), threads);

    /// <inheritdoc/>
    public ExportReport Quantize(string modelPath, WeightPrecision precision, string target) => TranscribeFile.Format.Quantize(modelPath, precision, target);

    private static DataPart Part(string source, TranscribeData data, TranscribePart part) =>
        new(source, [new UnitCount(data.Unit, part.Inputs.Count), new UnitCount("symbols", part.Symbols), new UnitCount("steps", part.Steps)]);

    private static int[] Counts(TranscribeData data) => data.Encoding.Symbols.Labels.CountsOf(data.Train.Labels.SelectMany(l => l.Select(id => id - 1)));

    private static IEnumerable<Fact> Facts(TranscribeData data, SequenceModelOptions model, TranscribeDecodeOptions decode)
    {
        yield return Fact.Lengths("lengths", data.Train.Inputs.Select(i => i.Length), "steps");
        yield return new Fact("steps", $"{data.Options.Stack} {(data.Options.IsAudio ? "frames" : "points")} each, {data.Encoding.Channels} numbers");
        if (data.Options.Joins)
        {
            yield return new Fact("joined", $"{data.RawTrain.Count:N0} recordings to learn from, {data.RawValid.Count:N0} others to measure on, {data.Options.JoinLeast} to {data.Options.JoinMost} a string");
        }

        if (data.Options.IsAudio && model.Direction == Direction.Forward)
        {
            string settled = decode.Settle > 0 ? $"; a symbol is settled at most {1000 * TranscriptStream.SecondsOf(data.Encoding, decode.Settle):0.#} ms after it begins" : "";
            yield return new Fact("streaming", $"{1000 * TranscriptStream.DelayOf(data.Encoding, data.Encoding.Audio!.SampleRate):0.#} ms from the beginning of a step until it is read{settled}");
        }
    }

    private static IEnumerable<string> Warnings(TranscribeData data, SequenceModelOptions model)
    {
        string[] unseen = [.. data.Encoding.Symbols.Labels.Names.Where((_, i) => !data.Valid.Labels.Any(l => l.Contains(i + 1)))];
        if (unseen.Length > 0)
        {
            yield return $"No text of the validation data has the symbol{(unseen.Length == 1 ? "" : "s")} {string.Join(" ", unseen.Take(20))}. Hold back more (data.validFraction), or name other validation data.";
        }

        double share = data.Train.Labels.Zip(data.Train.Inputs).Max(p => (double)Losses.CtcTargets.LeastSteps(p.First) / p.Second.Length);
        if (share > 0.7)
        {
            yield return $"The symbols of a text take up to {share:P0} of the steps of its recording, which leaves little room for chance. Make steps finer (data.stack, data.hopMs, data.spacing).";
        }

        if (model.Network != "recurrent")
        {
            yield return "Only recurrent networks transcribe.";
        }
    }
}
