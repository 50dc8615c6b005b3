using Unroll.Cells;
using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <summary>y = a + b, same shapes.      da += dy, db += dy</summary>
public sealed class Add : Op
{
    private Tensor _a, _b, _y;

    /// <summary>a + b.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="a">Any shape.</param>
    /// <param name="b">The same shape.</param>
    /// <returns>The sum.</returns>
    public static Tensor Apply(Tape tape, Tensor a, Tensor b)
    {
        Operands.SameShape(nameof(Add), a, b);
        Tensor y = tape.Result(a.Shape);
        TensorPrimitives.Add(a.Values, b.Values, y.Values);
        if (tape.Recording)
        {
            Add op = tape.Record<Add>();
            (op._a, op._b, op._y) = (a, b, y);
        }

        return y;
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        Operands.Accumulate(_a, _y.Gradient);
        Operands.Accumulate(_b, _y.Gradient);
    }
}

/// <summary>y = a ⊙ b, same shapes.      da += dy ⊙ b, db += dy ⊙ a</summary>
public sealed class Multiply : Op
{
    private Tensor _a, _b, _y;

    /// <summary>a ⊙ b.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="a">Any shape.</param>
    /// <param name="b">The same shape.</param>
    /// <returns>The product of the elements.</returns>
    public static Tensor Apply(Tape tape, Tensor a, Tensor b)
    {
        Operands.SameShape(nameof(Multiply), a, b);
        Tensor y = tape.Result(a.Shape);
        TensorPrimitives.Multiply(a.Values, b.Values, y.Values);
        if (tape.Recording)
        {
            Multiply op = tape.Record<Multiply>();
            (op._a, op._b, op._y) = (a, b, y);
        }

        return y;
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        if (_a.HasGradient)
        {
            TensorPrimitives.MultiplyAdd(_y.Gradient, _b.Values, _a.Gradient, _a.Gradient);
        }

        if (_b.HasGradient)
        {
            TensorPrimitives.MultiplyAdd(_y.Gradient, _a.Values, _b.Gradient, _b.Gradient);
        }
    }
}

/// <summary>y = s a for a constant s.      da += s dy</summary>
public sealed class Scale : Op
{
    private Tensor _a, _y;
    private float _s;

    /// <summary>s a.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="a">Any shape.</param>
    /// <param name="s">The constant.</param>
    /// <returns>The scaled tensor.</returns>
    public static Tensor Apply(Tape tape, Tensor a, float s)
    {
        Tensor y = tape.Result(a.Shape);
        TensorPrimitives.Multiply(a.Values, s, y.Values);
        if (tape.Recording)
        {
            Scale op = tape.Record<Scale>();
            (op._a, op._y, op._s) = (a, y, s);
        }

        return y;
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        if (_a.HasGradient)
        {
            TensorPrimitives.MultiplyAdd(_y.Gradient, _s, _a.Gradient, _a.Gradient);
        }
    }
}

/// <summary>y = Σ a, a single number.      da += dy</summary>
public sealed class Sum : Op
{
    private Tensor _a, _y;

    /// <summary>The sum of all elements.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="a">Any shape.</param>
    /// <returns>A single number.</returns>
    public static Tensor Apply(Tape tape, Tensor a)
    {
        Tensor y = tape.Result(new Shape());
        y.Values[0] = TensorPrimitives.Sum<float>(a.Values);
        if (tape.Recording)
        {
            Sum op = tape.Record<Sum>();
            (op._a, op._y) = (a, y);
        }

        return y;
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        if (_a.HasGradient)
        {
            TensorPrimitives.Add(_a.Gradient, _y.Gradient[0], _a.Gradient);
        }
    }
}

/// <summary>y = σ(a).      da += dy ⊙ y ⊙ (1 − y)</summary>
public sealed class Sigmoid : Activation<Sigmoid.Function>
{
    /// <summary>σ(a) of every element.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="a">Any shape.</param>
    /// <returns>The values, in (0, 1).</returns>
    public static Tensor Apply(Tape tape, Tensor a) => Apply<Sigmoid>(tape, a);

    /// <summary>The function and its derivative.</summary>
    public readonly struct Function : IActivation
    {
        /// <inheritdoc/>
        public static N Value<N>(N a)
            where N : struct, IElement<N> => N.Sigmoid(a);

        /// <inheritdoc/>
        public static N Derivative<N>(N y)
            where N : struct, IElement<N> => y * (N.Of(1) - y);
    }
}

/// <summary>y = tanh(a).      da += dy ⊙ (1 − y²)</summary>
public sealed class Tanh : Activation<Tanh.Function>
{
    /// <summary>tanh(a) of every element.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="a">Any shape.</param>
    /// <returns>The values, in [−1, 1].</returns>
    public static Tensor Apply(Tape tape, Tensor a) => Apply<Tanh>(tape, a);

