using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;
using Unroll.Autodiff;
using Unroll.Data.Batches;
using Unroll.Decoding;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Tasks.Recipes;
using Unroll.Tensors;

namespace Unroll.Tasks.Translate;

/// <summary>
/// A network as a translator. Sources of similar length are decoded side by side; neither their order nor the number of threads changes a
/// bit of what comes out.
/// </summary>
internal sealed class Translator(TranslateNetwork network, PairEncoding encoding, WorkerTeam team)
{
    private const int MostRows = 32;
    private readonly Tape[] _tapes = [.. Enumerable.Range(0, team.Size).Select(_ => new Tape())];
    private readonly PairBatch[] _batches = [.. Enumerable.Range(0, team.Size).Select(_ => new PairBatch())];

    /// <summary>Translates sources.</summary>
    /// <param name="sources">The tokens of each, with the end.</param>
    /// <param name="decode">How to search.</param>
    /// <param name="best">How many hypotheses of each are wanted.</param>
    /// <returns>For each source its hypotheses, the best first.</returns>
    public IReadOnlyList<Hypothesis>[] Translate(IReadOnlyList<int[]> sources, DecodeOptions decode, int best = 1)
    {
        IReadOnlyList<Hypothesis>[] found = new IReadOnlyList<Hypothesis>[sources.Count];
        int[][] batches = BucketedBatches.Sorted([.. sources.Select(s => s.Length)], MostRows);
        int end = encoding.Target.End;
        BeamSearchOptions options = new(end, end, decode.MaxLength, Math.Max(decode.Beam, best))
        {
            Best = best,
            LengthPenalty = decode.LengthPenalty,
            CoveragePenalty = decode.CoveragePenalty,
            StopWhenFull = true,
        };
        ForEach(batches, (which, tape, batch) =>
        {
            batch.Load(sources, which);
            AttentionDecoderModel model = Over(tape, batch, batches.Length == 1 ? team : null);
            IReadOnlyList<IReadOnlyList<Hypothesis>> hypotheses = options.Width > 1
                ? BeamSearch.Decode(model, options)
                : [.. GreedySearch.Decode(model, options).Select(h => (IReadOnlyList<Hypothesis>)[h])];
            for (int i = 0; i < which.Length; i++)
            {
                found[which[i]] = hypotheses[i];
            }
        });
        return found;
    }

    /// <summary>The likeliest token at each step, as it comes.</summary>
    /// <param name="source">The tokens of one source, with the end.</param>
    /// <param name="maxLength">The most tokens.</param>
    /// <returns>Each token with the step of the source that got the most attention, or −1 without attention.</returns>
    public IEnumerable<(int Token, int LookedAt)> Stream(int[] source, int maxLength)
    {
        PairBatch batch = _batches[0];
        _tapes[0].Begin();
        batch.Load([source], [0]);
        AttentionDecoderModel model = Over(_tapes[0], batch, team);
        float[] next = new float[model.VocabularySize];
        int token = encoding.Target.End;
        for (int n = 0; n < maxLength; n++)
        {
            model.Step([0], [token], next);
            token = TensorPrimitives.IndexOfMax<float>(next);
            if (token == encoding.Target.End)
            {
                yield break;
            }

            yield return (token, network.Decoder.Options.Attention is null ? -1 : TensorPrimitives.IndexOfMax(model.Weights));
        }
    }

    /// <summary>Where the decoder looks while it writes something given.</summary>
    /// <param name="source">The tokens of a source, with the end.</param>
    /// <param name="target">The tokens of a target, without the end.</param>
    /// <returns>[T + 1, S], row by row: how much each token of the source counted for each of the target and for its end; null without attention.</returns>
    public float[]? Attention(int[] source, IReadOnlyList<int> target)
    {
        if (network.Decoder.Options.Attention is null)
        {
            return null;
        }

        Tape tape = _tapes[0];
        PairBatch batch = _batches[0];
        tape.Begin();
        batch.Load([source], [0]);
        (AttentionMemory memory, Tensor state) = network.Encode(tape, batch);
        int[] inputs = [encoding.Target.End, .. target];
        return network.Decoder.Forward(tape, inputs, 1, memory, state).Weights.Values.ToArray();
    }

    /// <summary>The loss of pairs when the true target is given token by token, in nats a token, without smoothing.</summary>
    public double Loss(EncodedPairs pairs)
    {
        int[][] batches = BucketedBatches.Sorted([.. pairs.Targets.Select(t => t.Length)], MostRows);
        double[] sums = new double[batches.Length];
        Dictionary<int[], int> placeOf = batches.Index().ToDictionary(b => b.Item, b => b.Index);
        ForEach(batches, (which, tape, batch) =>
        {
            batch.Load(pairs, which, encoding.Target.End);
            sums[placeOf[which]] = network.Loss(tape, batch, 1).Scalar;
        });
        return sums.Sum() / pairs.TargetTokens;
    }

    private AttentionDecoderModel Over(Tape tape, PairBatch batch, WorkerTeam? shared)
    {
        (AttentionMemory memory, Tensor state) = network.Encode(tape, batch);
        return new AttentionDecoderModel(network.Decoder, memory, state, shared);
    }

    private void ForEach(int[][] batches, Action<int[], Tape, PairBatch> run)
    {
        if (batches.Length == 1)
        {
            _tapes[0].Begin();
            run(batches[0], _tapes[0], _batches[0]);
            return;
        }

        // Whoever is free takes the longest batch that is left, so that nobody waits long for the last one.
        int taken = 0;
        team.Run(Math.Min(team.Size, batches.Length), group =>
        {
            for (int i = Interlocked.Increment(ref taken); i <= batches.Length; i = Interlocked.Increment(ref taken))
            {
                _tapes[group].Begin();
                run(batches[i - 1], _tapes[group], _batches[group]);
            }
        });
    }
}
