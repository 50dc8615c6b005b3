using System.Numerics;
using System.Runtime.InteropServices;
using Unroll.Autodiff;
using Unroll.Decoding;
using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Tasks.LanguageModel;

/// <summary>The score of a model on a text: every token but the first is predicted once, from what stands before it.</summary>
/// <param name="Loss">Mean −ln p(token), in nats.</param>
/// <param name="Top1">Share of tokens that were the likeliest.</param>
/// <param name="Top3">Share of tokens among the three likeliest.</param>
/// <param name="Top5">Share of tokens among the five likeliest.</param>
/// <param name="Count">Tokens predicted.</param>
internal readonly record struct Score(double Loss, double Top1, double Top3, double Top5, long Count);

/// <summary>
/// Scores a network on a text. The text is cut into streams that are read side by side; each begins a little before its part, so that
/// its first predictions, too, have a context.
/// </summary>
internal sealed class Evaluation(LanguageModelNetwork network, WorkerTeam team)
{
    /// <summary>Streams are dealt to groups, one tape each. None of these numbers depends on the threads, so neither does the score.</summary>
    private const int Groups = 4, RowsOfGroup = 8, Context = 64, WarmUp = 128;

    private readonly Tape[] _tapes = [.. Enumerable.Range(0, Groups).Select(_ => new Tape())];

    public Score Run(int[] tokens)
    {
        int predicted = tokens.Length - 1;
        if (predicted < 1)
        {
            throw new DataException($"The text has {tokens.Length} tokens, expected at least 2: one to start from and one to predict. Give more text.");
        }

        int rows = Math.Clamp(predicted / (4 * WarmUp * Groups), 1, RowsOfGroup), groups = predicted < 4 * WarmUp ? 1 : Groups;
        Score[] scores = new Score[groups];
        team.Run(groups, group => scores[group] = RunGroup(_tapes[group], tokens, group * rows, rows, groups * rows));
        Score sum = default;
        foreach (Score s in scores)
        {
            sum = new(sum.Loss + s.Loss, sum.Top1 + s.Top1, sum.Top3 + s.Top3, sum.Top5 + s.Top5, sum.Count + s.Count);
        }

        return new(sum.Loss / sum.Count, sum.Top1 / sum.Count, sum.Top3 / sum.Count, sum.Top5 / sum.Count, sum.Count);
    }

    private Score RunGroup(Tape tape, int[] tokens, int firstStream, int rows, int streams)
    {
        // Stream s predicts the tokens first[s] … last[s] − 1, reading from begin[s] on.
        int predicted = tokens.Length - 1, length = 0;
        int[] begin = new int[rows], first = new int[rows], last = new int[rows];
        for (int r = 0; r < rows; r++)
        {
            int s = firstStream + r;
            first[r] = 1 + (int)((long)predicted * s / streams);
            last[r] = 1 + (int)((long)predicted * (s + 1) / streams);
            begin[r] = Math.Max(0, first[r] - 1 - WarmUp);
            length = Math.Max(length, last[r] - 1 - begin[r]);
        }

        Shape shape = network.Recurrent.StateShape(rows);
        Tensor state = new(shape, new AlignedBuffer(shape.Length));
        int[] ids = new int[Context * rows];
        Score sum = default;
        for (int start = 0; start < length; start += Context)
        {
            int time = Math.Min(Context, length - start);
            for (int t = 0; t < time; t++)
            {
                for (int r = 0; r < rows; r++)
                {
                    // What a shorter stream reads past its end is not scored, and cannot change what went before.
                    ids[(t * rows) + r] = tokens[Math.Min(begin[r] + start + t, tokens.Length - 1)];
                }
            }

            tape.Begin();
            Tensor logits = network.Forward(tape, ids.AsMemory(0, time * rows), time, rows, state, state);
            int classes = logits.Shape.Last;
            for (int i = 0; i < time * rows; i++)
            {
                int r = i % rows, target = begin[r] + start + (i / rows) + 1;
                if (target >= first[r] && target < last[r])
                {
                    sum = Add(sum, logits.Values.Slice(i * classes, classes), tokens[target]);
                }
            }
        }

        return sum;
    }

    private static Score Add(Score sum, ReadOnlySpan<float> logits, int target)
    {
        float own = logits[target];
        int rank = CountGreater(logits, own);
        double loss = LogProbabilities.LogOfSum(logits) - own;
        return new(sum.Loss + loss, sum.Top1 + (rank < 1 ? 1 : 0), sum.Top3 + (rank < 3 ? 1 : 0), sum.Top5 + (rank < 5 ? 1 : 0), sum.Count + 1);
    }

    private static int CountGreater(ReadOnlySpan<float> values, float than)
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        Vector<float> limit = new(than);
        Vector<int> counts = Vector<int>.Zero;
        foreach (Vector<float> v in vectors)
        {
            counts -= Vector.GreaterThan(v, limit);
        }

        int count = Vector.Sum(counts);
        for (int i = vectors.Length * Vector<float>.Count; i < values.Length; i++)
        {
            count += values[i] > than ? 1 : 0;
        }

        return count;
    }
}