    /// <summary>The function and its derivative.</summary>
    public readonly struct Function : IActivation
    {
        /// <inheritdoc/>
        public static N Value<N>(N a)
            where N : struct, IElement<N> => N.Tanh(a);

        /// <inheritdoc/>
        public static N Derivative<N>(N y)
            where N : struct, IElement<N> => N.Of(1) - (y * y);
    }
}

/// <summary>y = max(a, 0).      da += dy where y &gt; 0</summary>
public sealed class Relu : Activation<Relu.Function>
{
    /// <summary>max(a, 0) of every element.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="a">Any shape.</param>
    /// <returns>The values, at least 0.</returns>
    public static Tensor Apply(Tape tape, Tensor a) => Apply<Relu>(tape, a);

    /// <summary>The function and its derivative.</summary>
    public readonly struct Function : IActivation
    {
        /// <inheritdoc/>
        public static N Value<N>(N a)
            where N : struct, IElement<N> => N.Relu(a);

        /// <inheritdoc/>
        public static N Derivative<N>(N y)
            where N : struct, IElement<N> => N.SelectGreater(y, N.Of(0), N.Of(1), N.Of(0));
    }
}

/// <summary>An elementwise function whose derivative is known from its value.</summary>
public interface IActivation
{
    /// <summary>y = f(a).</summary>
    /// <typeparam name="N">The kind of number.</typeparam>
    /// <param name="a">The argument.</param>
    /// <returns>The value.</returns>
    static abstract N Value<N>(N a)
        where N : struct, IElement<N>;

    /// <summary>f'(a) from y = f(a).</summary>
    /// <typeparam name="N">The kind of number.</typeparam>
    /// <param name="y">The value.</param>
    /// <returns>The derivative.</returns>
    static abstract N Derivative<N>(N y)
        where N : struct, IElement<N>;
}

/// <summary>The loop of all activations.</summary>
/// <typeparam name="TFunction">The function.</typeparam>
public abstract class Activation<TFunction> : Op
    where TFunction : struct, IActivation
{
    private Tensor _a, _y;

    /// <inheritdoc/>
    public override void Backward()
    {
        if (!_a.HasGradient)
        {
            return;
        }

        switch (Simd.Path)
        {
            case SimdPath.Vector512: Backward<Float512>(); break;
            case SimdPath.Vector256: Backward<Float256>(); break;
            default: Backward<Float1>(); break;
        }
    }

    private protected static Tensor Apply<TOp>(Tape tape, Tensor a)
        where TOp : Activation<TFunction>, new()
    {
        Tensor y = tape.Result(a.Shape);
        switch (Simd.Path)
        {
            case SimdPath.Vector512: Forward<Float512>(a.Values, y.Values); break;
            case SimdPath.Vector256: Forward<Float256>(a.Values, y.Values); break;
            default: Forward<Float1>(a.Values, y.Values); break;
        }

        if (tape.Recording)
        {
            TOp op = tape.Record<TOp>();
            (op._a, op._y) = (a, y);
        }

        return y;
    }

    private static void Forward<V>(Span<float> a, Span<float> y)
        where V : struct, IVectorElement<V, float>
    {
        int i = 0;
        for (; i <= a.Length - V.Width; i += V.Width)
        {
            V.Store(TFunction.Value(V.Load(ref a[i], 0)), ref y[i], 0);
        }

        if (i < a.Length)
        {
            // By a vector too: 512-bit functions round in another way than scalar ones, and an element must not depend on its place.
            Span<float> last = stackalloc float[16];
            last.Clear();
            a[i..].CopyTo(last);
            V.Store(TFunction.Value(V.Load(ref last[0], 0)), ref last[0], 0);
            last[..(a.Length - i)].CopyTo(y[i..]);
        }
    }

    private void Backward<V>()
        where V : struct, IVectorElement<V, float>
    {
        Span<float> y = _y.Values, dy = _y.Gradient, da = _a.Gradient;
        int i = 0;
        for (; i <= y.Length - V.Width; i += V.Width)
        {
            V.Store(V.Load(ref da[i], 0) + (V.Load(ref dy[i], 0) * TFunction.Derivative(V.Load(ref y[i], 0))), ref da[i], 0);
        }

        for (; i < y.Length; i++)
        {
            Float1.Store(Float1.Load(ref da[i], 0) + (Float1.Load(ref dy[i], 0) * TFunction.Derivative(Float1.Load(ref y[i], 0))), ref da[i], 0);
        }
    }
}
