using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <summary>What a pass over a recurrent layer does beside the equations; the default does nothing.</summary>
public readonly record struct RecurrentPass
{
    /// <summary>How much is kept for the way back.</summary>
    public Recompute Recompute { get; init; }

    /// <summary>
    /// For every time step how many rows of the batch still run, never more than the step before: rows are sorted by length, the longest first.
    /// Empty when all run to the end.
    /// </summary>
    public ReadOnlyMemory<int> Active { get; init; }

    /// <summary>Whether the loop runs from each row's last step to its first.</summary>
    public bool Reversed { get; init; }

    /// <summary>Where y goes [T, B, at least P or H], or none for a tensor of its own; while gradients are wanted it must keep one.</summary>
    public Tensor Output { get; init; }

    /// <summary>The first column of <see cref="Output"/> that is this layer's.</summary>
    public int OutputColumn { get; init; }

    /// <summary>Probability of dropping a unit of h from the recurrent product, the same units at every time step (Gal and Ghahramani 2016).</summary>
    public float StateDropout { get; init; }

    /// <summary>Probability that a unit of h keeps its previous value (zoneout, Krueger et al. 2017).</summary>
    public float ZoneoutOutput { get; init; }

    /// <summary>The same for the other states.</summary>
    public float ZoneoutCell { get; init; }

    /// <summary>Probability of dropping a recurrent weight, the same weights at every time step (DropConnect, Wan et al. 2013; Merity et al. 2018).</summary>
    public float DropConnect { get; init; }

    /// <summary>Gradients of pre-activations are held within ± this inside the loop (Graves 2013); 0 lets them be.</summary>
    public float GradientClip { get; init; }
}
