using System.Runtime.CompilerServices;

namespace Unroll.Cells;

/// <summary>One double: the reference that the tests compare with.</summary>
internal readonly struct Real : IVectorElement<Real, double>
{
    private readonly double _x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Real(double x) => _x = x;

    public static int Width => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Real Load(ref double source, nint index) => new(Unsafe.Add(ref source, index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Real value, ref double target, nint index) => Unsafe.Add(ref target, index) = value._x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Real Of(double value) => new((double)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Real operator +(Real a, Real b) => new(a._x + b._x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Real operator -(Real a, Real b) => new(a._x - b._x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Real operator *(Real a, Real b) => new(a._x * b._x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Real operator /(Real a, Real b) => new(a._x / b._x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Real operator -(Real a) => new(-a._x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Real MultiplyAdd(Real a, Real b, Real c) => new(double.FusedMultiplyAdd(a._x, b._x, c._x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Real Sigmoid(Real a) => new(1 / (1 + Math.Exp(-a._x)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Real Tanh(Real a) => new(Math.Tanh(a._x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Real Exp(Real a) => new(Math.Exp(a._x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Real Relu(Real a) => new(double.IsNaN(a._x) || a._x > 0 ? a._x : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Real Max(Real a, Real b) => new(double.Max(a._x, b._x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Real SelectGreater(Real x, Real y, Real a, Real b) => x._x > y._x ? a : b;
}
