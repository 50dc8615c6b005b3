using Unroll.Data.Music;
using Unroll.Layers;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Runs;

namespace Unroll.Tasks.Compose;

/// <summary>The task compose: which notes follow each other, and music that goes on from a note, a chord or a style.</summary>
public sealed class ComposeTask : ITask
{
    /// <inheritdoc/>
    public string Name => "compose";

    /// <inheritdoc/>
    public CheckReport Check(Recipe recipe)
    {
        ComposeData data = ComposeData.Read(recipe);
        ComposeNetwork network = new(data.Options, data.Styles.Names.Count);
        TrainOptions t = recipe.Train;
        Excerpt[] excerpts = Excerpt.Windows(data.Train.Rolls, t.Window);
        long stepsPerEpoch = (excerpts.Length + t.Batch - 1) / t.Batch, steps = TrainRun.StepsOf(t, stepsPerEpoch);
        int longest = excerpts.Max(e => e.Length), rows = (t.Batch + t.Shards - 1) / t.Shards;
        int width = ComposeBatch.InputSize + (5 * PianoRoll.Keys) + (data.Options.IsChain ? 8 * data.Options.ChainHidden : 0);
        long activations = (4L * t.Batch * longest * width) + (t.Shards * network.Recurrent.TrainingBytes(longest, rows));
        return new CheckReport(recipe.Task, Part(data.Options.Train, data.Train), Part(data.ValidSource, data.Valid), data.Options.Describe(), network.Parameters.Count,
            steps, (double)steps / stepsPerEpoch, (4 * network.Parameters.Count * (5 + t.Shards)) + activations, [.. Warnings(data)])
        {
            Facts = [.. Facts(data, excerpts.Length, longest)],
        };
    }

    /// <inheritdoc/>
    public TrainReport Train(Recipe recipe, TrainSettings settings, Action<TrainProgress> progress, CancellationToken stop)
    {
        using ComposeRun run = new(recipe, settings, progress);
        return run.Execute(stop);
    }

    /// <inheritdoc/>
    public ITrainedModel Load(string modelPath, int threads) => new TrainedComposer(ComposeFile.Format.Read(modelPath), threads);

    /// <inheritdoc/>
    public ExportReport Quantize(string modelPath, WeightPrecision precision, string target) => ComposeFile.Format.Quantize(modelPath, precision, target);

    private static DataPart Part(string source, Pieces part) =>
        new(source, [new UnitCount("pieces", part.Rolls.Count), new UnitCount("steps", part.Steps), new UnitCount("notes", part.Notes)]);

    private static IEnumerable<Fact> Facts(ComposeData data, int windows, int longest)
    {
        int[] lengths = [.. data.Train.Rolls.Select(r => r.Length).Order()], pitches = [.. data.Train.Rolls.SelectMany(r => r.Steps).SelectMany(s => s)];
        yield return new Fact("lengths", $"{lengths[0]:N0} to {lengths[^1]:N0} steps of {data.Options.Step:0.####} quarter notes, half of the pieces at most {lengths[lengths.Length / 2]:N0}");
        if (windows != lengths.Length)
        {
            yield return new Fact("windows", $"{windows:N0} of at most {longest:N0} steps to learn from");
        }

        if (pitches.Length > 0)
        {
            yield return new Fact("notes", $"{NoteName.Of(pitches.Min())} to {NoteName.Of(pitches.Max())}, {(double)pitches.Length / data.Train.Steps:0.0} a step{(data.Options.Transpose > 0 ? $"; transposed by up to {data.Options.Transpose} semitones" : "")}");
        }

        if (data.Styles.Names.Count > 0)
        {
            yield return new Fact("styles", string.Join(", ", data.Styles.Names.Take(12).Select((s, i) => $"{s} ({data.Train.Styles.Count(n => n == i):N0})")) + (data.Styles.Names.Count > 12 ? ", ..." : ""));
        }
    }

    /// <summary>What is allowed but probably not meant.</summary>
    internal static IEnumerable<string> Warnings(ComposeData data)
    {
        HashSet<string> train = [.. data.Train.Rolls.Select(Text)];
        int same = data.Valid.Rolls.Count(r => train.Contains(Text(r)));
        if (same > 0)
        {
            yield return $"{same} of the {data.Valid.Rolls.Count} validation pieces {(same == 1 ? "is" : "are")} also in the training data, note by note: what is measured on them says little. Name other validation data.";
        }

        if (data.Train.Notes == 0)
        {
            yield return "There is no note in the training data, so nothing but silence can be learned. Check the files.";
        }

        static string Text(PianoRoll r) => string.Join('|', r.Steps.Select(s => string.Join(' ', s)));
    }
}
