using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;
using Unroll.Autodiff;
using Unroll.Data.Batches;
using Unroll.Kernels;
using Unroll.Tasks.Items;
using Unroll.Tensors;

namespace Unroll.Tasks.Classify;

/// <summary>Something that tells how likely each label is.</summary>
internal interface IClassifier
{
    /// <summary>The probabilities of all labels for all items.</summary>
    /// <param name="items">N items.</param>
    /// <returns>[N, K].</returns>
    float[] Predict(IReadOnlyList<Item> items);
}

/// <summary>A network as a classifier. Neither the order of the items nor the number of threads changes a bit of a prediction.</summary>
internal sealed class Classifier(ClassifyNetwork network, ItemEncoding encoding, WorkerTeam team) : IClassifier
{
    private const int RowsOfBatch = 64, Groups = 8;
    private readonly Tape[] _tapes = [.. Enumerable.Range(0, Groups).Select(_ => new Tape())];
    private readonly ItemBatch[] _batches = [.. Enumerable.Range(0, Groups).Select(_ => new ItemBatch())];

    public float[] Predict(IReadOnlyList<Item> items)
    {
        int labels = encoding.Labels.Count;
        float[] probabilities = new float[items.Count * labels];
        int[][] batches = BucketedBatches.Sorted([.. items.Select(i => i.Length)], RowsOfBatch);
        int groups = Math.Min(Groups, batches.Length);
        team.Run(groups, group =>
        {
            for (int i = group; i < batches.Length; i += groups)
            {
                Tape tape = _tapes[group];
                tape.Begin();
                _batches[group].Load(items, batches[i]);
                Tensor series = encoding.Vocabulary is null ? _batches[group].Series(tape, items, batches[i], encoding.Channels) : default;
                Tensor logits = network.Forward(tape, _batches[group], series);
                for (int b = 0; b < batches[i].Length; b++)
                {
                    ToProbabilities(logits.Values.Slice(b * labels, labels), probabilities.AsSpan(batches[i][b] * labels, labels));
                }
            }
        });
        return probabilities;
    }

    private void ToProbabilities(ReadOnlySpan<float> scores, Span<float> probabilities)
    {
        if (!network.IsReservoir)
        {
            TensorPrimitives.SoftMax(scores, probabilities);
            return;
        }

        // Least squares on one-of-K vectors estimates the probabilities themselves, but may leave the range from 0 to 1.
        const float Least = 1e-3f;
        TensorPrimitives.Max(scores, Least, probabilities);
        TensorPrimitives.Divide(probabilities, TensorPrimitives.Sum<float>(probabilities), probabilities);
    }
}
