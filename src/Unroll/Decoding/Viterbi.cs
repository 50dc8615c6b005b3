using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Decoding;

/// <summary>
/// The best sequence of tags under a linear chain (Viterbi 1967): argmax_y a[y_1] + Σ_t x_t[y_t] + Σ_t A[y_t−1, y_t] + b[y_T], by
/// v_t(j) = x_t[j] + max_i (v_t−1(i) + A[i, j]). Of equal scores the lowest tag wins.
/// </summary>
public static class Viterbi
{
    /// <summary>Decodes every row of a batch.</summary>
    /// <param name="emissions">x [T, B, K].</param>
    /// <param name="chain">A, a and b, as <see cref="Layers.CrfTransitions"/> has them.</param>
    /// <param name="lengths">How many steps each row has [B]; what lies behind is not read.</param>
    /// <param name="constraints">What is never to be given, or null.</param>
    /// <param name="paths">Takes T · B tags, time by time as the emissions; −1 behind the end of a row.</param>
    /// <param name="scores">Takes the score of each row's path [B], in double; 0 for a row without steps.</param>
    /// <exception cref="ArgumentException">Shapes, lengths or constraints do not fit.</exception>
    /// <exception cref="UnrollException">A row has no path that is allowed and has a score.</exception>
    public static void Decode(Tensor emissions, ChainScores chain, ReadOnlySpan<int> lengths, TagConstraints? constraints, Span<int> paths, Span<double> scores)
    {
        chain.Check("Viterbi", emissions.Shape, lengths);
        int time = emissions.Shape[0], batch = emissions.Shape[1], tags = emissions.Shape[2];
        if (paths.Length != time * batch || scores.Length != batch)
        {
            throw new ArgumentException($"Viterbi: got room for {paths.Length} tags and {scores.Length} scores, expected {time * batch} and {batch} because the emissions are {emissions.Shape}.", nameof(paths));
        }

        if (constraints is not null && constraints.Tags != tags)
        {
            throw new ArgumentException($"Viterbi: the constraints are for {constraints.Tags} tags, expected {tags} because the emissions are {emissions.Shape}.", nameof(constraints));
        }

        paths.Fill(-1);
        Chain scored = new(chain, constraints, tags);
        double[] best = new double[tags], before = new double[tags];
        int[] from = new int[time * tags];
        for (int b = 0; b < batch; b++)
        {
            scores[b] = 0;
            if (lengths[b] > 0)
            {
                int last = scored.Run(emissions.Values, b, batch, lengths[b], from, ref best, ref before, out scores[b]);
                if (last < 0)
                {
                    throw new UnrollException($"Viterbi: row {b} has no allowed sequence of {lengths[b]} tags with a score; its scores hold NaN or −∞, or the constraints exclude all. Loosen the constraints, or check the emissions.");
                }

                for (int t = lengths[b] - 1; t >= 0; t--)
                {
                    paths[(t * batch) + b] = last;
                    last = from[(t * tags) + last];
                }
            }
        }
    }

    /// <summary>The scores with −∞ where a constraint forbids, transposed so that all ways into a tag lie together.</summary>
    private sealed class Chain
    {
        private readonly double[] _into, _start, _end;
        private readonly int _tags;

        public Chain(ChainScores scores, TagConstraints? constraints, int tags)
        {
            _tags = tags;
            (_into, _start, _end) = (new double[tags * tags], new double[tags], new double[tags]);
            for (int j = 0; j < tags; j++)
            {
                _start[j] = constraints?.AllowsStart(j) == false ? double.NegativeInfinity : scores.Start.Values[j];
                _end[j] = constraints?.AllowsEnd(j) == false ? double.NegativeInfinity : scores.End.Values[j];
                for (int i = 0; i < tags; i++)
                {
                    _into[(j * tags) + i] = constraints?.Allows(i, j) == false ? double.NegativeInfinity : scores.Transitions.Values[(i * tags) + j];
                }
            }
        }

        /// <summary>The last tag of the best path and its score, or −1; where each tag of each step came from is left in <paramref name="from"/>.</summary>
        public int Run(ReadOnlySpan<float> x, int row, int batch, int steps, int[] from, ref double[] best, ref double[] before, out double score)
        {
            for (int t = 0; t < steps; t++)
            {
                ReadOnlySpan<float> emission = x.Slice(((t * batch) + row) * _tags, _tags);
                (best, before) = (before, best);
                for (int j = 0; j < _tags; j++)
                {
                    int origin = 0;
                    double way = t == 0 ? _start[j] : Largest(before, _into.AsSpan(j * _tags, _tags), out origin);

                    // A tag that cannot be reached came from nowhere, and is never chosen.
                    from[(t * _tags) + j] = Math.Max(origin, 0);
                    best[j] = emission[j] + way;
                }
            }

            score = Largest(best, _end, out int last);
            return last;
        }

        private static double Largest(ReadOnlySpan<double> a, ReadOnlySpan<double> b, out int place)
        {
            double largest = double.NegativeInfinity;
            place = -1;
            for (int i = 0; i < a.Length; i++)
            {
                double sum = a[i] + b[i];
                if (sum > largest)
                {
                    (largest, place) = (sum, i);
                }
            }

            return largest;
        }
    }
}
