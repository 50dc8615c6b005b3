using Unroll.Kernels;

namespace Unroll.Decoding;

/// <summary>Logarithms of probabilities.</summary>
public static class LogProbabilities
{
    /// <summary>x − ln Σ exp(x) of every row, in place.</summary>
    /// <param name="logits">[N, V].</param>
    /// <param name="classes">V.</param>
    /// <exception cref="ArgumentException">The numbers are no whole rows.</exception>
    public static void Normalize(Span<float> logits, int classes) => Normalize(logits, logits, classes);

    /// <summary>x − ln Σ exp(x) of every row.</summary>
    /// <param name="logits">[N, V].</param>
    /// <param name="logProbabilities">[N, V]; may be the logits.</param>
    /// <param name="classes">V.</param>
    /// <exception cref="ArgumentException">The numbers are no whole rows, or not as many.</exception>
    public static void Normalize(ReadOnlySpan<float> logits, Span<float> logProbabilities, int classes)
    {
        if (classes < 1 || logits.Length % classes != 0)
        {
            throw new ArgumentException($"Log-probabilities: got {logits.Length} logits, expected whole rows of {classes}.", nameof(classes));
        }

        if (logProbabilities.Length != logits.Length)
        {
            throw new ArgumentException($"Log-probabilities: there is room for {logProbabilities.Length}, expected room for {logits.Length}, one for each logit.", nameof(logProbabilities));
        }

        for (int start = 0; start < logits.Length; start += classes)
        {
            ReadOnlySpan<float> row = logits.Slice(start, classes);
            TensorPrimitives.Subtract(row, (float)LogOfSum(row), logProbabilities.Slice(start, classes));
        }
    }

    /// <summary>ln Σ exp(x).</summary>
    /// <param name="x">[V], at least one.</param>
    /// <returns>The logarithm of the sum.</returns>
    public static double LogOfSum(ReadOnlySpan<float> x)
    {
        float max = TensorPrimitives.Max(x);
        return max + Math.Log(RowKernels.SumOfExp(x, max));
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
