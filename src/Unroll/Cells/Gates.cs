namespace Unroll.Cells;

/// <summary>The pre-activations of one unit at one step, in the order of the cell's <see cref="CellShape.Gates"/>; take them apart by deconstruction.</summary>
/// <typeparam name="N">The kind of number.</typeparam>
public struct Gates<N>
    where N : struct, IElement<N>
{
    /// <summary>The most gates that a cell may have.</summary>
    public const int Most = 6;

    internal N G0, G1, G2, G3, G4, G5;

    /// <summary>Puts up to six numbers in the order of the gates.</summary>
    /// <param name="a">First gate.</param>
    /// <param name="b">Second gate.</param>
    /// <param name="c">Third gate.</param>
    /// <param name="d">Fourth gate.</param>
    /// <param name="e">Fifth gate.</param>
    /// <param name="f">Sixth gate.</param>
    public Gates(N a, N b = default, N c = default, N d = default, N e = default, N f = default) => (G0, G1, G2, G3, G4, G5) = (a, b, c, d, e, f);

    /// <summary>The only gate of a cell that has one.</summary>
    public readonly N Single => G0;

    /// <summary>Takes two gates apart.</summary>
    /// <param name="a">First gate.</param>
    /// <param name="b">Second gate.</param>
    public readonly void Deconstruct(out N a, out N b) => (a, b) = (G0, G1);

    /// <summary>Takes three gates apart.</summary>
    /// <param name="a">First gate.</param>
    /// <param name="b">Second gate.</param>
    /// <param name="c">Third gate.</param>
    public readonly void Deconstruct(out N a, out N b, out N c) => (a, b, c) = (G0, G1, G2);

    /// <summary>Takes four gates apart.</summary>
    /// <param name="a">First gate.</param>
    /// <param name="b">Second gate.</param>
    /// <param name="c">Third gate.</param>
    /// <param name="d">Fourth gate.</param>
    public readonly void Deconstruct(out N a, out N b, out N c, out N d) => (a, b, c, d) = (G0, G1, G2, G3);

    /// <summary>Takes five gates apart.</summary>
    /// <param name="a">First gate.</param>
    /// <param name="b">Second gate.</param>
    /// <param name="c">Third gate.</param>
    /// <param name="d">Fourth gate.</param>
    /// <param name="e">Fifth gate.</param>
    public readonly void Deconstruct(out N a, out N b, out N c, out N d, out N e) => (a, b, c, d, e) = (G0, G1, G2, G3, G4);

    /// <summary>Takes six gates apart.</summary>
    /// <param name="a">First gate.</param>
    /// <param name="b">Second gate.</param>
    /// <param name="c">Third gate.</param>
    /// <param name="d">Fourth gate.</param>
    /// <param name="e">Fifth gate.</param>
    /// <param name="f">Sixth gate.</param>
    public readonly void Deconstruct(out N a, out N b, out N c, out N d, out N e, out N f) => (a, b, c, d, e, f) = (G0, G1, G2, G3, G4, G5);
}

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
