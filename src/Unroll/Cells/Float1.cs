using System.Runtime.CompilerServices;
using Unroll.Kernels;

namespace Unroll.Cells;

/// <summary>One float: the fallback, with the same formulas as the vectors.</summary>
internal readonly struct Float1 : IVectorElement<Float1, float>
{
    private readonly float _x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Float1(float x) => _x = x;

    public static int Width => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float1 Load(ref float source, nint index) => new(Unsafe.Add(ref source, index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Float1 value, ref float target, nint index) => Unsafe.Add(ref target, index) = value._x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float1 Of(double value) => new((float)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float1 operator +(Float1 a, Float1 b) => new(a._x + b._x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float1 operator -(Float1 a, Float1 b) => new(a._x - b._x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float1 operator *(Float1 a, Float1 b) => new(a._x * b._x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float1 operator /(Float1 a, Float1 b) => new(a._x / b._x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float1 operator -(Float1 a) => new(-a._x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float1 MultiplyAdd(Float1 a, Float1 b, Float1 c) => new(float.FusedMultiplyAdd(a._x, b._x, c._x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float1 Sigmoid(Float1 a) => new(VectorMath.Sigmoid(a._x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float1 Tanh(Float1 a) => new(VectorMath.Tanh(a._x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float1 Exp(Float1 a) => new(VectorMath.Exp(a._x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float1 Relu(Float1 a) => new(float.IsNaN(a._x) || a._x > 0 ? a._x : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float1 Max(Float1 a, Float1 b) => new(float.Max(a._x, b._x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float1 SelectGreater(Float1 x, Float1 y, Float1 a, Float1 b) => x._x > y._x ? a : b;
}
