namespace Unroll.Cells;

/// <summary>The state of one unit, in the order of the cell's <see cref="CellShape.States"/>. The first is the output h.</summary>
/// <typeparam name="N">The kind of number.</typeparam>
public struct States<N>
    where N : struct, IElement<N>
{
    /// <summary>The most states that a cell may have.</summary>
    public const int Most = 4;

    internal N S0, S1, S2, S3;

    /// <summary>A state of one number.</summary>
    /// <param name="h">The output.</param>
    public States(N h) => S0 = h;

    /// <summary>A state of two numbers.</summary>
    /// <param name="h">The output.</param>
    /// <param name="c">Second state.</param>
    public States(N h, N c) => (S0, S1) = (h, c);

    /// <summary>A state of three numbers.</summary>
    /// <param name="h">The output.</param>
    /// <param name="c">Second state.</param>
    /// <param name="n">Third state.</param>
    public States(N h, N c, N n) => (S0, S1, S2) = (h, c, n);

    /// <summary>A state of four numbers.</summary>
    /// <param name="h">The output.</param>
    /// <param name="c">Second state.</param>
    /// <param name="n">Third state.</param>
    /// <param name="m">Fourth state.</param>
    public States(N h, N c, N n, N m) => (S0, S1, S2, S3) = (h, c, n, m);

    /// <summary>The output of a cell whose only state it is.</summary>
    public readonly N Single => S0;

    /// <summary>Takes two states apart.</summary>
    /// <param name="h">The output.</param>
    /// <param name="c">Second state.</param>
    public readonly void Deconstruct(out N h, out N c) => (h, c) = (S0, S1);

    /// <summary>Takes three states apart.</summary>
    /// <param name="h">The output.</param>
    /// <param name="c">Second state.</param>
    /// <param name="n">Third state.</param>
    public readonly void Deconstruct(out N h, out N c, out N n) => (h, c, n) = (S0, S1, S2);

    /// <summary>Takes four states apart.</summary>
    /// <param name="h">The output.</param>
    /// <param name="c">Second state.</param>
    /// <param name="n">Third state.</param>
    /// <param name="m">Fourth state.</param>
    public readonly void Deconstruct(out N h, out N c, out N n, out N m) => (h, c, n, m) = (S0, S1, S2, S3);
}
