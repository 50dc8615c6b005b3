namespace Unroll.Autodiff;

/// <summary>
/// One recorded operation: what its gradient rule needs. An operation is taken from its tape, fills in its fields and is put back when
/// the tape is reset, so that recording allocates nothing.
/// </summary>
public abstract class Op
{
    /// <summary>Adds to the gradients of the inputs what the gradient of the output gives them.</summary>
    public abstract void Backward();

    /// <summary>Says where the first NaN or infinity of this operation is, or null.</summary>
    /// <param name="gradient">Looks at the gradients, after the backward pass, and not at the values.</param>
    /// <returns>Such as <c>layer 'rnn', gate f, time step 12</c>.</returns>
    public virtual string? FindNonFinite(bool gradient) => null;
}
