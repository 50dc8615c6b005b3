namespace Unroll.Decoding;

/// <summary>The hypotheses of one source.</summary>
internal sealed class Beam(BeamSearchOptions options, int vocabulary, int source, int memoryLength)
{
    /// <summary>A step that got no attention at all would make the score −∞ and with it all hypotheses equal.</summary>
    private const double LeastCoverage = 1e-10;

    /// <summary>Tokens that are passed over at once.</summary>
    private const int Chunk = 128;

    // Each live hypothesis has one way to end, so that twice the width holds enough that go on.
    private readonly TopCandidates _candidates = new((int)Math.Min(2L * options.Width, Array.MaxLength));
    private readonly List<(Hypothesis Hypothesis, int Order)> _finished = [];
    private List<Node> _live = [new Node(null, options.Start, 0, 0, source, new float[memoryLength])];
    private int _ended;

    public int Live => _live.Count;

    public bool Done { get; private set; }

    /// <summary>What the live hypotheses feed to the model.</summary>
    public void List(List<int> parents, List<int> tokens)
    {
        foreach (Node node in _live)
        {
            parents.Add(node.Row);
            tokens.Add(node.Token);
        }
    }

    /// <summary>Goes one token further.</summary>
    /// <param name="logProbabilities">[live, V].</param>
    /// <param name="weights">[live, S], or nothing.</param>
    /// <param name="steps">S.</param>
    /// <param name="firstRow">Where the live hypotheses stand in the model's batch.</param>
    public void Advance(ReadOnlySpan<float> logProbabilities, ReadOnlySpan<float> weights, int steps, int firstRow)
    {
        _candidates.Clear();
        for (int i = 0; i < _live.Count; i++)
        {
            ReadOnlySpan<float> row = logProbabilities.Slice(i * vocabulary, vocabulary);
            double before = _live[i].LogProbability;
            for (int first = 0; first < row.Length; first += Chunk)
            {
                // Of a large vocabulary nearly all tokens are too unlikely, and the largest of many is found much faster than each is offered.
                ReadOnlySpan<float> some = row[first..Math.Min(row.Length, first + Chunk)];
                float most = TensorPrimitives.Max(some);
                if (!(most < float.PositiveInfinity))
                {
                    NonFinite.Check("Beam search", logProbabilities, vocabulary, firstRow);
                }

                if (before + most > _candidates.Threshold)
                {
                    for (int k = 0; k < some.Length; k++)
                    {
                        _candidates.Offer(before + some[k], i, first + k);
                    }
                }
            }
        }

        float[][] coverage = [.. _live.Select(static node => node.Coverage)];
        for (int i = 0; memoryLength > 0 && i < _live.Count; i++)
        {
            float[] sum = [.. coverage[i]];
            TensorPrimitives.Add(sum, weights.Slice(i * steps, memoryLength), sum);
            coverage[i] = sum;
        }

        List<Node> next = new(Math.Min(options.Width, _candidates.Count));
        for (int rank = 0; rank < _candidates.Count && next.Count < options.Width; rank++)
        {
            Candidate c = _candidates[rank];
            Node parent = _live[c.Row];
            Node node = new(parent, c.Token, c.Score, parent.Length + 1, firstRow + c.Row, coverage[c.Row]);
            if (c.Token != options.End)
            {
                next.Add(node);
            }
            else if (rank < options.Width)
            {
                Finish(node);
            }
        }

        _live = next;
        Done = next.Count == 0 || (options.StopWhenFull && _ended >= options.Width) || (_finished.Count >= options.Best && !CanImprove(next[0]));
    }

    public IReadOnlyList<Hypothesis> Result()
    {
        IEnumerable<Hypothesis> unfinished = _live.Select(node => Of(node, finished: false)).OrderByDescending(static h => h.Score);
        return [.. _finished.Select(static f => f.Hypothesis).Concat(unfinished).Take(options.Best)];
    }

    private void Finish(Node node)
    {
        _finished.Add((Of(node, finished: true), _ended++));
        _finished.Sort(static (a, b) => a.Hypothesis.Score != b.Hypothesis.Score ? b.Hypothesis.Score.CompareTo(a.Hypothesis.Score) : a.Order.CompareTo(b.Order));
        if (_finished.Count > options.Best)
        {
            _finished.RemoveAt(options.Best);
        }
    }

    private bool CanImprove(Node best) => best.LogProbability / Penalty(options.MaxLength) > _finished[^1].Hypothesis.Score;

    private double Penalty(int length) => Math.Pow((5.0 + length) / 6, options.LengthPenalty);

    private Hypothesis Of(Node node, bool finished)
    {
        int[] tokens = new int[finished ? node.Length - 1 : node.Length];
        Node? at = finished ? node.Parent : node;
        for (int i = tokens.Length - 1; i >= 0; i--, at = at!.Parent)
        {
            tokens[i] = at!.Token;
        }

        double score = node.LogProbability / Penalty(node.Length);
        for (int s = 0; s < memoryLength; s++)
        {
            score += options.CoveragePenalty * Math.Log(Math.Clamp((double)node.Coverage[s], LeastCoverage, 1));
        }

        return new Hypothesis(tokens, node.LogProbability, score, finished);
    }

    /// <summary>A beginning of a sequence.</summary>
    /// <param name="Parent">All but the last token.</param>
    /// <param name="Token">The last token.</param>
    /// <param name="LogProbability">ln p of all.</param>
    /// <param name="Length">The number of tokens after the start.</param>
    /// <param name="Row">The place in the model's batch of the hypothesis that the token continues.</param>
    /// <param name="Coverage">How much attention each step of the source got.</param>
    private sealed record Node(Node? Parent, int Token, double LogProbability, int Length, int Row, float[] Coverage);
}
