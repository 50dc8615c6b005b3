namespace Unroll.Cells;

/// <summary>
/// The kind of number that a cell's equations are written in. The engine puts in a SIMD vector for the forward pass, a symbol
/// that writes down what is done with it to compile the gradient, a dual number or a double for the reference, and a set of inputs to learn
/// what depends on what.
/// </summary>
/// <typeparam name="N">The number itself.</typeparam>
public interface IElement<N>
    where N : struct, IElement<N>
{
    /// <summary>A constant, the same in every lane.</summary>
    /// <param name="value">The constant.</param>
    /// <returns>The number.</returns>
    static abstract N Of(double value);

    /// <summary>a + b.</summary>
    /// <param name="a">First term.</param>
    /// <param name="b">Second term.</param>
    /// <returns>The sum.</returns>
    static abstract N operator +(N a, N b);

    /// <summary>a − b.</summary>
    /// <param name="a">First term.</param>
    /// <param name="b">Second term.</param>
    /// <returns>The difference.</returns>
    static abstract N operator -(N a, N b);

    /// <summary>a ⊙ b.</summary>
    /// <param name="a">First factor.</param>
    /// <param name="b">Second factor.</param>
    /// <returns>The product.</returns>
    static abstract N operator *(N a, N b);

    /// <summary>a / b.</summary>
    /// <param name="a">Numerator.</param>
    /// <param name="b">Denominator.</param>
    /// <returns>The quotient.</returns>
    static abstract N operator /(N a, N b);

    /// <summary>−a.</summary>
    /// <param name="a">The number.</param>
    /// <returns>Its negative.</returns>
    static abstract N operator -(N a);

    /// <summary>a ⊙ b + c, rounded once.</summary>
    /// <param name="a">First factor.</param>
    /// <param name="b">Second factor.</param>
    /// <param name="c">The term.</param>
    /// <returns>The value.</returns>
    static abstract N MultiplyAdd(N a, N b, N c);

    /// <summary>The logistic function σ(a) = 1 / (1 + e⁻ᵃ).</summary>
    /// <param name="a">The number.</param>
    /// <returns>In (0, 1).</returns>
    static abstract N Sigmoid(N a);

    /// <summary>The hyperbolic tangent.</summary>
    /// <param name="a">The number.</param>
    /// <returns>In [−1, 1].</returns>
    static abstract N Tanh(N a);

    /// <summary>e to the power a.</summary>
    /// <param name="a">The number.</param>
    /// <returns>The value.</returns>
    static abstract N Exp(N a);

    /// <summary>max(a, 0), with derivative 0 at 0.</summary>
    /// <param name="a">The number.</param>
    /// <returns>The value.</returns>
    static abstract N Relu(N a);

    /// <summary>The larger of a and b; the derivative follows the one chosen, b where they are equal.</summary>
    /// <param name="a">First number.</param>
    /// <param name="b">Second number.</param>
    /// <returns>The value.</returns>
    static abstract N Max(N a, N b);

    /// <summary>Where x &gt; y: a, elsewhere b.</summary>
    /// <param name="x">Left side of the comparison.</param>
    /// <param name="y">Right side of the comparison.</param>
    /// <param name="a">Taken where x is greater.</param>
    /// <param name="b">Taken elsewhere.</param>
    /// <returns>The value.</returns>
    static abstract N SelectGreater(N x, N y, N a, N b);
}

/// <summary>A number that is loaded from and stored to memory: the storage type is float or double.</summary>
/// <typeparam name="V">The number itself.</typeparam>
/// <typeparam name="T">What memory holds.</typeparam>
internal interface IVectorElement<V, T> : IElement<V>
    where V : struct, IVectorElement<V, T>
    where T : unmanaged
{
    /// <summary>How many numbers of memory one holds.</summary>
    static abstract int Width { get; }

    static abstract V Load(ref T source, nint index);

    static abstract void Store(V value, ref T target, nint index);
}
