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
    /// <param name="gates">
    /// One pre-activation a gate, in the order of <see cref="CellShape.Gates"/>; then, of a cell that has them, the recurrent parts of separate
    /// gates, what comes of <see cref="Inner"/>, and the cell's own <see cref="CellShape.Weights"/>.
    /// </param>
    /// <param name="states">The previous state, in the order of <see cref="CellShape.States"/>.</param>
    /// <returns>The next state; the first is the output h.</returns>
    static abstract States<N> Step<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N>;

    /// <summary>
    /// For a cell whose <see cref="CellShape.Inner"/> says so: what its second recurrent product (or normalisation) is applied to, before
    /// <see cref="Step"/>. It must not read what comes of that.
    /// </summary>
    /// <typeparam name="N">The kind of number.</typeparam>
    /// <param name="gates">As <see cref="Step"/> gets them, but for what comes of this.</param>
    /// <param name="states">The previous state.</param>
    /// <returns>One number a unit.</returns>
    static virtual N Inner<N>(Gates<N> gates, States<N> states)
        where N : struct, IElement<N> => throw new NotSupportedException($"Cell '{TSelf.Shape.Name}' says that it has an inner value, but does not compute one.");
}
