namespace Unroll.Decoding;

/// <summary>One way to go on from a row of a beam.</summary>
internal readonly record struct Candidate(double Score, int Row, int Token);

/// <summary>The k best candidates seen so far, best first; of equal ones the earlier is better.</summary>
/// <param name="capacity">k.</param>
internal sealed class TopCandidates(int capacity)
{
    private readonly Candidate[] _items = new Candidate[capacity];

    public int Count { get; private set; }

    /// <summary>What a candidate must exceed to be kept.</summary>
    public double Threshold { get; private set; } = double.NegativeInfinity;

    public Candidate this[int rank] => _items[rank];

    public void Clear() => (Count, Threshold) = (0, double.NegativeInfinity);

    public void Offer(double score, int row, int token)
    {
        if (!(score > Threshold))
        {
            return;
        }

        int at = Count < _items.Length ? Count++ : Count - 1;
        for (; at > 0 && score > _items[at - 1].Score; at--)
        {
            _items[at] = _items[at - 1];
        }

        _items[at] = new Candidate(score, row, token);
        Threshold = Count < _items.Length ? double.NegativeInfinity : _items[Count - 1].Score;
    }
}
