using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;
using Unroll.Autodiff;
using Unroll.Data.Batches;
using Unroll.Decoding;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Tasks.Metrics;
using Unroll.Tensors;

namespace Unroll.Tasks.Tag;

/// <summary>What was predicted for sequences.</summary>
/// <param name="Tags">For each sequence the number of the tag of each step.</param>
/// <param name="Probabilities">For each sequence [T, K]; null where there are none.</param>
internal sealed record TagPrediction(int[][] Tags, float[][]? Probabilities);

/// <summary>
/// A network as a tagger. With a conditional random field the tags are its best path, under the rules of BIO where tags are of that scheme,
/// and the probabilities its marginals. Neither the order of the sequences nor the number of threads changes a bit of a prediction.
/// </summary>
internal sealed class Tagger(TagNetwork network, TagEncoding encoding, WorkerTeam team)
{
    private const int MostRows = 32, MostSteps = 4096;
    private readonly Tape[] _tapes = [.. Enumerable.Range(0, team.Size).Select(_ => new Tape())];
    private readonly TagBatch[] _batches = [.. Enumerable.Range(0, team.Size).Select(_ => new TagBatch())];
    private readonly TagConstraints? _rules = encoding.IsBio ? TagConstraints.Bio(encoding.Labels.Names) : null;

    /// <summary>Tags sequences.</summary>
    public TagPrediction Predict(TagPart part)
    {
        int tags = encoding.Labels.Count;
        int[] lengths = [.. part.Inputs.Select(i => i.Length)];
        TagPrediction prediction = new([.. lengths.Select(n => new int[n])], [.. lengths.Select(n => new float[n * tags])]);

        // Long series need memory for all their steps at once.
        int rows = Math.Clamp(MostSteps / Math.Max(1, lengths.DefaultIfEmpty(0).Max()), 1, MostRows);
        int[][] batches = BucketedBatches.Sorted(lengths, rows);
        int groups = Math.Min(team.Size, batches.Length);
        team.Run(groups, group =>
        {
            for (int i = group; i < batches.Length; i += groups)
            {
                Predict(part, batches[i], _tapes[group], _batches[group], prediction);
            }
        });
        return prediction;
    }

    private void Predict(TagPart part, int[] which, Tape tape, TagBatch batch, TagPrediction prediction)
    {
        tape.Begin();
        batch.Load(part, which);
        Tensor logits = network.Forward(tape, batch, encoding.Words is null ? batch.Series(tape, encoding.Channels) : default);
        int tags = encoding.Labels.Count, rows = batch.Rows;
        int[] path = [];
        Tensor marginals = default;
        if (network.Crf is { } crf)
        {
            ChainScores chain = crf.On(tape);
            path = new int[batch.Time * rows];
            Viterbi.Decode(logits, chain, batch.Lengths.Span, _rules, path, new double[rows]);
            marginals = CrfLoss.Marginals(tape, logits, chain, batch.Lengths.Span);
        }

        for (int b = 0; b < rows; b++)
        {
            for (int t = 0; t < batch.Lengths.Span[b]; t++)
            {
                int at = (t * rows) + b;
                Span<float> p = prediction.Probabilities![which[b]].AsSpan(t * tags, tags);
                if (marginals.Exists)
                {
                    marginals.Values.Slice(at * tags, tags).CopyTo(p);
                }
                else
                {
                    TensorPrimitives.SoftMax(logits.Values.Slice(at * tags, tags), p);
                }

                prediction.Tags[which[b]][t] = marginals.Exists ? path[at] : ClassificationMetrics.Predicted(p);
            }
        }
    }
}
