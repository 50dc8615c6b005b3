namespace Unroll.Tasks.Baselines;

/// <summary>The few most probable of many tokens, best first; of equally probable ones the smaller id is first.</summary>
internal sealed class TopList(int capacity)
{
    private readonly List<(double P, int Token)> _best = new(capacity + 1);

    /// <summary>The tokens kept.</summary>
    public int[] Tokens => [.. _best.Select(b => b.Token)];

    /// <summary>Offers a token that was not offered before.</summary>
    public void Offer(int token, double p)
    {
        int place = _best.Count;
        while (place > 0 && (p > _best[place - 1].P || (p == _best[place - 1].P && token < _best[place - 1].Token))) place--;
        if (place < capacity)
        {
            _best.Insert(place, (p, token));
            if (_best.Count > capacity)
            {
                _best.RemoveAt(capacity);
            }
        }
    }
}
