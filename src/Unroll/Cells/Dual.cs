using System.Runtime.CompilerServices;

namespace Unroll.Cells;

/// <summary>The partial derivatives of a dual number: a small vector with every component a named field, so that it stays in registers.</summary>
internal interface IPartials<P, V>
    where P : struct, IPartials<P, V>
    where V : struct, IElement<V>
{
    static abstract int Count { get; }

    /// <summary>a x.</summary>
    static abstract P Scale(P a, V x);

    static abstract P Add(P a, P b);

    static abstract P Subtract(P a, P b);

    /// <summary>a x + b y.</summary>
    static abstract P Combine(P a, V x, P b, V y);

    /// <summary>Where x &gt; y: a, elsewhere b.</summary>
    static abstract P Select(P a, V x, P b, V y);

    /// <summary>1 in place k, 0 elsewhere.</summary>
    static abstract P Unit(int k);

    static abstract V Get(P a, int k);
}

/// <summary>
/// A value and its partial derivatives with respect to every input of the cell (Clifford 1873; forward-mode differentiation, Wengert 1964).
/// Running a cell's equations on dual numbers gives its exact Jacobian.
/// </summary>
internal struct Dual<V, P> : IElement<Dual<V, P>>
    where V : struct, IElement<V>
    where P : struct, IPartials<P, V>
{
    public V X;
    public P D;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Dual(V x, P d)
    {
        X = x;
        D = d;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V, P> Of(double value) => new(V.Of(value), default);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V, P> operator +(Dual<V, P> a, Dual<V, P> b) => new(a.X + b.X, P.Add(a.D, b.D));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V, P> operator -(Dual<V, P> a, Dual<V, P> b) => new(a.X - b.X, P.Subtract(a.D, b.D));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V, P> operator *(Dual<V, P> a, Dual<V, P> b) => new(a.X * b.X, P.Combine(a.D, b.X, b.D, a.X));

    // d(a/b) = da/b − (a/b) db/b
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V, P> operator /(Dual<V, P> a, Dual<V, P> b)
    {
        V reciprocal = V.Of(1) / b.X, quotient = a.X / b.X;
        return new(quotient, P.Combine(a.D, reciprocal, b.D, -(quotient * reciprocal)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V, P> operator -(Dual<V, P> a) => new(-a.X, P.Scale(a.D, V.Of(-1)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V, P> MultiplyAdd(Dual<V, P> a, Dual<V, P> b, Dual<V, P> c) =>
        new(V.MultiplyAdd(a.X, b.X, c.X), P.Add(P.Combine(a.D, b.X, b.D, a.X), c.D));

    // σ' = σ (1 − σ)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V, P> Sigmoid(Dual<V, P> a)
    {
        V y = V.Sigmoid(a.X);
        return new(y, P.Scale(a.D, y * (V.Of(1) - y)));
    }

    // tanh' = 1 − tanh²
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V, P> Tanh(Dual<V, P> a)
    {
        V y = V.Tanh(a.X);
        return new(y, P.Scale(a.D, V.Of(1) - (y * y)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V, P> Exp(Dual<V, P> a)
    {
        V y = V.Exp(a.X);
        return new(y, P.Scale(a.D, y));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V, P> Relu(Dual<V, P> a) => new(V.Relu(a.X), P.Select(a.D, a.X, default, V.Of(0)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V, P> Max(Dual<V, P> a, Dual<V, P> b) => new(V.Max(a.X, b.X), P.Select(a.D, a.X, b.D, b.X));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<V, P> SelectGreater(Dual<V, P> x, Dual<V, P> y, Dual<V, P> a, Dual<V, P> b) =>
        new(V.SelectGreater(x.X, y.X, a.X, b.X), P.Select(a.D, x.X, b.D, y.X));
}
