namespace Unroll.Cells;

/// <summary>
/// A recurrent cell: an elementwise function of its gate pre-activations and its previous state, written once as equations.
/// The loop over time, the matrix products, the gradient and every option of <c>Recurrent&lt;TCell&gt;</c> follow from it.
/// </summary>
/// <typeparam name="TSelf">The cell itself, a struct without fields.</typeparam>
public interface ICell<TSelf>
    where TSelf : struct, ICell<TSelf>
{
    /// <summary>The names of the gates and states.</summary>
    static abstract CellShape Shape { get; }

    /// <summary>
    /// The next state from the pre-activations W_ih x + b_ih + W_hh h + b_hh of every gate and the previous state.
    /// Must be pure and elementwise; mark it <c>AggressiveInlining</c>.
    /// </summary>
    /// <typeparam name="N">The kind of number.</typeparam>
    /// <param name="gates">One pre-activation a gate, in the order of <see cref="CellShape.Gates"/>.</param>
    /// <param name="states">The previous state, in the order of <see cref="CellShape.States"/>.</param>
    /// <returns>The next state; the first is the output h.</returns>
    static abstract States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>;
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
    /// <exception cref="ArgumentException">Too many gates or states, or none.</exception>
    public CellShape(string name, string[] gates, string[] states, int separate = 0, float[]? biases = null)
    {
        if (gates.Length + separate is < 1 or > Gates<Real>.Most)
        {
            throw new ArgumentException($"Cell '{name}' has {gates.Length} gates, {separate} of them separate: expected 1 to {Gates<Real>.Most} in all, counting separate ones twice.", nameof(gates));
        }

        if (states.Length is < 1 or > States<Real>.Most)
        {
            throw new ArgumentException($"Cell '{name}' has {states.Length} states: expected 1 to {States<Real>.Most}, the first being the output h.", nameof(states));
        }

        if (separate < 0 || separate > gates.Length)
        {
            throw new ArgumentException($"Cell '{name}' says that {separate} of its {gates.Length} gates are separate.", nameof(separate));
        }

        if (biases is not null && biases.Length != gates.Length)
        {
            throw new ArgumentException($"Cell '{name}' has {biases.Length} initial biases for {gates.Length} gates: expected one a gate.", nameof(biases));
        }

        Name = name;
        Gates = gates;
        States = states;
        Separate = separate;
        Biases = biases ?? new float[gates.Length];
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

    /// <summary>The number of pre-activations that <c>Step</c> gets: the gates, and the recurrent parts of the separate ones.</summary>
    public int PreActivations => Gates.Count + Separate;
}
