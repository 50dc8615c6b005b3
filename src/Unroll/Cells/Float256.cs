using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Unroll.Kernels;

namespace Unroll.Cells;

/// <summary>Eight floats in one vector.</summary>
internal readonly struct Float256 : IVectorElement<Float256, float>
{
    private readonly Vector256<float> _x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Float256(Vector256<float> x) => _x = x;

    public static int Width => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float256 Load(ref float source, nint index) => new(Vector256.LoadUnsafe(ref source, (nuint)index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Float256 value, ref float target, nint index) => value._x.StoreUnsafe(ref target, (nuint)index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float256 Of(double value) => new(Vector256.Create((float)value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float256 operator +(Float256 a, Float256 b) => new(a._x + b._x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float256 operator -(Float256 a, Float256 b) => new(a._x - b._x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float256 operator *(Float256 a, Float256 b) => new(a._x * b._x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float256 operator /(Float256 a, Float256 b) => new(a._x / b._x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float256 operator -(Float256 a) => new(-a._x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float256 MultiplyAdd(Float256 a, Float256 b, Float256 c) => new(Vector256.FusedMultiplyAdd(a._x, b._x, c._x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float256 Sigmoid(Float256 a) => new(VectorMath.Sigmoid(a._x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float256 Tanh(Float256 a) => new(VectorMath.Tanh(a._x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float256 Exp(Float256 a) => new(VectorMath.Exp(a._x));

    // The constant comes first, so that NaN stays NaN: x86 max returns its second operand when either is NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float256 Relu(Float256 a) => new(Vector256.MaxNative(Vector256<float>.Zero, a._x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float256 Max(Float256 a, Float256 b) => new(Vector256.Max(a._x, b._x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float256 SelectGreater(Float256 x, Float256 y, Float256 a, Float256 b) => new(Vector256.ConditionalSelect(Vector256.GreaterThan(x._x, y._x), a._x, b._x));
}
