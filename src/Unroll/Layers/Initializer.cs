using System.Numerics;
using System.Runtime.CompilerServices;
using Unroll.Kernels;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>Fills a parameter before training.</summary>
/// <param name="values">The parameter, row by row.</param>
/// <param name="shape">Its shape; the first axis counts outputs, the second inputs.</param>
/// <param name="random">The parameter's own stream of random numbers.</param>
public delegate void Initializer(Span<float> values, Shape shape, CounterRandom random);

/// <summary>The initialisations that the layers use.</summary>
public static class Initializers
{
    /// <summary>All zeros.</summary>
    public static Initializer Zero { get; } = static (values, _, _) => values.Clear();

    /// <summary>Uniform in ±√(6 / (inputs + outputs)) (Glorot and Bengio 2010).</summary>
    public static Initializer GlorotUniform { get; } = static (values, shape, random) => FillUniform(values, Math.Sqrt(6.0 / (shape[0] + shape[1])), random);

    /// <summary>Uniform in [−bound, bound).</summary>
    /// <param name="bound">The bound.</param>
    /// <returns>The initialiser.</returns>
    public static Initializer Uniform(double bound) => (values, _, random) => FillUniform(values, bound, random);

    /// <summary>Uniform in [low, high).</summary>
    /// <param name="low">The lower bound.</param>
    /// <param name="high">The upper bound.</param>
    /// <returns>The initialiser.</returns>
    public static Initializer Between(double low, double high) => (values, _, random) =>
    {
        foreach (ref float value in values)
        {
            value = (float)(low + ((high - low) * random.NextDouble()));
        }
    };

    /// <summary>Normal with mean 0.</summary>
    /// <param name="deviation">The standard deviation.</param>
    /// <returns>The initialiser.</returns>
    public static Initializer Normal(double deviation) => (values, _, random) =>
    {
        foreach (ref float value in values)
        {
            value = (float)(deviation * random.NextGaussian());
        }
    };

    /// <summary>Blocks of equal length, each filled with one number: the biases of gates.</summary>
    /// <param name="blocks">One number a block.</param>
    /// <returns>The initialiser.</returns>
    public static Initializer Blocks(IReadOnlyList<float> blocks) => (values, _, _) =>
    {
        int length = values.Length / blocks.Count;
        for (int i = 0; i < blocks.Count; i++)
        {
            values.Slice(i * length, length).Fill(blocks[i]);
        }
    };

    /// <summary>Glorot uniform for every gate by itself, so that a gate's scale does not depend on how many gates there are.</summary>
    /// <param name="gates">The number of blocks of rows.</param>
    /// <returns>The initialiser.</returns>
    public static Initializer GlorotUniformPerGate(int gates) =>
        (values, shape, random) => FillUniform(values, Math.Sqrt(6.0 / ((shape[0] / gates) + shape[1])), random);

    /// <summary>Every square block of rows is a random orthogonal matrix (Saxe, McClelland and Ganguli 2014): states neither grow nor fade at the start.</summary>
    public static Initializer OrthogonalPerGate { get; } = static (values, shape, random) =>
    {
        int n = shape[1];
        double[][] blocks = new double[shape[0] / n][];
        Parallel.For(0, blocks.Length, block => blocks[block] = Orthogonal(n, random.Fork((ulong)block)));
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)blocks[i / (n * n)][i % (n * n)];
        }
    };

    private static void FillUniform(Span<float> values, double bound, CounterRandom random)
    {
        foreach (ref float value in values)
        {
            value = (float)(bound * ((2 * random.NextDouble()) - 1));
        }
    }

    /// <summary>
    /// Gram and Schmidt on rows of normal numbers, a second time where most of a row was lost and with it accuracy (Daniel et al. 1976).
    /// </summary>
    private static double[] Orthogonal(int n, CounterRandom random)
    {
        double[] rows = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            Span<double> row = rows.AsSpan(i * n, n);
            foreach (ref double x in row)
            {
                x = random.NextGaussian();
            }

            double before, after = Math.Sqrt(Dot(row, row));
            do
            {
                before = after;
                for (int j = 0; j < i; j++)
                {
                    ReadOnlySpan<double> other = rows.AsSpan(j * n, n);
                    AddScaled(row, -Dot(row, other), other);
                }

                after = Math.Sqrt(Dot(row, row));
            }
            while (after < 0.5 * before);

            foreach (ref double x in row)
            {
                x /= after;
            }
        }

        return rows;
    }

    // Written out: the JIT would spend longer on the library's generic functions than all of this takes.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        Vector<double> sum = default;
        int i = 0;
        for (; i <= a.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            sum += new Vector<double>(a[i..]) * new Vector<double>(b[i..]);
        }

        double rest = Vector.Sum(sum);
        for (; i < a.Length; i++)
        {
            rest += a[i] * b[i];
        }

        return rest;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddScaled(Span<double> target, double factor, ReadOnlySpan<double> a)
    {
        Vector<double> scale = new(factor);
        int i = 0;
        for (; i <= a.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            (new Vector<double>(target[i..]) + (scale * new Vector<double>(a[i..]))).CopyTo(target[i..]);
        }

        for (; i < a.Length; i++)
        {
            target[i] += factor * a[i];
        }
    }
}
