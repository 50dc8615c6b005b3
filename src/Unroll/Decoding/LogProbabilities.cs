using Unroll.Kernels;

namespace Unroll.Decoding;

/// <summary>Logarithms of probabilities.</summary>
public static class LogProbabilities
{
    private const int Chunk = 256;

    /// <summary>x − ln Σ exp(x) of every row, in place.</summary>
    /// <param name="logits">[N, V].</param>
    /// <param name="classes">V.</param>
    /// <exception cref="ArgumentException">The numbers are no whole rows.</exception>
    public static void Normalize(Span<float> logits, int classes)
    {
        if (classes < 1 || logits.Length % classes != 0)
        {
            throw new ArgumentException($"Log-probabilities: got {logits.Length} logits, expected whole rows of {classes}.", nameof(classes));
        }

        Span<float> exp = stackalloc float[Chunk];
        for (int start = 0; start < logits.Length; start += classes)
        {
            Span<float> row = logits.Slice(start, classes);
            float max = TensorPrimitives.Max<float>(row);
            double total = 0;
            for (int i = 0; i < classes; i += Chunk)
            {
                Span<float> part = row[i..Math.Min(classes, i + Chunk)], e = exp[..part.Length];
                TensorPrimitives.Subtract(part, max, e);
                TensorPrimitives.Exp<float>(e, e);
                total += RowKernels.Sum(e);
            }

            TensorPrimitives.Subtract(row, (float)(max + Math.Log(total)), row);
        }
    }

    /// <summary>ln(exp(a) + exp(b)).</summary>
    /// <param name="a">A logarithm; −∞ for probability 0.</param>
    /// <param name="b">Another.</param>
    /// <returns>The logarithm of the sum.</returns>
    public static double Add(double a, double b)
    {
        (double most, double least) = a > b ? (a, b) : (b, a);
        return double.IsNegativeInfinity(least) ? most : most + Math.Log(1 + Math.Exp(least - most));
    }
}
