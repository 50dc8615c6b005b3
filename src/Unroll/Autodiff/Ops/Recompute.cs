namespace Unroll.Autodiff.Ops;

/// <summary>
/// What a recurrent layer keeps of a sequence for the way back: all of it, or the states between segments of time, from which each segment
/// is computed again when its gradient is due (Chen, Xu, Zhang and Guestrin 2016; for recurrent networks Gruslys et al. 2016). That costs
/// at most one more forward pass, and values and gradients have the same bits. Outputs are kept in any case: later layers need them.
/// </summary>
public readonly record struct Recompute
{
    private enum Rule
    {
        Off,
        Auto,
        Steps,
        Bytes,
    }

    private Rule Chosen { get; init; }

    private long Amount { get; init; }

    /// <summary>Everything is kept: the default.</summary>
    public static Recompute Off => default;

    /// <summary>Segments of the length that keeps least: gates and states then grow with the square root of the number of time steps.</summary>
    public static Recompute Auto => new() { Chosen = Rule.Auto };

    /// <summary>Segments of a given length.</summary>
    /// <param name="steps">Time steps, at least 1; rounded up to what fills about 256 rows of the batch, so that sums keep their order.</param>
    /// <returns>The choice.</returns>
    public static Recompute Every(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        return new() { Chosen = Rule.Steps, Amount = steps };
    }

    /// <summary>The longest segments with which a pass keeps within a budget; everything is kept if that does.</summary>
    /// <param name="bytes">
    /// The most that one pass may take in its arena for the recurrent layers, outputs and their gradients included. In training a pass is
    /// one shard of the batch. A pass that cannot keep within it throws an <see cref="UnrollException"/> that says what it needs.
    /// </param>
    /// <returns>The choice.</returns>
    public static Recompute Within(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        return new() { Chosen = Rule.Bytes, Amount = bytes };
    }

    /// <summary>A choice for each of a number of layers that together keep to this one.</summary>
    /// <param name="layers">At least 1.</param>
    /// <returns>The choice of one layer.</returns>
    internal Recompute ForEachOf(int layers) => Chosen == Rule.Bytes ? this with { Amount = Amount / layers } : this;

    /// <summary>The length of a segment.</summary>
    /// <param name="layer">The layer and its sequence.</param>
    /// <returns>Time steps: a multiple of <see cref="RecurrentMemory.BlockSteps"/>, or the whole sequence.</returns>
    internal int SegmentOf(in RecurrentMemory layer) => Chosen switch
    {
        Rule.Auto => layer.RoundUp((long)Math.Ceiling(layer.SmallestSegment)),
        Rule.Steps => layer.RoundUp(Amount),
        Rule.Bytes => layer.LargestWithin(Amount),
        _ => layer.Time,
    };
}
