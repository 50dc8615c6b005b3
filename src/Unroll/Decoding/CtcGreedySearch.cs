using Unroll.Tensors;

namespace Unroll.Decoding;

/// <summary>A labelling of a sequence by connectionist temporal classification (Graves et al. 2006).</summary>
/// <param name="Labels">The labels, without blanks.</param>
/// <param name="LogProbability">ln p of the best path for greedy search, and of the labelling, summed over the paths that were followed, for beam search.</param>
/// <param name="Score">What labellings are ranked by: the log-probability, the language model's share and the bonus.</param>
public sealed record CtcHypothesis(IReadOnlyList<int> Labels, double LogProbability, double Score)
{
    /// <summary>For each label the time step at which the likeliest path enters it; of beam search only.</summary>
    public IReadOnlyList<int> Steps { get; init; } = [];
}

/// <summary>The likeliest class of every time step; then repeats are merged and blanks dropped (Graves et al. 2006, "best path").</summary>
public static class CtcGreedySearch
{
    /// <summary>Decodes a batch.</summary>
    /// <param name="logProbabilities">[T, B, C]; logits give the same labels, and then a log-probability is a sum of logits.</param>
    /// <param name="lengths">Steps of each row, 0 to T; empty when all are full.</param>
    /// <param name="blank">The class that stands for no label.</param>
    /// <param name="mergeRepeated">Whether one label on several steps in a row counts once, as the loss has it.</param>
    /// <returns>One labelling a row.</returns>
    /// <exception cref="ArgumentException">The shape, a length or the blank do not fit.</exception>
    public static IReadOnlyList<CtcHypothesis> Decode(Tensor logProbabilities, ReadOnlySpan<int> lengths = default, int blank = 0, bool mergeRepeated = true)
    {
        CtcInput.Check("CTC greedy search", logProbabilities.Shape, lengths, blank);
        int time = logProbabilities.Shape[0], batch = logProbabilities.Shape[1], classes = logProbabilities.Shape[2];
        CtcHypothesis[] result = new CtcHypothesis[batch];
        for (int b = 0; b < batch; b++)
        {
            List<int> labels = [];
            double sum = 0;
            int previous = blank;
            for (int t = 0; t < (lengths.IsEmpty ? time : lengths[b]); t++)
            {
                ReadOnlySpan<float> step = logProbabilities.Values.Slice(((t * batch) + b) * classes, classes);
                NonFinite.Check("CTC greedy search", step, classes);
                int best = TensorPrimitives.IndexOfMax(step);
                sum += step[best];
                if (best != blank && (best != previous || !mergeRepeated))
                {
                    labels.Add(best);
                }

                previous = best;
            }

            result[b] = new CtcHypothesis(labels, sum, sum);
        }

        return result;
    }
}

/// <summary>What the CTC searches ask of their input.</summary>
internal static class CtcInput
{
    public static void Check(string who, Shape shape, ReadOnlySpan<int> lengths, int blank)
    {
        if (shape.Rank != 3)
        {
            throw new ArgumentException($"{who}: the log-probabilities are {shape}, expected [time, batch, classes].");
        }

        if ((uint)blank >= (uint)shape[2])
        {
            throw new ArgumentException($"{who}: the blank is class {blank}, expected 0 to {shape[2] - 1}.");
        }

        if (!lengths.IsEmpty && lengths.Length != shape[1])
        {
            throw new ArgumentException($"{who}: got {lengths.Length} lengths, expected {shape[1]}, one for each row of the batch.");
        }

        for (int i = 0; i < lengths.Length; i++)
        {
            if ((uint)lengths[i] > (uint)shape[0])
            {
                throw new ArgumentException($"{who}: the length of row {i} is {lengths[i]}, expected 0 to {shape[0]} because there are {shape[0]} time steps.");
            }
        }
    }
}
