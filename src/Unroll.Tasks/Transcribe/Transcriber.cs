using Unroll.Autodiff;
using Unroll.Data.Batches;
using Unroll.Decoding;
using Unroll.Kernels;
using Unroll.Losses;
using Unroll.Tasks.Items;
using Unroll.Tensors;

namespace Unroll.Tasks.Transcribe;

/// <summary>What a network says of recordings.</summary>
/// <param name="LogProbabilities">For each [T, K].</param>
/// <param name="Loss">Nats a symbol; NaN where there are no texts.</param>
internal sealed record Posteriors(float[][] LogProbabilities, double Loss);

/// <summary>A network as a transcriber. Neither the order of the recordings nor the number of threads changes a bit of what it says.</summary>
internal sealed class Transcriber(TranscribeNetwork network, TranscribeEncoding encoding, WorkerTeam team)
{
    private const int MostRows = 32, MostSteps = 16384;
    private readonly Tape[] _tapes = [.. Enumerable.Range(0, team.Size).Select(_ => new Tape())];
    private readonly ItemBatch[] _batches = [.. Enumerable.Range(0, team.Size).Select(_ => new ItemBatch())];

    /// <summary>The probabilities of symbols and blank at every step.</summary>
    public Posteriors Predict(TranscribePart part)
    {
        int[] lengths = [.. part.Inputs.Select(i => i.Length)];
        float[][] all = [.. lengths.Select(n => new float[n * encoding.Symbols.Classes])];
        int rows = Math.Clamp(MostSteps / Math.Max(1, lengths.DefaultIfEmpty(0).Max()), 1, MostRows);
        int[][] batches = BucketedBatches.Sorted(lengths, rows);
        double[] losses = new double[batches.Length];
        int groups = Math.Min(team.Size, batches.Length);
        team.Run(groups, group =>
        {
            for (int i = group; i < batches.Length; i += groups)
            {
                losses[i] = Predict(part, batches[i], _tapes[group], _batches[group], all);
            }
        });
        return new Posteriors(all, part.Symbols > 0 ? losses.Sum() / part.Symbols : double.NaN);
    }

    /// <summary>The likeliest class of every step, merged: quick, for validation while training.</summary>
    public int[][] Greedy(Posteriors posteriors)
    {
        int classes = encoding.Symbols.Classes;
        return [.. posteriors.LogProbabilities.Select(p => p.Length == 0 ? [] : CtcGreedySearch.Decode(Tensor(p, classes))[0].Labels.ToArray())];
    }

    private static Tensor Tensor(float[] values, int classes)
    {
        AlignedBuffer buffer = new(values.Length);
        values.CopyTo(buffer.Span);
        return new Tensor(new Shape(values.Length / classes, 1, classes), buffer);
    }

    private double Predict(TranscribePart part, int[] which, Tape tape, ItemBatch batch, float[][] all)
    {
        tape.Begin();
        batch.Load(part.Inputs, which);
        Tensor logits = network.Forward(tape, batch.Series(tape, part.Inputs, which, encoding.Channels), batch.Lengths);
        int classes = encoding.Symbols.Classes, rows = batch.Rows;
        double loss = part.Symbols > 0 ? CtcLoss.Apply(tape, logits, TargetsOf(part, which), SymbolSet.Blank, 1, CtcReduction.Sum).Values[0] : 0;
        for (int b = 0; b < rows; b++)
        {
            for (int t = 0; t < batch.Lengths.Span[b]; t++)
            {
                Span<float> p = all[which[b]].AsSpan(t * classes, classes);
                logits.Values.Slice(((t * rows) + b) * classes, classes).CopyTo(p);
                LogProbabilities.Normalize(p, classes);
            }
        }

        return loss;
    }

    /// <summary>The texts of some recordings as the loss takes them.</summary>
    public static CtcTargets TargetsOf(TranscribePart part, int[] which) => new(
        which.SelectMany(i => part.Labels[i]).ToArray(), Array.ConvertAll(which, i => part.Labels[i].Length), Array.ConvertAll(which, i => part.Inputs[i].Length));
}
