namespace Unroll.Cells;

/// <summary>
/// What a cell's equations get for one unit at one step: the pre-activations in the order of <see cref="CellShape.Gates"/>, then the recurrent
/// parts of separate gates, then what <see cref="CellShape.Inner"/> makes, then the cell's own weights. Take them apart by deconstruction.
/// </summary>
/// <typeparam name="N">The kind of number.</typeparam>
public struct Gates<N>
    where N : struct, IElement<N>
{
    /// <summary>The most numbers that a cell may get.</summary>
    public const int Most = 8;

    internal N G0, G1, G2, G3, G4, G5, G6, G7;

    /// <summary>Puts up to eight numbers in the order of the gates.</summary>
    /// <param name="a">First gate.</param>
    /// <param name="b">Second gate.</param>
    /// <param name="c">Third gate.</param>
    /// <param name="d">Fourth gate.</param>
    /// <param name="e">Fifth gate.</param>
    /// <param name="f">Sixth gate.</param>
    /// <param name="g">Seventh gate.</param>
    /// <param name="h">Eighth gate.</param>
    public Gates(N a, N b = default, N c = default, N d = default, N e = default, N f = default, N g = default, N h = default) =>
        (G0, G1, G2, G3, G4, G5, G6, G7) = (a, b, c, d, e, f, g, h);

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

    /// <summary>Takes seven gates apart.</summary>
    /// <param name="a">First gate.</param>
    /// <param name="b">Second gate.</param>
    /// <param name="c">Third gate.</param>
    /// <param name="d">Fourth gate.</param>
    /// <param name="e">Fifth gate.</param>
    /// <param name="f">Sixth gate.</param>
    /// <param name="g">Seventh gate.</param>
    public readonly void Deconstruct(out N a, out N b, out N c, out N d, out N e, out N f, out N g) => (a, b, c, d, e, f, g) = (G0, G1, G2, G3, G4, G5, G6);

    /// <summary>Takes eight gates apart.</summary>
    /// <param name="a">First gate.</param>
    /// <param name="b">Second gate.</param>
    /// <param name="c">Third gate.</param>
    /// <param name="d">Fourth gate.</param>
    /// <param name="e">Fifth gate.</param>
    /// <param name="f">Sixth gate.</param>
    /// <param name="g">Seventh gate.</param>
    /// <param name="h">Eighth gate.</param>
    public readonly void Deconstruct(out N a, out N b, out N c, out N d, out N e, out N f, out N g, out N h) =>
        (a, b, c, d, e, f, g, h) = (G0, G1, G2, G3, G4, G5, G6, G7);
}
