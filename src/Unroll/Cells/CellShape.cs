namespace Unroll.Cells;

/// <summary>A number for every unit that a cell learns beside its matrices, such as a peephole; <c>Step</c> gets it after the pre-activations.</summary>
/// <param name="Name">Its name; the parameter of layer 0 is called <c>name_l0</c> [H].</param>
/// <param name="Low">It starts uniform between this</param>
/// <param name="High">and this.</param>
public readonly record struct UnitWeight(string Name, float Low, float High);

/// <summary>What a cell does with the value of its <c>Inner</c> before <c>Step</c>.</summary>
public enum InnerKind
{
    /// <summary>It has none.</summary>
    None,

    /// <summary>The recurrent product of the separate gates is with it, instead of with h (GRU, reset before: r ⊙ h).</summary>
    Product,

    /// <summary>It is normalised over the units of the layer, with a gain and a bias that are learned (layer-normalised LSTM: c').</summary>
    Normalised,
}

/// <summary>What the engine must know of a cell beside its equations.</summary>
public sealed class CellShape
{
    /// <summary>Names the parts of a cell.</summary>
    /// <param name="name">The cell's name in messages and recipes, such as <c>lstm</c>.</param>
    /// <param name="gates">The gates, each a block of rows of the weights, in the order in which the weights hold them.</param>
    /// <param name="states">The states; the first, the output, feeds the recurrent product.</param>
    /// <param name="separate">
    /// How many of the last gates give <c>Step</c> their input part W_ih x + b_ih and their recurrent part W_hh h + b_hh apart instead of
    /// the sum: all input parts in place of the gates, then all recurrent parts (GRU, reset after: the candidate).
    /// </param>
    /// <param name="biases">
    /// What the input bias b_ih of each gate starts at, one number a gate; null is 0 for all (LSTM: 1 for the forget gate, Jozefowicz et al. 2015).
    /// </param>
    /// <param name="weights">What the cell learns for every unit beside its matrices; null is nothing.</param>
    /// <param name="recurrent">Whether there is a recurrent matrix W_hh with b_hh; without one the state is used elementwise only (minGRU, SRU).</param>
    /// <param name="inner">What is done with the value of <c>Inner</c> before <c>Step</c>.</param>
    /// <param name="normalised">Whether the pre-activations of every gate are normalised over the units of the layer (layer normalisation).</param>
    /// <exception cref="ArgumentException">Too many parts, or none, or parts that contradict each other.</exception>
    public CellShape(
        string name, string[] gates, string[] states, int separate = 0, float[]? biases = null, UnitWeight[]? weights = null, bool recurrent = true, InnerKind inner = InnerKind.None, bool normalised = false)
    {
        Name = name;
        Gates = gates;
        States = states;
        Separate = separate;
        Biases = biases ?? new float[gates.Length];
        Weights = weights ?? [];
        Recurrent = recurrent;
        Inner = inner;
        Normalised = normalised;
        Check();
    }

    /// <summary>The cell's name.</summary>
    public string Name { get; }

    /// <summary>The gates, in the order of the weights' blocks of rows.</summary>
    public IReadOnlyList<string> Gates { get; }

    /// <summary>The states, the output first.</summary>
    public IReadOnlyList<string> States { get; }

    /// <summary>How many of the last gates keep their input and recurrent parts apart.</summary>
    public int Separate { get; }

    /// <summary>What the input bias of each gate starts at.</summary>
    public IReadOnlyList<float> Biases { get; }

    /// <summary>What the cell learns for every unit beside its matrices.</summary>
    public IReadOnlyList<UnitWeight> Weights { get; }

    /// <summary>Whether there is a recurrent matrix.</summary>
    public bool Recurrent { get; }

    /// <summary>What is done with the value of <c>Inner</c>.</summary>
    public InnerKind Inner { get; }

    /// <summary>Whether the pre-activations are normalised over the units of the layer.</summary>
    public bool Normalised { get; }

    /// <summary>
    /// The numbers a unit that the layer computes for <c>Step</c>: the gates, the recurrent parts of the separate ones, and the normalised
    /// inner value. The cell's own weights follow them.
    /// </summary>
    public int PreActivations => Gates.Count + Separate + (Inner == InnerKind.Normalised ? 1 : 0);

    private void Check()
    {
        int most = Gates<Real>.Most;
        Require(Gates.Count >= 1 && PreActivations + Weights.Count <= most, $"has {Gates.Count} gates, {Separate} of them separate, and {Weights.Count} weights of its own: expected 1 to {most} in all, counting separate gates twice and a normalised inner value once");
        Require(States.Count is >= 1 and <= States<Real>.Most, $"has {States.Count} states: expected 1 to {States<Real>.Most}, the first being the output h");
        Require(Separate >= 0 && Separate <= Gates.Count, $"says that {Separate} of its {Gates.Count} gates are separate");
        Require(Biases.Count == Gates.Count, $"has {Biases.Count} initial biases for {Gates.Count} gates: expected one a gate");
        Require(Recurrent || (Separate == 0 && Inner != InnerKind.Product), "has no recurrent matrix, so no gate has a recurrent part that could be separate");
        Require(Inner != InnerKind.Product || Separate > 0, "has an inner product, so the gates that get it must be separate");
    }

    private void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new ArgumentException($"Cell '{Name}' {what}.");
        }
    }
}
