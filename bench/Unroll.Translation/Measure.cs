using System.Diagnostics;
using System.Text.Json.Nodes;
using Unroll.Autodiff;
using Unroll.Decoding;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Optimizers;
using Unroll.Tasks.Recipes;
using Unroll.Tasks.Translate;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Translation;

/// <summary>The two measurements, each as one line of JSON.</summary>
internal static class Measure
{
    /// <summary>Target tokens a second of whole training steps: forward, backward, sum over the shards, clipping, Adam.</summary>
    public static string Training(Workload work, double seconds, int threads)
    {
        using WorkerTeam team = new(threads);
        TranslateNetwork network = work.File.Network;
        TrainOptions options = work.Recipe.Train;
        TrainingStep step = new(network.Parameters, options.Shards, team);
        Adam adam = new();
        adam.Initialize(network.Parameters.Length);
        PairBatch[] shards = [.. Enumerable.Range(0, options.Shards).Select(_ => new PairBatch())];
        long made = 0, tokens = work.Batches.Sum(b => b.Sum(i => (long)work.Train.Targets[i].Length + 1));

        void Pass()
        {
            foreach (int[] batch in work.Batches)
            {
                float scale = 1f / batch.Sum(i => work.Train.Targets[i].Length + 1);
                step.Run(new CounterRandom(1).Fork((ulong)made), (tape, shard) => Loss(network, work, batch, shards, options, tape, shard, scale));
                step.ClipNorm(1);
                made++;
                adam.BeginStep();
                step.Update((start, length) => adam.Update(network.Parameters.Values, step.Gradient, start, length, 1e-4f));
            }
        }

        Pass();
        int passes = 0;
        long begin = Stopwatch.GetTimestamp();
        do
        {
            Pass();
            passes++;
        }
        while (Stopwatch.GetElapsedTime(begin).TotalSeconds < seconds);
        return Line("train", threads, "tokens_per_second", tokens * passes / Stopwatch.GetElapsedTime(begin).TotalSeconds).ToJsonString();
    }

    /// <summary>Sentences a second of the recipe's beam search over all sources, the fastest of several passes; and what was found.</summary>
    public static string Search(Workload work, double seconds, int threads)
    {
        using WorkerTeam team = new(threads);
        Translator translator = new(work.File.Network, work.File.Encoding, team);
        DecodeOptions decode = new(work.Recipe.Values);
        translator.Translate([.. work.Sources.Take(64)], decode);
        IReadOnlyList<Hypothesis>[] found = [];
        double all = 0, best = double.PositiveInfinity;
        while (all == 0 || all < seconds)
        {
            long begin = Stopwatch.GetTimestamp();
            found = translator.Translate(work.Sources, decode);
            double time = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            (all, best) = (all + time, Math.Min(best, time));
        }

        JsonObject line = Line("beam", threads, "sentences_per_second", work.Sources.Count / best);
        line["translations"] = new JsonArray([.. found.Select(f => (JsonNode)Workload.Ids(f[0].Tokens))]);
        return line.ToJsonString();
    }

    private static Tensor Loss(TranslateNetwork network, Workload work, int[] batch, PairBatch[] shards, TrainOptions options, Tape tape, int shard, float scale)
    {
        int[] items = batch[(int)((long)batch.Length * shard / shards.Length)..(int)((long)batch.Length * (shard + 1) / shards.Length)];
        if (items.Length == 0)
        {
            Tensor nothing = tape.Result(new Shape());
            nothing.Values[0] = 0;
            return nothing;
        }

        shards[shard].Load(work.Train, items, work.File.Encoding.Target.End);
        return network.Loss(tape, shards[shard], scale, options.LabelSmoothing);
    }

    private static JsonObject Line(string name, int threads, string unit, double value) =>
        new() { ["peer"] = "Unroll", ["case"] = name, ["threads"] = threads, [unit] = Math.Round(value, 1) };
}
