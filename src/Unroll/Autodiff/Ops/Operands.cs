using Unroll.Tensors;

namespace Unroll.Autodiff.Ops;

/// <summary>What several operations ask of their operands.</summary>
internal static class Operands
{
    public static void SameShape(string op, Tensor a, Tensor b)
    {
        if (a.Shape != b.Shape)
        {
            throw new ArgumentException($"{op}: the operands are {a.Shape} and {b.Shape}, expected the same shape.");
        }
    }

    /// <summary>Adds a gradient to a tensor that keeps one.</summary>
    public static void Accumulate(Tensor to, ReadOnlySpan<float> gradient)
    {
        if (to.HasGradient)
        {
            TensorPrimitives.Add(to.Gradient, gradient, to.Gradient);
        }
    }

    /// <summary>Adds the rows of a matrix to one row.</summary>
    public static void AddRows(ReadOnlySpan<float> rows, int stride, int count, Span<float> sum)
    {
        for (int i = 0; i < count; i++)
        {
            TensorPrimitives.Add(sum, rows.Slice(i * stride, sum.Length), sum);
        }
    }

    /// <summary>The place of the first NaN or infinity, or −1.</summary>
    public static int FirstNonFinite(ReadOnlySpan<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
