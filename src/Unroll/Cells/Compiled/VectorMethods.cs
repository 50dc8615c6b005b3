using System.Reflection;
using System.Runtime.CompilerServices;

namespace Unroll.Cells.Compiled;

/// <summary>The operations on vectors <typeparamref name="V"/> as methods that compiled code calls and the JIT inlines.</summary>
internal static class VectorMethods<V, T>
    where V : struct, IVectorElement<V, T>
    where T : unmanaged
{
    private delegate V Reader(ref T source, nint index);

    private delegate void Writer(V value, ref T target, nint index);

    public static MethodInfo Load { get; } = ((Reader)V.Load).Method;

    public static MethodInfo Store { get; } = ((Writer)V.Store).Method;

    public static MethodInfo Of(Operation operation) => operation switch
    {
        Operation.Constant => ((Func<double, V>)V.Of).Method,
        Operation.Add => ((Func<V, V, V>)Add).Method,
        Operation.Subtract => ((Func<V, V, V>)Subtract).Method,
        Operation.Multiply => ((Func<V, V, V>)Multiply).Method,
        Operation.Divide => ((Func<V, V, V>)Divide).Method,
        Operation.Negate => ((Func<V, V>)Negate).Method,
        Operation.MultiplyAdd => ((Func<V, V, V, V>)V.MultiplyAdd).Method,
        Operation.Sigmoid => ((Func<V, V>)V.Sigmoid).Method,
        Operation.Tanh => ((Func<V, V>)V.Tanh).Method,
        Operation.Exp => ((Func<V, V>)V.Exp).Method,
        Operation.Relu => ((Func<V, V>)V.Relu).Method,
        Operation.Max => ((Func<V, V, V>)V.Max).Method,
        Operation.SelectGreater => ((Func<V, V, V, V, V>)V.SelectGreater).Method,
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "An input is loaded, not computed."),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Add(V a, V b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Subtract(V a, V b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Multiply(V a, V b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Divide(V a, V b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Negate(V a) => -a;
}
