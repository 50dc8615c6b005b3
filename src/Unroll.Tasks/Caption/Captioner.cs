using Unroll.Autodiff;
using Unroll.Data.Images;
using Unroll.Data.Vocabularies;
using Unroll.Decoding;
using Unroll.Kernels;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Tasks.Translate;
using Unroll.Tensors;

namespace Unroll.Tasks.Caption;

/// <summary>A caption that was written.</summary>
/// <param name="Text">The words, put together.</param>
/// <param name="LogProbability">ln p of all of them, the end too.</param>
internal readonly record struct WrittenCaption(string Text, double LogProbability);

/// <summary>A network that describes images. Neither the order of the images nor the number of threads changes a bit of what it says.</summary>
internal sealed class Captioner(CaptionNetwork network, WordVocabulary words, int shrink, WorkerTeam team)
{
    private const int RowsOfBatch = 64, MostWords = 100;
    private readonly Tape[] _tapes = [.. Enumerable.Range(0, team.Size).Select(_ => new Tape())];

    /// <summary>Describes images, the likeliest word after the other.</summary>
    /// <param name="images">Images on the canvas of the model.</param>
    public WrittenCaption[] Describe(IReadOnlyList<GreyImage> images)
    {
        WrittenCaption[] captions = new WrittenCaption[images.Count];
        Run(images.Count, (tape, first, count) =>
        {
            (AttentionMemory memory, Tensor state) = network.Encode(tape, CaptionBatch.Load(tape, [.. images.Skip(first).Take(count)], [], shrink));
            IReadOnlyList<Hypothesis> found = GreedySearch.Decode(new AttentionDecoderModel(network.Decoder, memory, state), new DecodingOptions(CaptionBatch.End, CaptionBatch.End, MostWords));
            for (int i = 0; i < count; i++)
            {
                captions[first + i] = new WrittenCaption(words.Decode([.. found[i].Tokens]), found[i].LogProbability);
            }
        });
        return captions;
    }

    /// <summary>The mean loss of a word of captions, in nats.</summary>
    public double Loss(IReadOnlyList<CaptionedImage> items)
    {
        int batches = (items.Count + RowsOfBatch - 1) / RowsOfBatch;
        double[] losses = new double[batches], counts = new double[batches];
        Run(items.Count, (tape, first, count) =>
        {
            CaptionedImage[] these = [.. items.Skip(first).Take(count)];
            CaptionBatch batch = CaptionBatch.Load(tape, [.. these.Select(i => i.Image)], [.. these.Select(i => words.Encode(i.Text))], shrink);
            losses[first / RowsOfBatch] = SoftmaxCrossEntropy.Apply(tape, network.Forward(tape, batch), batch.Targets, 1, new CrossEntropyOptions(Weights: batch.Weights)).Scalar;
            counts[first / RowsOfBatch] = batch.Weights.Sum();
        });
        return losses.Sum() / counts.Sum();
    }

    /// <summary>Where the decoder looks while it writes a caption.</summary>
    public AttentionWeights Attention(GreyImage image, string caption)
    {
        Tape tape = _tapes[0];
        tape.Begin();
        int[] ids = words.Encode(caption);
        CaptionBatch batch = CaptionBatch.Load(tape, [image], [ids], shrink);
        (AttentionMemory memory, Tensor state) = network.Encode(tape, batch);
        float[] weights = network.Decoder.Forward(tape, batch.Inputs, 1, memory, state).Weights.Values.ToArray();
        int side = batch.Rows.Shape[0];
        return new AttentionWeights(
            [.. Enumerable.Range(0, 2 * side).Select(i => $"{(i < side ? "row" : "column")} {(i % side) + 1}")],
            [.. ids.Select(id => words.Token(id).Trim('\uFFED')), AttentionWeights.End],
            [.. weights.Chunk(2 * side)]);
    }

    /// <summary>A caption as it would be written: with one blank between words, and unknown words as such.</summary>
    public string Normal(string caption) => words.Decode(words.Encode(caption));

    private void Run(int items, Action<Tape, int, int> use)
    {
        int batches = (items + RowsOfBatch - 1) / RowsOfBatch, groups = Math.Min(team.Size, batches);
        team.Run(groups, group =>
        {
            for (int i = group; i < batches; i += groups)
            {
                _tapes[group].Begin();
                use(_tapes[group], i * RowsOfBatch, Math.Min(RowsOfBatch, items - (i * RowsOfBatch)));
            }
        });
    }
}
