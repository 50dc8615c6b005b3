using Unroll.Cells;

namespace Unroll.Layers;

/// <summary>Which way a layer reads its sequence.</summary>
public enum Direction
{
    /// <summary>From the first step to the last.</summary>
    Forward,

    /// <summary>From each row's last step to the first.</summary>
    Backward,

    /// <summary>Both, with separate parameters (Schuster and Paliwal 1997).</summary>
    Bidirectional,
}

/// <summary>How the outputs of two directions become one.</summary>
public enum Merge
{
    /// <summary>Side by side: 2 H numbers.</summary>
    Concatenate,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their mean.</summary>
    Mean,
}

/// <summary>What a stack of recurrent layers does beside its cell's equations. Every option works with every cell, or is refused with the reason.</summary>
public sealed record RecurrentOptions
{
    /// <summary>L, at least 1.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>Which way the layers read.</summary>
    public Direction Direction { get; init; }

    /// <summary>How two directions become one.</summary>
    public Merge Merge { get; init; }

    /// <summary>Probability of dropping a number between two layers, drawn for every step, in [0, 1).</summary>
    public float Dropout { get; init; }

    /// <summary>Probability of dropping an input of a layer, the same ones at every step of a sequence (variational dropout, Gal and Ghahramani 2016).</summary>
    public float InputDropout { get; init; }

    /// <summary>Probability of dropping a unit from the recurrent product, the same ones at every step of a sequence (Gal and Ghahramani 2016).</summary>
    public float StateDropout { get; init; }

    /// <summary>Probability that a unit of h keeps its previous value (Krueger et al. 2017).</summary>
    public float ZoneoutOutput { get; init; }

    /// <summary>Probability that a unit of the other states keeps its previous value.</summary>
    public float ZoneoutCell { get; init; }

    /// <summary>Probability of dropping a recurrent weight, the same ones at every step (Merity, Keskar and Socher 2018).</summary>
    public float DropConnect { get; init; }

    /// <summary>Normalises the pre-activations of every gate over the units of the layer (Ba, Kiros and Hinton 2016).</summary>
    public bool LayerNorm { get; init; }

    /// <summary>Adds the input of a layer to its output, where they are equally wide.</summary>
    public bool Residual { get; init; }

    /// <summary>P: h is projected to P numbers, which are put out and fed back (Sak, Senior and Beaufays 2014); 0 for none.</summary>
    public int Projection { get; init; }

    /// <summary>Learns the state before the first step, instead of starting from zeros.</summary>
    public bool LearnedInitialState { get; init; }

    /// <summary>Holds the gradient of every pre-activation within ± this inside backpropagation through time (Graves 2013); 0 lets it be.</summary>
    public float GradientClip { get; init; }

    /// <summary>1 or 2.</summary>
    public int Directions => Direction == Direction.Bidirectional ? 2 : 1;

    /// <summary>Refuses what contradicts itself or a cell.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="name">The name of the stack.</param>
    /// <param name="hidden">H.</param>
    /// <param name="readsOutput">Whether the cell's equations read h elementwise.</param>
    /// <exception cref="ArgumentException">Says which option, and why.</exception>
    internal void Check(CellShape cell, string name, int hidden, bool readsOutput)
    {
        void Require(bool condition, string option, string why)
        {
            if (!condition)
            {
                throw new ArgumentException($"{cell.Name} '{name}': {option} {why}", option);
            }
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Layers);
        foreach ((string option, float p) in new[]
        {
            (nameof(Dropout), Dropout), (nameof(InputDropout), InputDropout), (nameof(StateDropout), StateDropout), (nameof(ZoneoutOutput), ZoneoutOutput), (nameof(ZoneoutCell), ZoneoutCell), (nameof(DropConnect), DropConnect),
        })
        {
            Require(p is >= 0 and < 1, option, $"is {p}, expected a probability in [0, 1).");
        }

        Require(GradientClip >= 0 && float.IsFinite(GradientClip), nameof(GradientClip), $"is {GradientClip}, expected a bound above 0, or 0 for none.");
        Require(cell.Recurrent || StateDropout == 0, nameof(StateDropout), "drops units from the recurrent product, and this cell has none. Use zoneout or input dropout.");
        Require(cell.Recurrent || DropConnect == 0, nameof(DropConnect), "drops recurrent weights, and this cell has no recurrent matrix.");
        Require(ZoneoutCell == 0 || cell.States.Count > 1, nameof(ZoneoutCell), "keeps states other than h, and this cell has only h. Use ZoneoutOutput.");
        Require(!Residual || Layers > 1, nameof(Residual), "connects layers, and there is one. Use two or more.");
        Require(Merge == Merge.Concatenate || Direction == Direction.Bidirectional, nameof(Merge), "joins two directions, and there is one. Set Direction to Bidirectional.");
        Require(Projection >= 0 && Projection < hidden, nameof(Projection), $"is {Projection}, expected 1 to {hidden - 1}, less than the {hidden} hidden units, or 0 for none.");
        if (Projection > 0)
        {
            Require(cell.Recurrent, nameof(Projection), "projects what is fed back, and this cell has no recurrent matrix. Put a Linear layer behind it.");
            Require(!readsOutput, nameof(Projection), "cannot be used with a cell whose equations read h unit by unit: the projected h has other units. An LSTM can be projected.");
            Require(StateDropout == 0, nameof(StateDropout), "cannot be used with a projection. Use DropConnect or zoneout of the cell state.");
            Require(ZoneoutOutput == 0, nameof(ZoneoutOutput), "cannot be used with a projection: the previous h has other units. Use ZoneoutCell.");
        }
    }
}
