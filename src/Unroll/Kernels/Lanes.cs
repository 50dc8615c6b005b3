using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unroll.Kernels;

/// <summary>A vector register of <typeparamref name="T"/>, so that a sparse kernel is written once for float and double and for every width.</summary>
internal unsafe interface ILanes<TSelf, T>
    where TSelf : unmanaged, ILanes<TSelf, T>
    where T : unmanaged
{
    /// <summary>How many numbers the register holds.</summary>
    static abstract int Count { get; }

    static abstract TSelf Broadcast(T x);

    static abstract TSelf Load(T* p);

    static abstract void Store(T* p, TSelf x);

    /// <summary>p[index[0]], p[index[1]], …</summary>
    static abstract TSelf Gather(T* p, int* index);

    /// <summary>a · b + c, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    static abstract TSelf Multiply(TSelf a, TSelf b);

    static abstract TSelf Tanh(TSelf x);
}

internal readonly unsafe struct Single1(float x) : ILanes<Single1, float>
{
    private readonly float _x = x;

    public static int Count => 1;

    public static Single1 Broadcast(float x) => new(x);

    public static Single1 Load(float* p) => new(*p);

    public static void Store(float* p, Single1 x) => *p = x._x;

    public static Single1 Gather(float* p, int* index) => new(p[*index]);

    public static Single1 MultiplyAdd(Single1 a, Single1 b, Single1 c) => new(MathF.FusedMultiplyAdd(a._x, b._x, c._x));

    public static Single1 Multiply(Single1 a, Single1 b) => new(a._x * b._x);

    public static Single1 Tanh(Single1 x) => new(VectorMath.Tanh(x._x));
}

internal readonly unsafe struct Single8(Vector256<float> x) : ILanes<Single8, float>
{
    private readonly Vector256<float> _x = x;

    public static int Count => 8;

    public static Single8 Broadcast(float x) => new(Vector256.Create(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single8 Load(float* p) => new(Vector256.Load(p));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* p, Single8 x) => x._x.Store(p);

    // Eight loads: measured half as long as a gather instruction on Zen 3, and Intel's gathers are slow since their security fixes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single8 Gather(float* p, int* index) => new(
        Vector256.Create(p[index[0]], p[index[1]], p[index[2]], p[index[3]], p[index[4]], p[index[5]], p[index[6]], p[index[7]]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single8 MultiplyAdd(Single8 a, Single8 b, Single8 c) => new(Vector256.FusedMultiplyAdd(a._x, b._x, c._x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single8 Multiply(Single8 a, Single8 b) => new(a._x * b._x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single8 Tanh(Single8 x) => new(VectorMath.Tanh(x._x));
}

internal readonly unsafe struct Double1(double x) : ILanes<Double1, double>
{
    private readonly double _x = x;

    public static int Count => 1;

    public static Double1 Broadcast(double x) => new(x);

    public static Double1 Load(double* p) => new(*p);

    public static void Store(double* p, Double1 x) => *p = x._x;

    public static Double1 Gather(double* p, int* index) => new(p[*index]);

    public static Double1 MultiplyAdd(Double1 a, Double1 b, Double1 c) => new(Math.FusedMultiplyAdd(a._x, b._x, c._x));

    public static Double1 Multiply(Double1 a, Double1 b) => new(a._x * b._x);

    public static Double1 Tanh(Double1 x) => new(DoubleMath.Tanh(x._x));
}

internal readonly unsafe struct Double4(Vector256<double> x) : ILanes<Double4, double>
{
    private readonly Vector256<double> _x = x;

    public static int Count => 4;

    public static Double4 Broadcast(double x) => new(Vector256.Create(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double4 Load(double* p) => new(Vector256.Load(p));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(double* p, Double4 x) => x._x.Store(p);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double4 Gather(double* p, int* index) => new(
        Vector256.Create(p[index[0]], p[index[1]], p[index[2]], p[index[3]]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double4 MultiplyAdd(Double4 a, Double4 b, Double4 c) => new(Vector256.FusedMultiplyAdd(a._x, b._x, c._x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double4 Multiply(Double4 a, Double4 b) => new(a._x * b._x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double4 Tanh(Double4 x) => new(DoubleMath.Tanh(x._x));
}
