using System.Runtime.CompilerServices;

namespace Unroll.Kernels;

/// <summary>
/// A counter-based random generator: the n-th number is a hash of (key, n), so any stream can be entered at any place, two streams
/// with different keys are independent, and the whole state is two integers that a checkpoint can hold.
/// </summary>
/// <remarks>The mixing function is the finaliser of SplitMix64 (Steele, Lea and Flood 2014), applied twice.</remarks>
public struct CounterRandom
{
    /// <summary>Starts the stream of a seed at its first number.</summary>
    /// <param name="seed">Any number.</param>
    public CounterRandom(ulong seed) : this(seed, 0)
    {
    }

    /// <summary>Enters the stream of <paramref name="key"/> at place <paramref name="counter"/>.</summary>
    /// <param name="key">The stream.</param>
    /// <param name="counter">How many numbers have been drawn.</param>
    public CounterRandom(ulong key, ulong counter)
    {
        Key = key;
        Counter = counter;
    }

    /// <summary>The stream.</summary>
    public ulong Key { get; }

    /// <summary>How many numbers have been drawn.</summary>
    public ulong Counter { get; private set; }

    /// <summary>An independent stream derived from this one's key and a number, such as a step or a shard.</summary>
    /// <param name="index">Which child.</param>
    /// <returns>A generator at its first number.</returns>
    public readonly CounterRandom Fork(ulong index) => new(Mix(Key ^ Mix(index + 0x9E3779B97F4A7C15)));

    /// <summary>The number at a place of a stream, without any state.</summary>
    /// <param name="key">The stream.</param>
    /// <param name="counter">The place.</param>
    /// <returns>64 random bits.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong At(ulong key, ulong counter) => Mix(Mix(key + (counter * 0x9E3779B97F4A7C15)) + key);

    /// <summary>64 random bits.</summary>
    /// <returns>The next number.</returns>
    public ulong NextUInt64() => At(Key, Counter++);

    /// <summary>Uniform in [0, 1), with 24 bits.</summary>
    /// <returns>The next number.</returns>
    public float NextSingle() => (NextUInt64() >> 40) * (1f / (1 << 24));

    /// <summary>Uniform in [0, 1), with 53 bits.</summary>
    /// <returns>The next number.</returns>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, <paramref name="exclusiveMax"/>).</summary>
    /// <param name="exclusiveMax">At least 1.</param>
    /// <returns>The next number.</returns>
    public int NextInt32(int exclusiveMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMax);
        return (int)(((UInt128)NextUInt64() * (ulong)exclusiveMax) >> 64);
    }

    /// <summary>Normal with mean 0 and standard deviation 1 (Box and Muller 1958).</summary>
    /// <returns>The next number; it uses two of the stream.</returns>
    public double NextGaussian()
    {
        double u = 1.0 - NextDouble();
        double v = NextDouble();
        return Math.Sqrt(-2.0 * Math.Log(u)) * Math.Cos(2.0 * Math.PI * v);
    }

    /// <summary>Puts the items in a random order (Fisher and Yates).</summary>
    /// <typeparam name="T">Any type.</typeparam>
    /// <param name="items">Reordered in place.</param>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = NextInt32(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
