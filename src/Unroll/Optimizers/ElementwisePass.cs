using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unroll.Optimizers;

/// <summary>An update rule for one vector of parameters, of their gradients and of up to two states.</summary>
internal interface IUpdateRule
{
    /// <summary>How many of the states the rule uses: 0, 1 or 2.</summary>
    static abstract int States { get; }

    /// <summary>Moves the parameters <paramref name="p"/> and their states by the gradients <paramref name="g"/>.</summary>
    void Apply(ref Vector<float> p, Vector<float> g, ref Vector<float> first, ref Vector<float> second);
}

/// <summary>Applies an update rule to spans.</summary>
/// <remarks>
/// The rest that fills no vector goes through the same vector code in a padded block, and nothing is contracted to a fused multiply-add.
/// So the bits of a parameter do not depend on its place in a range, nor on the width of the machine's vectors.
/// </remarks>
internal static class ElementwisePass
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<TRule>(TRule rule, Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second)
        where TRule : struct, IUpdateRule
    {
        Span<Vector<float>> p = MemoryMarshal.Cast<float, Vector<float>>(parameters);
        ReadOnlySpan<Vector<float>> g = MemoryMarshal.Cast<float, Vector<float>>(gradients);
        Span<Vector<float>> a = MemoryMarshal.Cast<float, Vector<float>>(first);
        Span<Vector<float>> b = MemoryMarshal.Cast<float, Vector<float>>(second);
        Vector<float> none = default;
        for (int i = 0; i < p.Length; i++)
        {
            rule.Apply(ref p[i], g[i], ref TRule.States > 0 ? ref a[i] : ref none, ref TRule.States > 1 ? ref b[i] : ref none);
        }

        int done = p.Length * Vector<float>.Count;
        if (done < parameters.Length)
        {
            RunRest(
                rule,
                parameters[done..],
                gradients[done..],
                TRule.States > 0 ? first[done..] : default,
                TRule.States > 1 ? second[done..] : default);
        }
    }

    private static void RunRest<TRule>(TRule rule, Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second)
        where TRule : struct, IUpdateRule
    {
        Vector<float> p = Load(parameters), g = Load(gradients), a = Load(first), b = Load(second);
        rule.Apply(ref p, g, ref a, ref b);
        Store(p, parameters);
        Store(a, first);
        Store(b, second);
    }

    private static Vector<float> Load(ReadOnlySpan<float> rest)
    {
        Span<float> block = stackalloc float[Vector<float>.Count];
        block.Clear();
        rest.CopyTo(block);
        return new Vector<float>(block);
    }

    private static void Store(Vector<float> values, Span<float> rest)
    {
        Span<float> block = stackalloc float[Vector<float>.Count];
        values.CopyTo(block);
        block[..rest.Length].CopyTo(rest);
    }
}
